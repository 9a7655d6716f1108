"""Elements of the crimes against persons; the context is added where the crime is listed."""

from django.utils.translation import gettext_noop as _

KILLED = _("The perpetrator killed one or more persons.")
SUFFERING = _("The perpetrator inflicted severe physical or mental pain or suffering on one or more "
              "persons.")  # fmt: skip
OUTSIDE_THE_FIGHT = _("These persons were hors de combat, or were civilians, medical or religious "
                      "personnel who took no active part in the hostilities.")  # fmt: skip
AWARE = _("The perpetrator knew the facts from which this status followed.")

WILFUL_KILLING = (
    KILLED,
    _("These persons were protected under one or more of the Geneva Conventions of 1949."),
    _("The perpetrator knew the facts from which this protection followed."),
)
MURDER = (KILLED, OUTSIDE_THE_FIGHT, AWARE)
CRUEL_TREATMENT = (SUFFERING, OUTSIDE_THE_FIGHT, AWARE)
TORTURE = (
    SUFFERING,
    _("It was done for a purpose such as information, a confession, punishment, intimidation or "
      "coercion, or for a reason based on discrimination."),
    OUTSIDE_THE_FIGHT,
    AWARE,
)  # fmt: skip
