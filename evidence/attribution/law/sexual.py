"""Elements of the crimes of sexual violence; the context is added where the crime is listed."""

from django.utils.translation import gettext_noop as _

_ACT = _("The perpetrator committed a sexual act against one or more persons, or made them engage in "
         "one, by force, threat or coercion, or by taking advantage of a coercive environment or of "
         "their inability to consent.")  # fmt: skip
_AWARE = _("The perpetrator knew the facts that made it so grave.")

RAPE = (
    _("The perpetrator invaded the body of a person by conduct that led to penetration, however "
      "slight, of any part of the body with a sexual organ, or of the anal or genital opening with "
      "any object or other part of the body."),
    _("It was done by force, threat or coercion, by taking advantage of a coercive environment, or "
      "to a person unable to give genuine consent."),
)  # fmt: skip
SEXUAL_SLAVERY = (
    _("The perpetrator exercised powers of ownership over one or more persons, such as buying, "
      "selling, lending or bartering them, or deprived them of liberty in a similar way."),
    _("The perpetrator made them engage in one or more sexual acts."),
)  # fmt: skip
ENFORCED_PROSTITUTION = (
    _("The perpetrator made one or more persons engage in sexual acts by force, threat or coercion, "
      "or by taking advantage of a coercive environment or of their inability to consent."),
    _("The perpetrator or somebody else obtained or expected money or another advantage for these "
      "acts or in connection with them."),
)  # fmt: skip
FORCED_PREGNANCY = (
    _("The perpetrator confined one or more women who had been made pregnant by force, with the "
      "intent to affect the ethnic composition of a population or to commit other grave violations "
      "of international law."),
)  # fmt: skip
ENFORCED_STERILISATION = (
    _("The perpetrator deprived one or more persons of their biological capacity to reproduce."),
    _("Neither their medical or hospital treatment nor their genuine consent justified it."),
)
TITLES = (
    _("rape"), _("sexual slavery"), _("enforced prostitution"), _("forced pregnancy"),
    _("enforced sterilisation"), _("sexual violence"),
)  # fmt: skip


def six(gravity: str) -> tuple[tuple[str, ...], ...]:
    """The elements of the six crimes, in the order of `TITLES`; the last is as grave as said."""
    return (RAPE, SEXUAL_SLAVERY, ENFORCED_PROSTITUTION, FORCED_PREGNANCY, ENFORCED_STERILISATION,
            (_ACT, gravity, _AWARE))  # fmt: skip


AS_AGAINST_HUMANITY = _("It was as grave as the other offences of article 7(1)(g).")
AS_A_GRAVE_BREACH = _("It was as grave as a grave breach of the Geneva Conventions.")
AS_OF_ARTICLE_3 = _("It was as grave as a serious violation of common article 3 of the Geneva "
                    "Conventions.")  # fmt: skip
