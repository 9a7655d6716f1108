"""Elements of the crimes against property and rights; the context is added where listed."""

from django.utils.translation import gettext_noop as _

EXTENSIVE_DESTRUCTION = (
    _("The perpetrator destroyed or appropriated property."),
    _("Military necessity did not justify it."),
    _("It was extensive and was done wantonly."),
    _("The property was protected under one or more of the Geneva Conventions of 1949."),
    _("The perpetrator knew the facts from which this protection followed."),
)
PILLAGE = (
    _("The perpetrator appropriated property."),
    _("The perpetrator meant to deprive the owner of it and to take it for private or personal "
      "use."),
    _("The owner did not consent."),
)  # fmt: skip

_TAKEN = _("The perpetrator destroyed or seized property.")
_SPARED = _("The law of armed conflict protected it from being destroyed or seized.")
_AWARE = _("The perpetrator knew the facts from which the status of the property followed.")
ENEMY_PROPERTY = (
    _TAKEN,
    _("It was property of a hostile party."),
    _SPARED,
    _AWARE,
    _("Military necessity did not justify it."),
)
ADVERSARY_PROPERTY = (
    _TAKEN,
    _("It was property of an adversary."),
    _SPARED,
    _AWARE,
    _("Military necessity did not require it."),
)
RIGHTS_TAKEN_AWAY = (
    _("The perpetrator abolished or suspended rights or actions, or ended their admission in a "
      "court of law."),
    _("It was directed at nationals of a hostile party."),
    _("The perpetrator meant it to be directed at them."),
)  # fmt: skip
