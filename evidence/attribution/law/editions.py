"""The catalogue's texts change with the product; what was written or approved does not.

A qualification keeps the edition it was written in, and reads in that edition's words until
somebody takes over the present ones. Whoever changes a title, an article or an element adds an
edition here; a test holds the texts of each by a digest.
"""

from dataclasses import replace

from evidence.attribution.law.terms import Element, Provision, Regime

FIRST = 1
EDITION = 2

# All others were listed without elements then.
WITH_ELEMENTS = {
    *(f"rome-6-{letter}" for letter in "abcde"),
    *(f"rome-7-1-{letter}" for letter in "abdefi"),
    *(f"rome-8-2-b-{letter}" for letter in ("i", "ii", "iv", "ix", "xxv")),
    *(f"rome-8-2-c-i-{part}" for part in (1, 3, 4)),
    *("rome-8-2-a-i", "rome-8-2-e-i", "rome-8-2-e-iv"),
}
ELEMENTS = {
    ("rome-8-2-b-iv", "2"):
        "It would cause, beside its aim, death or injury of civilians, damage to civilian objects, "
        "or widespread, lasting and severe damage to the environment, clearly excessive against "
        "the concrete and direct military advantage expected overall.",
    ("rome-8-2-b-iv", "3"): "The perpetrator knew that it would cause harm of that extent.",
    ("rome-8-2-b-xxv", "1"):
        "The perpetrator deprived civilians of what is indispensable to their survival.",
}  # fmt: skip


def as_first(row: Provision) -> Provision:
    """A provision as the first edition had it."""
    if row.since > FIRST:
        return row
    if row.regime == Regime.CUSTOM:
        return replace(row, regime=Regime.IHL, article="")
    texts = row.elements if row.code in WITH_ELEMENTS else ()
    elements = tuple(
        Element(item.code, ELEMENTS.get((row.code, item.code), item.english)) for item in texts
    )
    return replace(row, elements=elements)
