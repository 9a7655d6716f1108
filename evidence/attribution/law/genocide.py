"""Rome Statute, article 6; after the ICC Elements of Crimes, article 6."""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sources as cited
from evidence.attribution.law.terms import Applies, Element, Provision, Regime, numbered, provisions

GROUP = _("Whoever it was done to belonged to a particular national, ethnical, racial or religious "
          "group.")  # fmt: skip
INTENT = _("The perpetrator meant to destroy that group as such, wholly or in part.")
CONTEXT = (
    Element("c1", _("It was part of a manifest pattern of similar conduct against the group, or "
                    "could destroy the group by itself.")),
)  # fmt: skip


def _elements(*first: str) -> tuple[Element, ...]:
    return numbered(*first, context=CONTEXT)


GENOCIDE: list[Provision] = provisions("rome-6", "6", [
    ("a", _("genocide by killing"), _elements(
        _("The perpetrator killed one or more persons."), GROUP, INTENT)),
    ("b", _("genocide by causing serious bodily or mental harm"), _elements(
        _("The perpetrator seriously harmed one or more persons in body or mind."), GROUP, INTENT)),
    ("c", _("genocide by conditions of life meant to destroy"), _elements(
        _("The perpetrator imposed certain conditions of life on one or more persons."),
        GROUP, INTENT,
        _("These conditions were calculated to destroy the group physically, wholly or in part."))),
    ("d", _("genocide by preventing births"), _elements(
        _("The perpetrator imposed certain measures on one or more persons."), GROUP, INTENT,
        _("The measures were meant to prevent births within the group."))),
    ("e", _("genocide by forcibly transferring children"), _elements(
        _("The perpetrator forcibly transferred one or more persons."), GROUP, INTENT,
        _("The transfer was from that group to another."),
        _("The persons were younger than eighteen."),
        _("The perpetrator knew, or should have known, that they were younger than eighteen."))),
], Regime.ROME, Applies.ALWAYS, sources=(cited.ROME, cited.ELEMENTS))  # fmt: skip
