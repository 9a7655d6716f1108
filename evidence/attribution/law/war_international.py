"""Rome Statute, article 8(2)(a) and (b): an international armed conflict."""

from typing import Any

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import attacks, captives, means, persons, possessions, ruses, sexual
from evidence.attribution.law import sources as cited
from evidence.attribution.law.context import ADDED_2017, outside
from evidence.attribution.law.terms import Applies, Provision, Regime, provisions


def _a(*rows: tuple[Any, ...], **shared: Any) -> list[Provision]:
    shared.setdefault("sources", (cited.ROME, cited.ELEMENTS))
    return provisions("rome-8-2-a", "8(2)(a)", list(rows), Regime.ROME, Applies.INTERNATIONAL,
                      **shared)  # fmt: skip


def _b(*rows: tuple[Any, ...], **shared: Any) -> list[Provision]:
    shared.setdefault("sources", (cited.ROME, cited.ELEMENTS))
    return provisions("rome-8-2-b", "8(2)(b)", list(rows), Regime.ROME, Applies.INTERNATIONAL,
                      **shared)  # fmt: skip


GRAVE_BREACHES = [
    *_a(("i", _("wilful killing"), outside(persons.WILFUL_KILLING))),
    *_a(("ii", _("torture or inhuman treatment, including biological experiments")),
        is_general=True),
    *_a(("ii-1", _("torture"), outside(persons.TORTURE_OF_PROTECTED)),
        ("ii-2", _("inhuman treatment"), outside(persons.INHUMAN_TREATMENT)),
        ("ii-3", _("biological experiments"), outside(persons.BIOLOGICAL_EXPERIMENTS)), since=2),
    *_a(("iii", _("wilfully causing great suffering or serious injury"),
         outside(persons.GREAT_SUFFERING)),
        ("iv", _("extensive destruction or appropriation of property without military necessity"),
         outside(possessions.EXTENSIVE_DESTRUCTION)),
        ("v", _("compelling service in the forces of a hostile power"),
         outside(captives.COMPELLED_SERVICE)),
        ("vi", _("wilfully denying a fair and regular trial"), outside(captives.DENIED_TRIAL))),
    *_a(("vii", _("unlawful deportation, transfer or confinement")), is_general=True),
    *_a(("vii-1", _("unlawful deportation or transfer"), outside(captives.DEPORTED)),
        ("vii-2", _("unlawful confinement"), outside(captives.CONFINED)), since=2),
    *_a(("viii", _("taking hostages"), outside(captives.HOSTAGES))),
]  # fmt: skip

OTHER_INTERNATIONAL = [
    *_b(("i", _("attacking civilians"), outside(attacks.ATTACKING_CIVILIANS)),
        ("ii", _("attacking civilian objects"), outside(attacks.ATTACKING_OBJECTS)),
        ("iii", _("attacking a humanitarian or peacekeeping mission"), outside(attacks.MISSIONS)),
        ("iv", _("an attack with clearly excessive harm to civilians or to the environment"),
         outside(attacks.EXCESSIVE_HARM)),
        ("v", _("attacking undefended places"), outside(attacks.UNDEFENDED_PLACES)),
        ("vi", _("killing or wounding someone hors de combat"), outside(persons.HORS_DE_COMBAT))),
    *_b(("vii", _("improper use of a flag, an emblem or a uniform")), is_general=True),
    *_b(("vii-1", _("improper use of a flag of truce"), outside(ruses.FLAG_OF_TRUCE)),
        ("vii-2", _("improper use of the hostile party's flag, insignia or uniform"),
         outside(ruses.ENEMY_UNIFORM)),
        ("vii-3", _("improper use of the United Nations' flag, insignia or uniform"),
         outside(ruses.UNITED_NATIONS_UNIFORM)),
        ("vii-4", _("improper use of the emblems of the Geneva Conventions"),
         outside(ruses.EMBLEMS_MISUSED)), since=2),
    *_b(("viii", _("transfer of population into or out of occupied territory"),
         outside(captives.POPULATION_TRANSFER)),
        ("ix", _("attacking hospitals or buildings of religion, education, art, science, charity "
                 "or history"), outside(attacks.ATTACKING_PROTECTED_BUILDINGS))),
    *_b(("x", _("mutilation, or medical or scientific experiments")), is_general=True),
    *_b(("x-1", _("mutilation"), outside(persons.MUTILATION)),
        ("x-2", _("medical or scientific experiments"), outside(persons.EXPERIMENTS)), since=2),
    *_b(("xi", _("treacherous killing or wounding"), outside(ruses.TREACHERY)),
        ("xii", _("denying quarter"), outside(ruses.NO_QUARTER)),
        ("xiii", _("destroying or seizing the enemy's property without necessity"),
         outside(possessions.ENEMY_PROPERTY)),
        ("xiv", _("taking rights or actions away from nationals of the hostile party"),
         outside(possessions.RIGHTS_TAKEN_AWAY)),
        ("xv", _("compelling people to fight against their own country"),
         outside(captives.COMPELLED_OPERATIONS)),
        ("xvi", _("pillaging"), outside(possessions.PILLAGE)),
        ("xvii", _("using poison or poisoned weapons"), outside(means.POISON)),
        ("xviii", _("using prohibited gases, liquids, materials or devices"),
         outside(means.GASES)),
        ("xix", _("using prohibited bullets"), outside(means.BULLETS))),
    *_b(("xx", _("using weapons, listed in an annex, that injure superfluously or "
                 "indiscriminately")),
        note_english=_("It needs an annex to the Statute, of which there is none: the Elements of "
                       "Crimes leave this crime open until there is.")),
    *_b(("xxi", _("outrages upon personal dignity"), outside(persons.OUTRAGES))),
    *_b(("xxii", _("rape, sexual slavery and other sexual violence")), is_general=True),
    *_b(*((f"xxii-{number}", title, outside(texts)) for number, (title, texts) in enumerate(
        zip(sexual.TITLES, sexual.six(sexual.AS_A_GRAVE_BREACH), strict=True), start=1)), since=2),
    *_b(("xxiii", _("using protected persons as shields"), outside(captives.SHIELDS)),
        ("xxiv", _("attacking those who use the emblems of the Geneva Conventions"),
         outside(attacks.EMBLEMS)),
        ("xxv", _("starvation as a method of warfare"), outside(attacks.STARVATION)),
        ("xxvi", _("using, conscripting or enlisting children under fifteen"),
         outside(captives.CHILDREN))),
    *_b(("xxvii", _("using microbial or other biological agents or toxins as weapons")),
        ("xxviii", _("using weapons that injure by fragments which X-rays do not detect")),
        ("xxix", _("using laser weapons made to blind for good")),
        since=2, is_amendment=True, sources=(cited.ROME, cited.AMENDED_2017),
        note_english=ADDED_2017),
]  # fmt: skip
