"""Elements of the crimes against people in somebody's power; the context is added where listed."""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law.persons import ARTICLE_3, GENEVA

_TAKEN = (
    _("The perpetrator seized or detained one or more persons or otherwise held them hostage."),
    _("The perpetrator threatened to kill or injure them or to go on detaining them."),
    _("The perpetrator meant to compel a State, an international organisation, a person or a group "
      "to do something or to refrain from it, as a condition for their safety or release."),
)  # fmt: skip
HOSTAGES = (*_TAKEN, *GENEVA)
HOSTAGES_OF_ARTICLE_3 = (*_TAKEN, *ARTICLE_3)

DENIED_TRIAL = (
    _("The perpetrator deprived one or more persons of a fair and regular trial, by denying judicial "
      "guarantees as the Third and Fourth Geneva Conventions define them in particular."),
    *GENEVA,
)  # fmt: skip
NO_DUE_PROCESS = (
    _("The perpetrator passed sentence on, or executed, one or more persons."),
    *ARTICLE_3,
    _("There was no judgment of a court before; or the court was not regularly constituted, that "
      "is, not independent and impartial; or it denied other guarantees that international law "
      "takes for indispensable."),
    _("The perpetrator knew that there was no judgment or that guarantees were denied, and that "
      "they are essential to a fair trial."),
)  # fmt: skip
DEPORTED = (
    _("The perpetrator deported or transferred one or more persons to another State or place."),
    *GENEVA,
)
CONFINED = (
    _("The perpetrator confined one or more persons to a place, or went on confining them."),
    *GENEVA,
)
COMPELLED_SERVICE = (
    _("The perpetrator forced one or more persons, by act or threat, to take part in military "
      "operations against their own country or forces, or otherwise to serve in the forces of a "
      "hostile power."),
    *GENEVA,
)  # fmt: skip
COMPELLED_OPERATIONS = (
    _("The perpetrator forced one or more persons, by act or threat, to take part in military "
      "operations against their own country or forces."),
    _("These persons were nationals of a hostile party."),
)  # fmt: skip
SHIELDS = (
    _("The perpetrator moved one or more civilians or other persons whom the law of armed conflict "
      "protects, or took advantage of where they were."),
    _("The perpetrator meant to shield a military objective from attack, or to shield, favour or "
      "impede military operations."),
)  # fmt: skip
POPULATION_TRANSFER = (
    _("The perpetrator moved parts of the own population, directly or indirectly, into territory "
      "that it occupies; or deported or transferred the population of occupied territory, wholly "
      "or in part, within that territory or out of it."),
)  # fmt: skip
DISPLACEMENT = (
    _("The perpetrator ordered the displacement of a civilian population."),
    _("Neither the security of these civilians nor military necessity justified the order."),
    _("The perpetrator was in a position to bring the displacement about by this order."),
)

_YOUNG = (
    _("These persons were younger than fifteen."),
    _("The perpetrator knew, or should have known, that they were younger than fifteen."),
)
CHILDREN = (
    _("The perpetrator conscripted or enlisted one or more persons into the national armed forces, "
      "or used them to take an active part in hostilities."),
    *_YOUNG,
)  # fmt: skip
CHILDREN_INTERNAL = (
    _("The perpetrator conscripted or enlisted one or more persons into an armed force or group, "
      "or used them to take an active part in hostilities."),
    *_YOUNG,
)  # fmt: skip
