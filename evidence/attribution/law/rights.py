"""Rights under treaties that bind their States Parties.

What a State answers for is no provision here: it stands with the actors of a hypothesis, under
the articles on State responsibility, and is never mixed with what an individual may have done.
"""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sources as cited
from evidence.attribution.law.terms import Applies, Binds, Provision, Regime

_DEROGABLE = _("A State may derogate from it in a public emergency, within article 4.")


def states(
    regime: Regime, source: str, *rows: tuple[str, str], since: int = 2, note: str = ""
) -> list[Provision]:
    return [
        Provision(
            f"{regime.value}-{article.replace(' ', '-').replace('(', '-').replace(')', '')}",
            article, title, regime, Applies.ALWAYS, binds=Binds.STATES, sources=(source,),
            since=since, note_english=note,
        )
        for article, title in rows
    ]  # fmt: skip


RIGHTS = [
    *states(Regime.ICCPR, cited.ICCPR,
            ("2(3)", _("the right to an effective remedy")),
            ("6", _("the right to life")),
            ("7", _("the prohibition of torture and of cruel, inhuman or degrading treatment")),
            since=1),
    *states(Regime.ICCPR, cited.ICCPR, ("9", _("the right to liberty and security of person")),
            since=1, note=_DEROGABLE),
    *states(Regime.ICCPR, cited.ICCPR,
            ("10", _("humanity and dignity in detention"))),
    *states(Regime.ICCPR, cited.ICCPR,
            ("13", _("expulsion of aliens only by lawful decision")),
            ("14", _("the right to a fair trial")), note=_DEROGABLE),
    *states(Regime.CAT, cited.CAT,
            ("2", _("preventing torture")),
            ("3", _("no return to where torture threatens")),
            ("12", _("prompt and impartial investigation")),
            ("16", _("preventing other cruel, inhuman or degrading treatment"))),
    *states(Regime.CED, cited.CED,
            ("1", _("the prohibition of enforced disappearance")),
            ("17", _("the prohibition of secret detention"))),
    *states(Regime.CRC, cited.CRC,
            ("37", _("children in detention, and torture of children")),
            ("38", _("children in armed conflict"))),
    *states(Regime.REFUGEES, cited.REFUGEES,
            ("31", _("no penalty for refugees who entered unlawfully")),
            ("33", _("no return of refugees to where they are threatened"))),
    *states(Regime.ACHPR, cited.ACHPR,
            ("4", _("the right to life and integrity of the person")),
            ("5", _("dignity, and the prohibition of torture and of slavery")),
            ("6", _("the right to liberty and security of person"))),
    *states(Regime.ECHR, cited.ECHR,
            ("2", _("the right to life")),
            ("3", _("the prohibition of torture")),
            ("5", _("the right to liberty and security")),
            ("13", _("the right to an effective remedy"))),
]  # fmt: skip
