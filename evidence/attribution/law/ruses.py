"""Elements of the crimes of treachery and of misused signs; the context is added where listed."""

from django.utils.translation import gettext_noop as _

_UNLAWFUL = _("It was used in a way that the law of armed conflict prohibits, while engaged in an "
              "attack.")  # fmt: skip
_KNEW_OR_SHOULD = _("The perpetrator knew, or should have known, that such use is prohibited.")
_OUTCOME = (
    _("The conduct caused death or serious personal injury."),
    _("The perpetrator knew that the conduct could cause death or serious personal injury."),
)
FLAG_OF_TRUCE = (
    _("The perpetrator used a flag of truce."),
    _("It was used to feign a wish to negotiate that the perpetrator did not have."),
    _KNEW_OR_SHOULD,
    *_OUTCOME,
)
ENEMY_UNIFORM = (
    _("The perpetrator used a flag, insignia or a uniform of the hostile party."),
    _UNLAWFUL,
    _KNEW_OR_SHOULD,
    *_OUTCOME,
)
UNITED_NATIONS_UNIFORM = (
    _("The perpetrator used a flag, insignia or a uniform of the United Nations."),
    _("It was used in a way that the law of armed conflict prohibits."),
    _("The perpetrator knew that such use is prohibited."),
    *_OUTCOME,
)
EMBLEMS_MISUSED = (
    _("The perpetrator used the distinctive emblems of the Geneva Conventions."),
    _("They were used for combat, in a way that the law of armed conflict prohibits."),
    _KNEW_OR_SHOULD,
    *_OUTCOME,
)
TREACHERY = (
    _("The perpetrator made one or more persons trust or believe that they had a right to "
      "protection under the law of armed conflict, or had to accord it."),
    _("The perpetrator meant to betray this trust or belief."),
    _("The perpetrator killed or injured these persons."),
    _("The perpetrator made use of this trust or belief in killing or injuring them."),
    _("These persons belonged to an adverse party."),
)  # fmt: skip
NO_QUARTER = (
    _("The perpetrator declared or ordered that there shall be no survivors."),
    _("It was declared or ordered to threaten an adversary, or to fight so that there would be no "
      "survivors."),
    _("The perpetrator was in effective command or control of the subordinate forces that it was "
      "addressed to."),
)  # fmt: skip
