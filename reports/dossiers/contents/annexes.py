"""The annexes: what the evidence is, where it has been, who spoke."""

from casefiles.cases.models import CaseFile, Source
from evidence.exhibits.capture import CourtMinimum, court_minimums
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.models import Derivation, Exhibit
from evidence.exhibits.vocabulary import Aspect, DerivationKind
from reports.dossiers.contents.custody import Checks, checks_of, log_rows
from reports.dossiers.contents.narrative import current
from reports.dossiers.contents.wording import Row, day, label, text
from reports.dossiers.editions import Reason, Selection


def sources(case: CaseFile) -> list[Row]:
    """What each short name of a source stands for; addresses are text, never links."""
    return [
        {"code": row.code, "title": row.title, "url": row.url,
         "published": day(row.published_on) or row.published_note}
        for row in current(Source, case)
    ]  # fmt: skip


def evidence(chosen: Selection) -> list[Row]:
    """Every exhibit of the case by number; a withheld one as number and reason only."""
    checks, minimums = checks_of(chosen.exhibits), court_minimums(chosen.exhibits)
    return [
        _withheld(row, chosen.withheld[row.pk])
        if row.pk in chosen.withheld
        else _exhibit(row, chosen, checks) | _court_minimum(minimums.get(row.pk))
        for row in chosen.numbered
    ]


def _withheld(row: Exhibit, reason: Reason) -> Row:
    return {"id": row.pk, "number": row.number, "withheld": str(reason.label)}


def _exhibit(row: Exhibit, chosen: Selection, checks: Checks) -> Row:
    # A link tells of both its ends: whoever asked must see the parent too.
    links = [
        link for link in row.derivations.all()
        if not link.is_withdrawn and chosen.withheld.get(link.parent_id) != Reason.RESTRICTED
    ]  # fmt: skip
    return {
        "id": row.pk,
        "number": row.number,
        "withheld": "",
        "title": row.title,
        "kind": label(row, "kind"),
        "grade": text(row.grade),
        "origin": text(row.origin),
        "party": text(row.interested_party),
        "derives_from": _parents(links, DerivationKind.DERIVED, DerivationKind.EXCERPT),
        "translation_of": _parents(links, DerivationKind.TRANSLATION),
        "redaction_of": _parents(links, DerivationKind.REDACTION),
        "verified": _verified(row),
        "confidentiality": label(row, "confidentiality"),
        "disclosure": label(row, "disclosure_class"),
        "item_date": day(row.item_date),
        "files": _files(row, checks),
    }


def _court_minimum(found: CourtMinimum | None) -> Row:
    """Of what is from the web; nothing is added for the rest. The address stays in the case file."""
    return {"court_minimum": [str(what) for what in found.missing]} if found else {}


def _parents(links: list[Derivation], *kinds: str) -> list[str]:
    return sorted(link.parent.number for link in links if link.relation in kinds)


def _verified(row: Exhibit) -> list[Row]:
    """What was verified, how and with what result; words and analysts stay in the case file."""
    order = list(Aspect)
    found = [each for each in row.verifications.all() if not each.is_withdrawn]
    return [
        {"aspect": label(each, "aspect"), "method": label(each, "method"),
         "result": label(each, "result")}
        for each in sorted(found, key=lambda each: (order.index(Aspect(each.aspect)), each.done_on))
    ]  # fmt: skip


def _files(row: Exhibit, checks: Checks) -> list[Row]:
    """Digests of the bytes; the name a file had when it came stays sealed."""
    return [
        {"id": file.pk, "sha256": file.sha256, "size": file.size, "media_type": file.media_type,
         "role": label(file, "role"), "check": checks[file.pk]}
        for file in row.files.all() if not file.is_withdrawn
    ]  # fmt: skip


def custody(chosen: Selection) -> list[Row]:
    named = chosen.edition.names_staff
    return [
        {"number": each.exhibit.number, "title": each.exhibit.title,
         "events": log_rows(each, named=named)}
        for each in Chronicle.of_all(chosen.exhibits)
    ]  # fmt: skip


def statements(chosen: Selection) -> Row:
    """Code, date and mode of what consent lets this audience know of; the rest as numbers."""
    return {
        "purpose": str(chosen.edition.purpose.label),
        "rows": [
            {"code": row.witness.code, "date": day(row.taken_on), "mode": label(row, "mode"),
             "conditional": row.pk in chosen.conditional}
            for row in sorted(chosen.statements, key=lambda r: (r.witness.code, r.taken_on, r.pk))
        ],
        "left_out": [
            {"reason": str(reason.label), "number": chosen.left_out[reason]}
            for reason in Reason if chosen.left_out[reason]
        ],
    }  # fmt: skip
