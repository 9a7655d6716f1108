"""Rome Statute, article 8(2): war crimes; after the ICC Elements of Crimes, article 8.

(a) and (b) are for an international armed conflict, (c) and (e) for one that is not.
"""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from evidence.attribution.law.attacks import (
    ATTACKING_CIVILIANS,
    ATTACKING_OBJECTS,
    ATTACKING_PROTECTED_BUILDINGS,
    EXCESSIVE_HARM,
    STARVATION,
)
from evidence.attribution.law.persons import (
    CRUEL_TREATMENT,
    MURDER,
    TORTURE,
    WILFUL_KILLING,
)
from evidence.attribution.law.terms import Applies, Element, Provision, Regime, numbered, provisions

AWARE = _("The perpetrator knew the facts from which it followed that there was an armed conflict.")
INTERNATIONAL = (
    Element("c1", _("It took place in the context of an international armed conflict and was "
                    "associated with it.")),
    Element("c2", AWARE),
)  # fmt: skip
INTERNAL = (
    Element("c1", _("It took place in the context of an armed conflict that was not international "
                    "and was associated with it.")),
    Element("c2", AWARE),
)  # fmt: skip


def _outside(texts: tuple[str, ...]) -> tuple[Element, ...]:
    return numbered(*texts, context=INTERNATIONAL)


def _inside(texts: tuple[str, ...]) -> tuple[Element, ...]:
    return numbered(*texts, context=INTERNAL)


GRAVE_BREACHES = provisions("rome-8-2-a", "8(2)(a)", [
    ("i", _("wilful killing"), _outside(WILFUL_KILLING)),
    ("ii", _("torture or inhuman treatment, including biological experiments")),
    ("iii", _("wilfully causing great suffering or serious injury")),
    ("iv", _("extensive destruction or appropriation of property without military necessity")),
    ("v", _("compelling service in the forces of a hostile power")),
    ("vi", _("wilfully denying a fair and regular trial")),
    ("vii", _("unlawful deportation, transfer or confinement")),
    ("viii", _("taking hostages")),
], Regime.ROME, Applies.INTERNATIONAL)  # fmt: skip

OTHER_INTERNATIONAL = provisions("rome-8-2-b", "8(2)(b)", [
    ("i", _("attacking civilians"), _outside(ATTACKING_CIVILIANS)),
    ("ii", _("attacking civilian objects"), _outside(ATTACKING_OBJECTS)),
    ("iii", _("attacking a humanitarian or peacekeeping mission")),
    ("iv", _("an attack with clearly excessive harm to civilians or to the environment"),
     _outside(EXCESSIVE_HARM)),
    ("v", _("attacking undefended places")),
    ("vi", _("killing or wounding someone hors de combat")),
    ("vii", _("improper use of a flag, an emblem or a uniform")),
    ("viii", _("transfer of population into or out of occupied territory")),
    ("ix", _("attacking hospitals or buildings of religion, education, art, science, charity or "
             "history"), _outside(ATTACKING_PROTECTED_BUILDINGS)),
    ("x", _("mutilation, or medical or scientific experiments")),
    ("xi", _("treacherous killing or wounding")),
    ("xii", _("denying quarter")),
    ("xiii", _("destroying or seizing the enemy's property without necessity")),
    ("xiv", _("taking rights or actions away from nationals of the hostile party")),
    ("xv", _("compelling people to fight against their own country")),
    ("xvi", _("pillaging")),
    ("xvii", _("using poison or poisoned weapons")),
    ("xviii", _("using prohibited gases, liquids, materials or devices")),
    ("xix", _("using prohibited bullets")),
    ("xx", _("using weapons, listed in an annex, that injure superfluously or indiscriminately")),
    ("xxi", _("outrages upon personal dignity")),
    ("xxii", _("rape, sexual slavery and other sexual violence")),
    ("xxiii", _("using protected persons as shields")),
    ("xxiv", _("attacking those who use the emblems of the Geneva Conventions")),
    ("xxv", _("starvation as a method of warfare"), _outside(STARVATION)),
    ("xxvi", _("using, conscripting or enlisting children under fifteen")),
], Regime.ROME, Applies.INTERNATIONAL)  # fmt: skip

