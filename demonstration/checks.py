"""Enters what was verified of an exhibit, and its translation and redacted version."""

from typing import Any

from demonstration.desk import Desk
from demonstration.entering import WHY
from evidence.exhibits.forms import TimePlaceForm, VerificationForm
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit, TimePlace, Verification
from evidence.exhibits.services import Redacted, Translated, log_redaction, log_translation


def enter_checks(desk: Desk, exhibit: Exhibit, row: dict[str, Any]) -> None:
    """Verifications first: a verified time names by its place in the list the one it rests on."""
    found = [
        desk.enter(VerificationForm, {**given, "supports": _numbers(desk, given)},
                   instance=Verification(case=desk.case, exhibit=exhibit))
        for given in row.get("verifications", [])
    ]  # fmt: skip
    for given in row.get("times", []):
        rests_on = {"verification": found[given["verification"]]} if "verification" in given else {}
        new = TimePlace(case=desk.case, exhibit=exhibit)
        desk.enter(TimePlaceForm, {**given, **rests_on}, instance=new)


def _numbers(desk: Desk, given: dict[str, Any]) -> str:
    return ", ".join(desk.exhibits[number].number for number in given.get("supports", []))


def enter_versions(desk: Desk, original: Exhibit, row: dict[str, Any]) -> None:
    by: dict[str, Any] = {"by": desk.writer, "reason": WHY}
    if given := row.get("translation"):
        about = Translated(given["translator"], given["certification"])
        version = _version(original, given)
        log_translation(
            version, original, about, files=_files(version, f"{original}-translation"), **by
        )
    if given := row.get("redaction"):
        redacted = Redacted(given["codes"], given["reason"], desk.writer)
        version = _version(original, given)
        log_redaction(version, original, redacted, files=_files(version, f"{original}-R01"), **by)


def _version(original: Exhibit, given: dict[str, Any]) -> Exhibit:
    own = {
        name: given[name]
        for name in ("kind", "title", "description", "language", "confidentiality")
    }
    same = {name: getattr(original, name) for name in ("case", "provider_code")}
    return Exhibit(**same, **own, collection_method="Made for training.")


def _files(version: Exhibit, made: str) -> list[NewFile]:
    from demonstration.files import files_for  # WeasyPrint: a second, for nothing if all is loaded

    return [NewFile.of_bytes(file.content, file.name) for file in files_for(version, made)]
