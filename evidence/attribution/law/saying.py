"""What is said of a qualification in sentences: how many elements are shown, and what is too much."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.attribution.law import catalogue
from evidence.attribution.law.readings import Assessed, Reading
from evidence.attribution.statements import listed
from evidence.attribution.vocabulary import ElementStatus, LegalWording


def tally(statuses: list[str]) -> str:
    """ "3 of 5 elements supported, 1 contradicted"; empty where no elements are listed."""
    if not statuses:
        return ""
    count = {status: statuses.count(status) for status in ElementStatus.values}
    total = len(statuses)
    said = [
        ngettext(
            "%(count)d of %(total)d element supported",
            "%(count)d of %(total)d elements supported",
            total,
        ) % {"count": count[ElementStatus.SUPPORTED], "total": total}
    ]  # fmt: skip
    rest = {
        ElementStatus.PARTLY: _("%d partly"),
        ElementStatus.CONTRADICTED: _("%d contradicted"),
        ElementStatus.NOT_ESTABLISHED: _("%d not established"),
        ElementStatus.NOT_ASSESSED: _("%d not assessed"),
    }
    said += [words % count[status] for status, words in rest.items() if count[status]]
    return ", ".join(said)


def tally_of(reading: Reading) -> str:
    return tally([item.status for item in reading.elements])


def warnings(reading: Reading) -> list[str]:
    """What a reader must know before relying on the qualification."""
    return [*_too_firm(reading), *_of_the_conflict(reading), *_of_the_elements(reading)]


def _too_firm(reading: Reading) -> Iterator[str]:
    if not reading.is_proposed:
        return
    if not reading.elements:
        yield _("“Constitutes” is proposed, but no elements are listed here that it could be held "
                "against.")  # fmt: skip
        return
    if short := [item for item in reading.elements if item.status != ElementStatus.SUPPORTED]:
        yield ngettext(
            "“Constitutes” is proposed although %(count)d of %(total)d elements is not supported: "
            "%(elements)s.",
            "“Constitutes” is proposed although %(count)d of %(total)d elements are not supported: "
            "%(elements)s.",
            len(short),
        ) % {"count": len(short), "total": len(reading.elements), "elements": _codes(short)}


def _of_the_conflict(reading: Reading) -> Iterator[str]:
    if reading.provision is None:
        return
    if text := catalogue.refusal(reading.provision, reading.row.conflict):
        yield text
    if text := catalogue.caution(reading.provision, reading.row.conflict):
        yield text
    if reading.provision.is_amendment:
        yield _("This was added to the Statute by an amendment, which binds only as far as it was "
                "ratified.")  # fmt: skip
    if reading.provision.is_general:
        yield _("The Elements of Crimes list it in parts: choose the part that is meant, so that its "
                "elements can be followed.")  # fmt: skip


def _of_the_elements(reading: Reading) -> Iterator[str]:
    against = [item for item in reading.elements if item.status == ElementStatus.CONTRADICTED]
    if against:
        yield _("What is in the file contradicts element %s.") % _codes(against)
    if bare := [item for item in reading.elements if item.is_bare]:
        yield _("Counted as not established, because no exhibit that it cites is in use: element "
                "%s.") % _codes(bare)  # fmt: skip


def _codes(items: list[Assessed]) -> str:
    return listed(item.element.code for item in items)


def proposal(reading: Reading) -> str:
    """Why "may amount to" is printed although "constitutes" was proposed; else empty."""
    if not reading.is_proposed or reading.wording == LegalWording.CONSTITUTES:
        return ""
    if reading.refusal:
        return _("“Constitutes” was proposed; %s refused it.") % reading.refusal.counsel
    if reading.lapsed:
        return (
            _(
                "%s approved “constitutes” for an earlier text. It changed since, so it reads "
                "“may amount to” until a counsel approves it again."
            )
            % reading.lapsed.counsel
        )
    return _("“Constitutes” is proposed and waits for a counsel's approval.")  # fmt: skip