COMMON_ARTICLE_3 = provisions("rome-8-2-c", "8(2)(c)", [
    ("i-1", _("violence to life and person: murder"), _inside(MURDER)),
    ("i-2", _("violence to life and person: mutilation")),
    ("i-3", _("violence to life and person: cruel treatment"), _inside(CRUEL_TREATMENT)),
    ("i-4", _("violence to life and person: torture"), _inside(TORTURE)),
    ("ii", _("outrages upon personal dignity")),
    ("iii", _("taking hostages")),
    ("iv", _("sentencing or execution without due process")),
], Regime.ROME, Applies.NON_INTERNATIONAL)  # fmt: skip
COMMON_ARTICLE_3 = [
    replace(row, article=row.article.replace("(i-", "(i)-").rstrip(")") if "i-" in row.code
            else row.article)
    for row in COMMON_ARTICLE_3
]  # fmt: skip

OTHER_INTERNAL = provisions("rome-8-2-e", "8(2)(e)", [
    ("i", _("attacking civilians"), _inside(ATTACKING_CIVILIANS)),
    ("ii", _("attacking those who use the emblems of the Geneva Conventions")),
    ("iii", _("attacking a humanitarian or peacekeeping mission")),
    ("iv", _("attacking hospitals or buildings of religion, education, art, science, charity or "
             "history"), _inside(ATTACKING_PROTECTED_BUILDINGS)),
    ("v", _("pillaging")),
    ("vi", _("rape, sexual slavery and other sexual violence")),
    ("vii", _("using, conscripting or enlisting children under fifteen")),
    ("viii", _("displacing civilians")),
    ("ix", _("treacherous killing or wounding")),
    ("x", _("denying quarter")),
    ("xi", _("mutilation, or medical or scientific experiments")),
    ("xii", _("destroying or seizing the adversary's property without necessity")),
], Regime.ROME, Applies.NON_INTERNATIONAL)  # fmt: skip

# Added in 2010 and 2019; in force only for States that ratified, so counsel looks twice.
ADDED_INTERNAL = provisions("rome-8-2-e", "8(2)(e)", [
    ("xiii", _("using poison or poisoned weapons")),
    ("xiv", _("using prohibited gases, liquids, materials or devices")),
    ("xv", _("using prohibited bullets")),
    ("xix", _("starvation as a method of warfare")),
], Regime.ROME, Applies.NON_INTERNATIONAL, is_amendment=True)  # fmt: skip

# What is the same crime in the other kind of conflict, letter of (b) by letter of (e).
_SAME = {"i": "i", "xxiv": "ii", "iii": "iii", "ix": "iv", "xvi": "v", "xxii": "vi", "xxvi": "vii",
         "xi": "ix", "xii": "x", "x": "xi", "xiii": "xii", "xvii": "xiii", "xviii": "xiv",
         "xix": "xv", "xxv": "xix"}  # fmt: skip
COUNTERPARTS = {f"rome-8-2-b-{b}": f"rome-8-2-e-{e}" for b, e in _SAME.items()} | {
    "rome-8-2-a-i": "rome-8-2-c-i-1",
    "rome-8-2-a-viii": "rome-8-2-c-iii",
    "rome-8-2-b-xxi": "rome-8-2-c-ii",
    # No crime of the Statute outside an international conflict: the rule stays.
    "rome-8-2-b-iv": "ihl-proportionality",
    "rome-8-2-b-ii": "ihl-distinction",
}
_BACK = {other: code for code, other in COUNTERPARTS.items() if other.startswith("rome")}


def _paired(row: Provision) -> Provision:
    return replace(row, counterpart=(COUNTERPARTS | _BACK).get(row.code, ""))


GRAVE_BREACHES, OTHER_INTERNATIONAL, COMMON_ARTICLE_3 = (
    [_paired(row) for row in rows]
    for rows in (GRAVE_BREACHES, OTHER_INTERNATIONAL, COMMON_ARTICLE_3)
)
OTHER_INTERNAL = [_paired(row) for row in (*OTHER_INTERNAL, *ADDED_INTERNAL)]
