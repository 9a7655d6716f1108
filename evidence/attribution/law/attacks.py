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
      "or widespread, lasting and severe damage to the environment, clearly excessive against the "
      "concrete and direct military advantage expected overall."),
    _("The perpetrator knew that it would cause harm of that extent."),
)  # fmt: skip
ATTACKING_PROTECTED_BUILDINGS = (
    DIRECTED,
    _("It was directed at buildings dedicated to religion, education, art, science or charity, at "
      "historic monuments, at hospitals or at places where sick and wounded are gathered, none of "
      "them a military objective."),
    _("The perpetrator meant these buildings to be what was attacked."),
)  # fmt: skip
STARVATION = (
    _("The perpetrator deprived civilians of what is indispensable to their survival."),
    _("The perpetrator meant to starve civilians as a method of warfare."),
)
