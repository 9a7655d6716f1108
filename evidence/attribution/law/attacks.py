"""Elements of the crimes of attacking; the context is added where the crime is listed."""

from django.utils.translation import gettext_noop as _

DIRECTED = _("The perpetrator directed an attack.")

ATTACKING_CIVILIANS = (
    DIRECTED,
    _("It was directed at a civilian population as such, or at civilians who took no direct part "
      "in hostilities."),
    _("The perpetrator meant these civilians to be what was attacked."),
)  # fmt: skip
ATTACKING_OBJECTS = (
    DIRECTED,
    _("It was directed at civilian objects: objects that were no military objectives."),
    _("The perpetrator meant these objects to be what was attacked."),
)
EXCESSIVE_HARM = (
    _("The perpetrator launched an attack."),
    _("It would cause, beside its aim, death or injury of civilians, damage to civilian objects, "
      "or widespread, long-term and severe damage to the environment, clearly excessive against "
      "the concrete and direct military advantage expected overall."),
    _("The perpetrator knew that it would cause such harm, and judged that it would be clearly "
      "excessive in this sense."),
)  # fmt: skip
ATTACKING_PROTECTED_BUILDINGS = (
    DIRECTED,
    _("It was directed at buildings dedicated to religion, education, art, science or charity, at "
      "historic monuments, at hospitals or at places where sick and wounded are gathered, none of "
      "them a military objective."),
    _("The perpetrator meant these buildings to be what was attacked."),
)  # fmt: skip
MISSIONS = (
    DIRECTED,
    _("It was directed at personnel, installations, material, units or vehicles of a humanitarian "
      "assistance or peacekeeping mission under the Charter of the United Nations."),
    _("The perpetrator meant them to be what was attacked."),
    _("They had a right to the protection that civilians or civilian objects have under the law of "
      "armed conflict."),
    _("The perpetrator knew the facts from which this protection followed."),
)  # fmt: skip
UNDEFENDED_PLACES = (
    _("The perpetrator attacked one or more towns, villages, dwellings or buildings."),
    _("They were open to be occupied without resistance."),
    _("They were no military objectives."),
)
EMBLEMS = (
    _("The perpetrator attacked one or more persons, buildings, medical units or transports, or "
      "other objects, that lawfully used a distinctive emblem or another sign of protection under "
      "the Geneva Conventions."),
    _("The perpetrator meant them, so marked, to be what was attacked."),
)  # fmt: skip
STARVATION = (
    _("The perpetrator deprived civilians of objects that are indispensable to their survival."),
    _("The perpetrator meant to starve civilians as a method of warfare."),
)
