"""Rules of humanitarian law: custom by the numbers of the ICRC's study, then treaties.

They bind the parties to a conflict; who committed a crime in breaching one is another question.
"""

from typing import Any

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sources as cited
from evidence.attribution.law.terms import Applies, Binds, Provision, Regime

_ARGUABLY = _("The study finds rule 21 arguably, not plainly, applicable in a non-international "
              "conflict.")  # fmt: skip
_ARGUABLY_TOO = _("The study finds rules 23 and 24 arguably, not plainly, applicable in a "
                  "non-international conflict.")  # fmt: skip
_CONTROL = _("Only where Additional Protocol II applies: the State's forces against armed groups "
             "that control part of its territory (article 1(1)).")  # fmt: skip

# Code, number, title; then, where they differ: note, edition. In the order of the study.
_CUSTOM: list[tuple[Any, ...]] = [
    ("distinction", _("rules 1 and 7"), _("the rule of distinction"), "", 1),
    ("terror", _("rule 2"), _("violence meant to spread terror among civilians")),
    ("indiscriminate", _("rules 11 to 13"), _("the prohibition of indiscriminate attacks"), "", 1),
    ("proportionality", _("rule 14"), _("the rule of proportionality"), "", 1),
    ("precautions", _("rules 15 to 21"), _("precautions in attack"), _ARGUABLY, 1),
    ("effects", _("rules 22 to 24"), _("precautions against the effects of attacks"),
     _ARGUABLY_TOO, 1),
    ("medical", _("rules 25 to 30"), _("respect for medical and religious personnel and units")),
    ("relief", _("rules 31 and 32"), _("respect for humanitarian relief personnel and objects")),
    ("hors-de-combat", _("rule 47"), _("the protection of persons hors de combat"), "", 1),
    ("starvation", _("rules 53 and 54"), _("starvation, and objects that survival depends on")),
    ("humane", _("rule 87"), _("humane treatment")),
    ("murder", _("rule 89"), _("the prohibition of murder")),
    ("torture", _("rule 90"), _("the prohibition of torture and of cruel treatment")),
    ("sexual", _("rule 93"), _("the prohibition of rape and other sexual violence")),
    ("hostages", _("rule 96"), _("the prohibition of taking hostages")),
    ("shields", _("rule 97"), _("the prohibition of human shields")),
    ("disappearance", _("rule 98"), _("the prohibition of enforced disappearance")),
    ("liberty", _("rule 99"), _("the prohibition of arbitrary detention")),
    ("wounded", _("rules 109 and 110"), _("searching for the wounded and caring for them")),
    ("dead", _("rules 112 to 116"), _("searching for the dead and accounting for them")),
    ("necessities", _("rule 118"), _("basic necessities for persons in detention")),
    ("places-of-detention", _("rule 121"),
     _("places of detention away from the combat zone")),
    ("detained-recorded", _("rule 123"), _("recording persons in detention")),
    ("displacement", _("rule 129"), _("the prohibition of forced displacement")),
    ("ensure-respect", _("rules 139 and 144"),
     _("respecting humanitarian law and ensuring that others respect it")),
    ("investigation", _("rule 158"), _("investigating war crimes and prosecuting suspects"),
     _("It is addressed to States."), 2),
]  # fmt: skip


def _custom(code: str, number: str, title: str, note: str = "", since: int = 2) -> Provision:
    return Provision(
        f"ihl-{code}", number, title, Regime.CUSTOM, Applies.ANY_CONFLICT, note_english=note,
        binds=Binds.PARTIES, sources=(f"{cited.CUSTOM}, {number}",), since=since,
    )  # fmt: skip


HUMANITARIAN_RULES = [_custom(*row) for row in _CUSTOM]


def _treaty(
    regime: Regime, source: str, applies: Applies, *rows: tuple[str, str], note: str = ""
) -> list[Provision]:
    return [
        Provision(
            f"{regime.value.replace('_', '-')}-{article.split(' ')[-1].replace('(', '-')}"
            .rstrip(")"),
            article, title, regime, applies, binds=Binds.PARTIES, sources=(source,), since=2,
            note_english=note,
        )
        for article, title in rows
    ]  # fmt: skip


HUMANITARIAN_TREATIES = [
    *_treaty(Regime.GENEVA, cited.GENEVA, Applies.ANY_CONFLICT,
             (_("common article 1"), _("respecting the Conventions and ensuring respect"))),
    *_treaty(Regime.GENEVA, cited.GENEVA, Applies.NON_INTERNATIONAL,
             (_("common article 3"), _("the minimum owed to persons out of the fight"))),
    *_treaty(Regime.GENEVA_3, cited.GENEVA_3, Applies.INTERNATIONAL,
             ("13", _("humane treatment of prisoners of war"))),
    *_treaty(Regime.GENEVA_4, cited.GENEVA_4, Applies.INTERNATIONAL,
             ("27", _("treatment of protected persons")),
             ("49", _("deportation and transfer from or into occupied territory")),
             ("83", _("places of internment and detention away from the dangers of war"))),
    *_treaty(Regime.PROTOCOL_1, cited.PROTOCOL_1, Applies.INTERNATIONAL,
             ("48", _("the basic rule of distinction")),
             ("51", _("protection of the civilian population")),
             ("52", _("protection of civilian objects")),
             ("57", _("precautions in attack")),
             ("58", _("precautions against the effects of attacks")),
             ("75", _("fundamental guarantees"))),
    *_treaty(Regime.PROTOCOL_2, cited.PROTOCOL_2, Applies.NON_INTERNATIONAL,
             ("4", _("fundamental guarantees")),
             ("5", _("persons in detention or internment, and where they are held")),
             ("13", _("protection of the civilian population")),
             ("17", _("the prohibition of forced displacement")), note=_CONTROL),
]  # fmt: skip
