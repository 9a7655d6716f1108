"""The review page at a glance: its parts in order, the gist of each, and which changed.

A reviewer with ten minutes starts here. Every gist is counted from what its part shows, so that
none says more than the part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.vocabulary import Likelihood
from evidence.attribution.frozen import Evidence, Frozen, FrozenRow
from evidence.attribution.looks import Since
from evidence.attribution.models import Decision, Submission
from evidence.attribution.snapshot import Difference
from evidence.attribution.snapshot.differences import relation_words
from evidence.attribution.talk import Talk
from evidence.attribution.vocabulary import DecisionKind, Outcome


@dataclass(frozen=True)
class Part:
    anchor: str
    title: str
    gist: list[str]  # sentences
    has_changed: bool = False
    is_weak: bool = False  # something in the gist is a warning


def changed_in(*lists: Iterable[Difference]) -> set[str]:
    """What the differences are about, as people call it: H1, TAJ-UN-0001, a party."""
    return {item.where for found in lists for item in found}


def glance(
    frozen: Frozen, changed: set[str], since: list[str], talks: Sequence[Talk], decided: str
) -> list[Part]:
    """`since`: what changed, in sentences; `decided`: what is needed and what there is."""
    return [
        Part("claim", _("What is claimed"), list(claimed(frozen.claim)), frozen.code in changed),
        Part("since", _("What changed"), since, bool(changed), bool(changed)),
        *_narrower(frozen, changed),
        *_chain(frozen, changed),
        _against(frozen, changed),
        _consistent(frozen, changed),
        _matrix(frozen, changed),
        Part(
            "exhibits", _("The exhibits it rests on"), [exhibits_gist(frozen)],
            _among(frozen.rows, changed),
        ),
        Part("comments", _("Comments"), [_comments(talks)]),
        Part("decision", _("Decision"), [decided]),
    ]  # fmt: skip


def since_in_words(
    mine: Decision | None, now: Sequence[Difference], known: Sequence[Since]
) -> list[str]:
    """What the reader is told beside the claim: a sentence for each card there."""
    approved = mine is not None and mine.kind == DecisionKind.APPROVE
    found = [_since_approved(len(now)) if approved else _since_submitted(len(now))]
    for item in known:
        count, number = len(item.changes), item.submission.number
        found.append(
            _since_decision(count, number) if item.decision else _since_look(count, number)
        )
    return found


def _since_submitted(n: int) -> str:
    if not n:
        return _("Nothing since it was submitted.")
    told = ngettext("%(n)d change since it was submitted.",
                    "%(n)d changes since it was submitted.", n)  # fmt: skip
    return told % {"n": n}


def _since_approved(n: int) -> str:
    if not n:
        return _("Nothing since you approved.")
    return ngettext("%(n)d change since you approved.", "%(n)d changes since you approved.", n) % {
        "n": n
    }


def _since_decision(n: int, number: int) -> str:
    """The version is named: the reader may have decided on this one too."""
    told = ngettext("%(n)d change since version %(number)d, on which you decided.",
                    "%(n)d changes since version %(number)d, on which you decided.", n)  # fmt: skip
    return told % {"n": n, "number": number}


def _since_look(n: int, number: int) -> str:
    told = ngettext("%(n)d change since version %(number)d, which you opened.",
                    "%(n)d changes since version %(number)d, which you opened.", n)  # fmt: skip
    return told % {"n": n, "number": number}


def quorum_in_words(
    submission: Submission, decisions: Sequence[Decision], *, is_stale: bool
) -> str:
    given = sum(decision.kind == DecisionKind.APPROVE for decision in decisions)
    told = [ngettext("%(given)d of %(needed)d approval.", "%(given)d of %(needed)d approvals.",
                     submission.quorum) % {"given": given, "needed": submission.quorum}]  # fmt: skip
    if submission.needs_counsel:
        told.append(_("One has to be a counsel's."))
    if given and is_stale:
        told.append(_("The text has changed since, so they no longer hold."))
    return " ".join(told)


def claimed(item: dict[str, Any]) -> Iterator[str]:
    """Likelihood and confidence never share a sentence (ICD 203)."""
    if not (given := item["assessment"]):
        yield _("Not assessed.")
        return
    outcome = dict(Outcome.choices).get(given["outcome"], given["outcome"])
    standard = given["standard"] and given["standard_label"]
    likelihood = dict(Likelihood.choices).get(given["likelihood"], given["likelihood"])
    yield capfirst(", ".join(str(word) for word in (outcome, standard, likelihood) if word)) + "."
    if given["confidence"]:
        yield _("Confidence in the analysis: %s.") % given["confidence_label"]


def exhibits_gist(frozen: Frozen) -> str:
    count = len(frozen.rows)
    failed = sum(bool(each.get("failed_files")) for each in frozen.data["exhibits"].values())
    told = ngettext("%(n)d exhibit.", "%(n)d exhibits.", count) % {"n": count}
    if not failed:
        return told
    return f"{told} " + ngettext(
        "A file of %(n)d failed its check.", "Files of %(n)d failed their check.", failed
    ) % {"n": failed}


def _narrower(frozen: Frozen, changed: set[str]) -> list[Part]:
    return [
        Part(
            f"form-{place}", _("%s, narrower form") % item["code"], list(claimed(item)),
            item["code"] in changed,
        )
        for place, item in enumerate(frozen.branch[1:], 1)
    ]  # fmt: skip


def _chain(frozen: Frozen, changed: set[str]) -> list[Part]:
    if frozen.chain is None:
        return []
    rows = frozen.chain.relations
    bare = sum(not (row.get("source") or row["places"]) for row in rows)
    gist = [ngettext("%(n)d relation.", "%(n)d relations.", len(rows)) % {"n": len(rows)}]
    if bare:
        told = ngettext("%(n)d rests on nothing.", "%(n)d rest on nothing.", bare)
        gist.append(told % {"n": bare})
    touched = any(relation_words(row) in changed for row in rows)
    return [Part("chain", _("Chain of command above these actors"), gist, touched, bool(bare))]


def _against(frozen: Frozen, changed: set[str]) -> Part:
    exhibits, voices = len(frozen.against), len(frozen.voices)
    answered = frozen.data.get("answers", {})
    bare = sum(each.row.number not in answered for each in frozen.against)
    bare += sum("answer" not in voice for voice in frozen.voices)
    gist = [
        ngettext("%(n)d exhibit.", "%(n)d exhibits.", exhibits) % {"n": exhibits} if exhibits
        else _("No exhibit was rated as inconsistent with it."),
    ]  # fmt: skip
    if voices:
        gist.append(ngettext("%(n)d statement of another body or a party.",
                             "%(n)d statements of other bodies or parties.", voices)
                    % {"n": voices})  # fmt: skip
    if bare:
        gist.append(ngettext("%(n)d has no answer.", "%(n)d have no answer.", bare) % {"n": bare})
    elif exhibits or voices:
        gist.append(_("Each has an answer."))
    touched = _about(frozen.against, changed) or any(row["of"] in changed for row in frozen.voices)
    return Part("against", _("What speaks against it"), gist, touched, bool(bare))


def _consistent(frozen: Frozen, changed: set[str]) -> Part:
    count, sources = len(frozen.supporting), frozen.sources
    gist = [
        ngettext("%(n)d exhibit.", "%(n)d exhibits.", count) % {"n": count} if count
        else _("Nothing."),
    ]  # fmt: skip
    if count:
        gist.append(
            ngettext("%(n)d independent source.", "%(n)d independent sources.", sources)
            % {"n": sources}
        )
    touched = _about(frozen.supporting, changed)
    return Part("supporting", _("What is consistent with it"), gist, touched,
                bool(count) and sources < 2)  # fmt: skip


def _matrix(frozen: Frozen, changed: set[str]) -> Part:
    weighing = frozen.weighing
    gist = list(weighing.statements)
    if weighing.unrated:
        gist.append(ngettext("%(n)d cell was not rated.", "%(n)d cells were not rated.",
                             weighing.unrated) % {"n": weighing.unrated})  # fmt: skip
    if len(weighing.carrying) == 1:
        gist.append(_("Which stand first hangs on %s alone.") % weighing.carrying[0])
    elif weighing.carrying:
        gist.append(_("Which stand first hangs on each of %d exhibits.") % len(weighing.carrying))
    if not gist:
        gist.append(_("Every cell was rated, and no single exhibit decides which stands first."))
    return Part("matrix", _("The matrix"), gist, _among(frozen.rated, changed),
                bool(weighing.unrated or weighing.carrying))  # fmt: skip


def _comments(talks: Sequence[Talk]) -> str:
    if not talks:
        return _("None.")
    return _("%(open)d open, %(closed)d resolved.") % {
        "open": sum(talk.is_open for talk in talks),
        "closed": sum(not talk.is_open for talk in talks),
    }


def _about(found: Iterable[Evidence], changed: set[str]) -> bool:
    return _among((each.row for each in found), changed)


def _among(rows: Iterable[FrozenRow], changed: set[str]) -> bool:
    return any(row.number in changed for row in rows)
