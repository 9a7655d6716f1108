"""Aggression, rules of humanitarian law, and rights under the Covenant.

What a State answers for is no provision here: it stands with the actors of a hypothesis, under
the articles on State responsibility, and is never mixed with what an individual may have done.
"""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law.terms import Applies, Provision, Regime

AGGRESSION = [
    Provision("rome-8-bis", "8 bis", _("the crime of aggression"), Regime.ROME, Applies.ALWAYS),
]

_RULES = {
    "distinction": _("the rule of distinction"),
    "indiscriminate": _("the prohibition of indiscriminate attacks"),
    "proportionality": _("the rule of proportionality"),
    "precautions": _("precautions in attack"),
    "effects": _("precautions against the effects of attacks"),
    "hors-de-combat": _("the protection of persons hors de combat"),
}
HUMANITARIAN_RULES = [
    Provision(f"ihl-{code}", "", title, Regime.IHL, Applies.ANY_CONFLICT)
    for code, title in _RULES.items()
]

_RIGHTS = {
    "2(3)": _("the right to an effective remedy"),
    "6": _("the right to life"),
    "7": _("the prohibition of torture and of cruel, inhuman or degrading treatment"),
    "9": _("the right to liberty and security of person"),
}
RIGHTS = [
    Provision(f"iccpr-{article.replace('(', '-').rstrip(')')}", article, title, Regime.ICCPR,
              Applies.ALWAYS)
    for article, title in _RIGHTS.items()
]  # fmt: skip
