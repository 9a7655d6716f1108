"""Rome Statute, article 7; after the ICC Elements of Crimes, article 7."""

from typing import Any

from django.utils.translation import gettext_noop as _

from evidence.attribution.law import sexual
from evidence.attribution.law import sources as cited
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

ENSLAVEMENT = _elements(
    _("The perpetrator exercised powers of ownership over one or more persons, such as buying, "
      "selling, lending or bartering them, or deprived them of liberty in a similar way."),
)  # fmt: skip
PERSECUTION = _elements(
    _("The perpetrator severely deprived one or more persons of fundamental rights, contrary to "
      "international law."),
    _("The perpetrator chose these persons because of the identity of a group or collectivity, or "
      "chose the group or collectivity as such."),
    _("It was done on political, racial, national, ethnic, cultural, religious, gender or other "
      "grounds that international law everywhere takes for impermissible."),
    _("It was connected with an act that article 7(1) names, or with any crime within the "
      "jurisdiction of the Court."),
)  # fmt: skip
_AWARE = _("The perpetrator knew the facts from which the character of the act followed.")
APARTHEID = _elements(
    _("The perpetrator committed an inhumane act against one or more persons."),
    _("It was an act that article 7(1) names, or one of a similar character."),
    _AWARE,
    _("It belonged to an institutionalised regime of systematic oppression and domination of one "
      "racial group over another."),
    _("The perpetrator meant to maintain this regime by it."),
)  # fmt: skip
INHUMANE_ACTS = _elements(
    _("The perpetrator caused great suffering, or serious injury to body or to mental or physical "
      "health, by an inhumane act."),
    _("The act was of a character similar to the others that article 7(1) names."),
    _AWARE,
)  # fmt: skip


def _h(*rows: tuple[Any, ...], **shared: Any) -> list[Provision]:
    return provisions("rome-7-1", "7(1)", list(rows), Regime.ROME, Applies.ALWAYS,
                      sources=(cited.ROME, cited.ELEMENTS), **shared)  # fmt: skip


HUMANITY: list[Provision] = [
    *_h(("a", _("murder, as a crime against humanity"), MURDER),
        ("b", _("extermination"), EXTERMINATION),
        ("c", _("enslavement"), ENSLAVEMENT),
        ("d", _("deportation or forcible transfer of population"), TRANSFER),
        ("e", _("imprisonment or other severe deprivation of physical liberty"), IMPRISONMENT),
        ("f", _("torture, as a crime against humanity"), TORTURE)),
    *_h(("g", _("rape, sexual slavery and other grave sexual violence")), is_general=True),
    *_h(*((f"g-{number}", title, _elements(*texts)) for number, (title, texts) in enumerate(
        zip(sexual.TITLES, sexual.six(sexual.AS_AGAINST_HUMANITY), strict=True), start=1)),
        since=2),
    *_h(("h", _("persecution"), PERSECUTION),
        ("i", _("enforced disappearance of persons"), DISAPPEARANCE),
        ("j", _("apartheid"), APARTHEID),
        ("k", _("other inhumane acts"), INHUMANE_ACTS)),
]  # fmt: skip
