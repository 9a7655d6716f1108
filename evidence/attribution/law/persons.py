"""Elements of the crimes against persons; the context is added where the crime is listed."""

from django.utils.translation import gettext_noop as _

KILLED = _("The perpetrator killed one or more persons.")
SUFFERING = _("The perpetrator inflicted severe physical or mental pain or suffering on one or more "
              "persons.")  # fmt: skip
PURPOSE = _("It was done for a purpose such as information, a confession, punishment, intimidation "
            "or coercion, or for a reason based on discrimination.")  # fmt: skip
OUTSIDE_THE_FIGHT = _("These persons were hors de combat, or were civilians, medical or religious "
                      "personnel who took no active part in the hostilities.")  # fmt: skip
AWARE = _("The perpetrator knew the facts from which this status followed.")
PROTECTED = _("These persons were protected under one or more of the Geneva Conventions of 1949.")
AWARE_OF_PROTECTION = _("The perpetrator knew the facts from which this protection followed.")

GENEVA = (PROTECTED, AWARE_OF_PROTECTION)
ARTICLE_3 = (OUTSIDE_THE_FIGHT, AWARE)

WILFUL_KILLING = (KILLED, *GENEVA)
MURDER = (KILLED, *ARTICLE_3)
CRUEL_TREATMENT = (SUFFERING, *ARTICLE_3)
INHUMAN_TREATMENT = (SUFFERING, *GENEVA)
TORTURE = (SUFFERING, PURPOSE, *ARTICLE_3)
TORTURE_OF_PROTECTED = (SUFFERING, PURPOSE, *GENEVA)
GREAT_SUFFERING = (
    _("The perpetrator caused great physical or mental pain or suffering, or serious injury to "
      "body or health, to one or more persons."),
    *GENEVA,
)  # fmt: skip
BIOLOGICAL_EXPERIMENTS = (
    _("The perpetrator subjected one or more persons to a biological experiment."),
    _("The experiment seriously endangered the physical or mental health or the integrity of these "
      "persons."),
    _("It was meant for no therapy, and neither medical reasons nor the interest of these persons "
      "justified it."),
    *GENEVA,
)  # fmt: skip

_HARMED = _("The conduct caused death, or seriously endangered the physical or mental health of "
            "these persons.")  # fmt: skip
_MUTILATED = _("The perpetrator mutilated one or more persons, such as by disfiguring or disabling "
               "them for good or by removing an organ or a limb.")  # fmt: skip
_UNJUSTIFIED = _("Neither their medical, dental or hospital treatment nor their interest justified "
                 "the conduct.")  # fmt: skip
_EXPERIMENT = (
    _("The perpetrator subjected one or more persons to a medical or scientific experiment."),
    _("The experiment caused death, or seriously endangered the physical or mental health or the "
      "integrity of these persons."),
    _UNJUSTIFIED,
)  # fmt: skip
_OF_AN_ADVERSARY = _("These persons were in the power of an adverse party.")
_OF_ANOTHER_PARTY = _("These persons were in the power of another party to the conflict.")

MUTILATION_OF_ARTICLE_3 = (_MUTILATED, _UNJUSTIFIED, *ARTICLE_3)
MUTILATION = (_MUTILATED, _HARMED, _UNJUSTIFIED, _OF_AN_ADVERSARY)
MUTILATION_INTERNAL = (_MUTILATED, _HARMED, _UNJUSTIFIED, _OF_ANOTHER_PARTY)
EXPERIMENTS = (*_EXPERIMENT, _OF_AN_ADVERSARY)
EXPERIMENTS_INTERNAL = (*_EXPERIMENT, _OF_ANOTHER_PARTY)

OUTRAGES = (
    _("The perpetrator humiliated or degraded one or more persons or otherwise violated their "
      "dignity."),
    _("It was so severe that it is generally seen as an outrage upon personal dignity."),
)  # fmt: skip
OUTRAGES_OF_ARTICLE_3 = (*OUTRAGES, *ARTICLE_3)
HORS_DE_COMBAT = (
    _("The perpetrator killed or injured one or more persons."),
    _("These persons were hors de combat."),
    AWARE,
)
