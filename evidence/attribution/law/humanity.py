"""Rome Statute, article 7; after the ICC Elements of Crimes, article 7."""

from django.utils.translation import gettext_noop as _

from evidence.attribution.law.terms import Applies, Element, Provision, Regime, numbered, provisions

CONTEXT = (
    Element("c1", _("It was part of a widespread or systematic attack on a civilian population: "
                    "many acts, under a policy of a State or an organisation.")),
    Element("c2", _("The perpetrator knew that it was part of such an attack, or meant it to be.")),
)  # fmt: skip


def _elements(*first: str) -> tuple[Element, ...]:
    return numbered(*first, context=CONTEXT)


MURDER = _elements(_("The perpetrator killed one or more persons, or caused their death."))
EXTERMINATION = _elements(
    _("The perpetrator killed one or more persons, also by conditions of life made to destroy "
      "part of a population."),
    _("It was a mass killing of members of a civilian population, or part of one."),
)  # fmt: skip
TRANSFER = _elements(
    _("The perpetrator, without a ground that international law permits, moved one or more persons "
      "to another State or place by expulsion or other coercion."),
    _("These persons were lawfully present in the area they were moved from."),
    _("The perpetrator knew the facts that made their presence lawful."),
)  # fmt: skip
IMPRISONMENT = _elements(
    _("The perpetrator imprisoned one or more persons or otherwise severely deprived them of "
      "physical liberty."),
    _("It was so grave that it breached fundamental rules of international law."),
    _("The perpetrator knew the facts that made it so grave."),
)  # fmt: skip
TORTURE = _elements(
    _("The perpetrator inflicted severe physical or mental pain or suffering on one or more "
      "persons."),
    _("These persons were in the perpetrator's custody or under the perpetrator's control."),
    _("The pain or suffering did not come only from lawful sanctions."),
)  # fmt: skip
DISAPPEARANCE = _elements(
    _("The perpetrator arrested, detained or abducted one or more persons, or refused to "
      "acknowledge this or to say what became of them or where they are."),
    _("Both happened: the deprivation of freedom, and with or after it the refusal."),
    _("The perpetrator knew that the refusal would follow in the ordinary course of events, or "
      "that the deprivation of freedom had come before it or went with it."),
    _("The deprivation of freedom was the act of a State or political organisation, or had its "
      "authorisation, support or acquiescence."),
    _("The refusal was that of this State or organisation, or had its authorisation or support."),
    _("The perpetrator meant to keep these persons outside the protection of the law for a long "
      "time."),
)  # fmt: skip

HUMANITY: list[Provision] = provisions("rome-7-1", "7(1)", [
    ("a", _("murder, as a crime against humanity"), MURDER),
    ("b", _("extermination"), EXTERMINATION),
    ("c", _("enslavement")),
    ("d", _("deportation or forcible transfer of population"), TRANSFER),
    ("e", _("imprisonment or other severe deprivation of physical liberty"), IMPRISONMENT),
    ("f", _("torture, as a crime against humanity"), TORTURE),
    ("g", _("rape, sexual slavery and other grave sexual violence")),
    ("h", _("persecution")),
    ("i", _("enforced disappearance of persons"), DISAPPEARANCE),
    ("j", _("apartheid")),
    ("k", _("other inhumane acts")),
], Regime.ROME, Applies.ALWAYS)  # fmt: skip
