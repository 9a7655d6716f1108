"""Rome Statute, article 8(2)(c) and (e): an armed conflict that is not international."""

from typing import Any

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import attacks, captives, means, persons, possessions, ruses, sexual
from evidence.attribution.law import sources as cited
from evidence.attribution.law.context import (
    ADDED_2010,
    ADDED_2017,
    ADDED_2019,
    NOT_RIOTS,
    PROTRACTED,
    inside,
)
from evidence.attribution.law.terms import Applies, Provision, Regime, provisions


def _e(*rows: tuple[Any, ...], **shared: Any) -> list[Provision]:
    shared.setdefault("sources", (cited.ROME, cited.ELEMENTS))
    shared.setdefault("note_english", PROTRACTED)
    return provisions("rome-8-2-e", "8(2)(e)", list(rows), Regime.ROME, Applies.NON_INTERNATIONAL,
                      **shared)  # fmt: skip


COMMON_ARTICLE_3 = provisions("rome-8-2-c", "8(2)(c)", [
    ("i-1", _("violence to life and person: murder"), inside(persons.MURDER)),
    ("i-2", _("violence to life and person: mutilation"),
     inside(persons.MUTILATION_OF_ARTICLE_3)),
    ("i-3", _("violence to life and person: cruel treatment"), inside(persons.CRUEL_TREATMENT)),
    ("i-4", _("violence to life and person: torture"), inside(persons.TORTURE)),
    ("ii", _("outrages upon personal dignity"), inside(persons.OUTRAGES_OF_ARTICLE_3)),
    ("iii", _("taking hostages"), inside(captives.HOSTAGES_OF_ARTICLE_3)),
    ("iv", _("sentencing or execution without due process"), inside(captives.NO_DUE_PROCESS)),
], Regime.ROME, Applies.NON_INTERNATIONAL, sources=(cited.ROME, cited.ELEMENTS),
    note_english=NOT_RIOTS)  # fmt: skip

OTHER_INTERNAL = [
    *_e(("i", _("attacking civilians"), inside(attacks.ATTACKING_CIVILIANS)),
        ("ii", _("attacking those who use the emblems of the Geneva Conventions"),
         inside(attacks.EMBLEMS)),
        ("iii", _("attacking a humanitarian or peacekeeping mission"), inside(attacks.MISSIONS)),
        ("iv", _("attacking hospitals or buildings of religion, education, art, science, charity "
                 "or history"), inside(attacks.ATTACKING_PROTECTED_BUILDINGS)),
        ("v", _("pillaging"), inside(possessions.PILLAGE))),
    *_e(("vi", _("rape, sexual slavery and other sexual violence")), is_general=True),
    *_e(*((f"vi-{number}", title, inside(texts)) for number, (title, texts) in enumerate(
        zip(sexual.TITLES, sexual.six(sexual.AS_OF_ARTICLE_3), strict=True), start=1)), since=2),
    *_e(("vii", _("using, conscripting or enlisting children under fifteen"),
         inside(captives.CHILDREN_INTERNAL)),
        ("viii", _("displacing civilians"), inside(captives.DISPLACEMENT)),
        ("ix", _("treacherous killing or wounding"), inside(ruses.TREACHERY)),
        ("x", _("denying quarter"), inside(ruses.NO_QUARTER))),
    *_e(("xi", _("mutilation, or medical or scientific experiments")), is_general=True),
    *_e(("xi-1", _("mutilation"), inside(persons.MUTILATION_INTERNAL)),
        ("xi-2", _("medical or scientific experiments"), inside(persons.EXPERIMENTS_INTERNAL)),
        since=2),
    *_e(("xii", _("destroying or seizing the adversary's property without necessity"),
         inside(possessions.ADVERSARY_PROPERTY))),
    *_e(("xiii", _("using poison or poisoned weapons"), inside(means.POISON)),
        ("xiv", _("using prohibited gases, liquids, materials or devices"), inside(means.GASES)),
        ("xv", _("using prohibited bullets"), inside(means.BULLETS)),
        is_amendment=True, sources=(cited.ROME, cited.AMENDED_2010), note_english=ADDED_2010),
    *_e(("xvi", _("using microbial or other biological agents or toxins as weapons")),
        ("xvii", _("using weapons that injure by fragments which X-rays do not detect")),
        ("xviii", _("using laser weapons made to blind for good")),
        since=2, is_amendment=True, sources=(cited.ROME, cited.AMENDED_2017),
        note_english=ADDED_2017),
    *_e(("xix", _("starvation as a method of warfare"), inside(attacks.STARVATION)),
        is_amendment=True, sources=(cited.ROME, cited.AMENDED_2019), note_english=ADDED_2019),
]  # fmt: skip
