"""Which States and persons a snapshot names: the quorum is theirs.

Named is who acts in the hypothesis or its narrower forms, who stands above these in the frozen chain
of command, and whom its own words name: the hypothesis, its assessment and its legal qualification.
Words are compared with the short names and the names of the case's States and persons; of a withheld
one that is the placeholder. What other bodies and parties say is quoted, not found, and names nobody.

Whom the words alone name is frozen too, so that the quorum follows from what was frozen and from
nothing else. The part is absent where there is nobody: what was frozen before keeps its digest.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from casefiles.cases.models import CaseFile, Party
from casefiles.cases.vocabulary import PartyKind

Plain = dict[str, Any]
KINDS = (PartyKind.STATE, PartyKind.PERSON)
# A short name of one letter is a word or a numeral in any sentence.
SHORTEST = 2
TEXTS = {
    "hypotheses": ("text", "subject", "predicate", "branch_issue"),
    "assessments": ("confidence_why", "assumptions", "gaps", "would_change"),
    "qualifications": ("provisions", "note"),
}


def nameable(case: CaseFile) -> list[Party]:
    """States and persons of a case in use. One query."""
    return list(Party.objects.current().filter(case=case, kind__in=KINDS).order_by("code"))


def named_part(snapshot: Plain, branch: Iterable[str], parties: Iterable[Party]) -> Plain:
    """Those that the words of these hypotheses name, and no other part of the snapshot."""
    known = {str(party["id"]) for party in _parties_in(snapshot)}
    others = [party for party in parties if str(party.pk) not in known]
    words = "\n".join(_words(snapshot, set(branch))) if others else ""
    found = {
        party.code: {"id": party.pk, "name": party.name, "kind": party.kind}
        for party in others
        if _names(words, party)
    }
    return {"named": found} if found else {}


def named_in(snapshot: Plain) -> list[str]:
    """Short names of the States and persons it names, each once."""
    own = {code for code, row in snapshot.get("named", {}).items() if row["kind"] in KINDS}
    others = {party["code"] for party in _parties_in(snapshot) if party["kind"] in KINDS}
    return sorted(own | others)


def _parties_in(snapshot: Plain) -> Iterator[Plain]:
    for actors in snapshot["actors"].values():
        yield from (actor["party"] for actor in actors.values())
    for row in snapshot.get("relations", {}).values():
        yield from (row["from"], row["to"])


def _words(snapshot: Plain, branch: set[str]) -> Iterator[str]:
    for code in branch:
        yield from _of(snapshot["hypotheses"][code], "hypotheses")
        yield from _of(snapshot["assessments"].get(code, {}).get("assessment", {}), "assessments")
        for row in snapshot["qualifications"].get(code, {}).values():
            yield from _of(row, "qualifications")
            yield row.get("approval", {}).get("reasons", "")
            yield from (element.get("why") or "" for element in row.get("elements", {}).values())


def _of(row: Plain, part: str) -> Iterator[str]:
    return (row.get(name) or "" for name in TEXTS[part])


def _names(words: str, party: Party) -> bool:
    """As whole words: the short name as it is written, the name in capitals or not."""
    by_name = _whole(party.name) and re.search(_whole(party.name), words, re.IGNORECASE)
    by_code = len(party.code) >= SHORTEST and re.search(_whole(party.code), words)
    return bool(by_name or by_code)


def _whole(name: str) -> str:
    parts = [re.escape(part) for part in name.split()]
    return r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)" if parts else ""
