"""What war crimes have in common: the conflict they belong to, and how far each list reaches."""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law.terms import Element, numbered

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

NOT_RIOTS = _("Article 8(2)(d): not for riots and isolated acts of violence.")
PROTRACTED = _("Article 8(2)(f): only in a protracted conflict between a government and organised "
               "armed groups or between such groups; not for riots and isolated acts of "
               "violence.")  # fmt: skip
ADDED_2010 = _("Added by an amendment of 10 June 2010, first in force on 26 September 2012: for each "
               "State Party that accepted it, a year later (article 121(5)).")  # fmt: skip
ADDED_2017 = _("Added by an amendment of 14 December 2017, first in force on 2 April 2020: for each "
               "State Party that accepted it, a year later (article 121(5)).")  # fmt: skip
ADDED_2019 = _("Added by an amendment of 6 December 2019, whose first acceptance was deposited on "
               "14 October 2020: in force for each State Party that accepted it, a year later "
               "(article 121(5)).")  # fmt: skip


def outside(texts: tuple[str, ...]) -> tuple[Element, ...]:
    return numbered(*texts, context=INTERNATIONAL)


def inside(texts: tuple[str, ...]) -> tuple[Element, ...]:
    return numbered(*texts, context=INTERNAL)
