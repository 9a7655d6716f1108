"""Elements of the crimes of prohibited weapons; the context is added where the crime is listed."""

from django.utils.translation import gettext_noop as _

POISON = (
    _("The perpetrator used a substance, or a weapon that releases one when it is used."),
    _("The substance causes death or serious damage to health in the ordinary course of events, by "
      "being toxic."),
)  # fmt: skip
GASES = (
    _("The perpetrator used a gas or a similar substance or device."),
    _("It causes death or serious damage to health in the ordinary course of events, by being "
      "asphyxiating or toxic."),
)  # fmt: skip
BULLETS = (
    _("The perpetrator used bullets of a certain kind."),
    _("Their use violates the law of armed conflict, because they expand or flatten easily in the "
      "human body."),
    _("The perpetrator knew that, such as they were, they would uselessly aggravate suffering or "
      "the wound."),
)  # fmt: skip
