"""Civil aviation, arms, the use of force: treaties that bear on an attack beside the law of war."""

from typing import Any

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sources as cited
from evidence.attribution.law.rights import states
from evidence.attribution.law.terms import Applies, Provision, Regime


def _offence(code: str, regime: Regime, article: str, title: str, **shared: Any) -> Provision:
    return Provision(code, article, title, regime, Applies.ALWAYS, since=2, **shared)


_NOT_MILITARY = _("Not for aircraft in military, customs or police services (article 4(1)).")

AVIATION = [
    *states(Regime.CHICAGO, cited.CHICAGO,
            ("3 bis", _("no weapons against civil aircraft in flight")),
            note=_("Added by a protocol; for States that ratified it. It leaves rights and duties "
                   "under the Charter of the United Nations as they are.")),
    _offence("montreal-1-1-b", Regime.MONTREAL, "1(1)(b)",
             _("destroying or damaging an aircraft in service"),
             sources=(cited.MONTREAL,), note_english=_NOT_MILITARY),
    _offence("montreal-1-1-a", Regime.MONTREAL, "1(1)(a)",
             _("violence against a person on board an aircraft in flight"),
             sources=(cited.MONTREAL,), note_english=_NOT_MILITARY),
]  # fmt: skip

FORCE_AND_ARMS = [
    *states(Regime.CHARTER, cited.CHARTER, ("2(4)", _("the prohibition of the use of force"))),
    *states(Regime.ATT, cited.ATT,
            ("6(1)", _("no transfer of arms against an embargo of the Security Council")),
            ("6(3)", _("no transfer of arms known to serve attacks on civilians or other crimes")),
            note=_("Only for States Parties. An embargo itself stands in a resolution of the "
                   "Security Council: write that by hand.")),
    *states(Regime.GENOCIDE, cited.GENOCIDE, ("1", _("preventing and punishing genocide"))),
    _offence("financing-2-1", Regime.FINANCING, "2(1)",
             _("providing or collecting funds for acts against civilians"),
             sources=(cited.FINANCING,),
             note_english=_("Not where all of it happened within one State that alone has "
                            "jurisdiction (article 3).")),
]  # fmt: skip
