"""Rome Statute, article 8(2): war crimes; after the ICC Elements of Crimes, article 8.

(a) and (b) are for an international armed conflict, (c) and (e) for one that is not.
"""

from dataclasses import replace

from evidence.attribution.law import war_internal, war_international
from evidence.attribution.law.terms import Provision

# What is the same crime in the other kind of conflict, letter of (b) by letter of (e).
_SAME = {"i": "i", "xxiv": "ii", "iii": "iii", "ix": "iv", "xvi": "v", "xxii": "vi", "xxvi": "vii",
         "xi": "ix", "xii": "x", "x": "xi", "x-1": "xi-1", "x-2": "xi-2", "xiii": "xii",
         "xvii": "xiii", "xviii": "xiv", "xix": "xv", "xxvii": "xvi", "xxviii": "xvii",
         "xxix": "xviii", "xxv": "xix",
         **{f"xxii-{number}": f"vi-{number}" for number in range(1, 7)}}  # fmt: skip
COUNTERPARTS = {f"rome-8-2-b-{b}": f"rome-8-2-e-{e}" for b, e in _SAME.items()} | {
    "rome-8-2-a-i": "rome-8-2-c-i-1",
    "rome-8-2-a-ii-1": "rome-8-2-c-i-4",
    "rome-8-2-a-ii-2": "rome-8-2-c-i-3",
    "rome-8-2-a-viii": "rome-8-2-c-iii",
    "rome-8-2-b-xxi": "rome-8-2-c-ii",
    # No crime of the Statute outside an international conflict: the rule stays.
    "rome-8-2-b-iv": "ihl-proportionality",
    "rome-8-2-b-ii": "ihl-distinction",
    "rome-8-2-b-xxiii": "ihl-shields",
}
_BACK = {other: code for code, other in COUNTERPARTS.items() if other.startswith("rome")}


def _paired(rows: list[Provision]) -> list[Provision]:
    return [replace(row, counterpart=(COUNTERPARTS | _BACK).get(row.code, "")) for row in rows]


GRAVE_BREACHES = _paired(war_international.GRAVE_BREACHES)
OTHER_INTERNATIONAL = _paired(war_international.OTHER_INTERNATIONAL)
COMMON_ARTICLE_3 = _paired(war_internal.COMMON_ARTICLE_3)
OTHER_INTERNAL = _paired(war_internal.OTHER_INTERNAL)
