"""Rome Statute, article 8 bis; after the Elements of Crimes as amended in 2010."""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sources as cited
from evidence.attribution.law.terms import Applies, Provision, Regime, numbered

ELEMENTS = numbered(
    _("The perpetrator planned, prepared, initiated or executed an act of aggression."),
    _("The perpetrator was in a position effectively to control or direct the political or "
      "military action of the State that committed it."),
    _("The act was committed: armed force used by a State against the sovereignty, territorial "
      "integrity or political independence of another, or otherwise against the Charter of the "
      "United Nations."),
    _("The perpetrator knew the facts from which it followed that this use of force was against "
      "the Charter."),
    _("By its character, gravity and scale the act was a manifest violation of the Charter."),
    _("The perpetrator knew the facts from which it followed that the violation was manifest."),
)  # fmt: skip

AGGRESSION = [
    Provision(
        "rome-8-bis", "8 bis", _("the crime of aggression"), Regime.ROME, Applies.ALWAYS, ELEMENTS,
        is_amendment=True, sources=(cited.ROME, cited.AGGRESSION),
        note_english=_("Only leaders of a State (article 25(3 bis)). Added on 11 June 2010; the "
                       "Court has jurisdiction since 17 July 2018, within articles 15 bis and "
                       "15 ter."),
    ),
]  # fmt: skip
