"""What changed between two snapshots, in sentences a reviewer can act on."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from casefiles.accounts.models import User
from evidence.attribution.rows import AGAINST
from evidence.attribution.snapshot.key_words import key_words
from evidence.attribution.snapshot.labels import VOCABULARIES, label_of
from evidence.attribution.snapshot.law import named, rests_on
from evidence.attribution.snapshot.restricted import EXHIBIT_PARTS, Restricted

Path = tuple[str, ...]
# Parts whose second key is the label of what the value belongs to.
LABELLED = {*EXHIBIT_PARTS, "hypotheses", "actors", "assessments", "qualifications",
            "other_findings", "scores", "sources", "named"}  # fmt: skip
PEOPLE = {"graded_by", "rater", "analyst_id", "author", "counsel"}
# What is said beside the matrix against a finding, by id.
VOICES = ("findings_against", "positions_against")
# Absent while there is nothing in them: what enters or leaves is told one by one.
OPTIONAL = {"verifications", "times_and_places", "failed_files", "witnesses", "consents",
            "answers", "relations", "named", *VOICES}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One change; prints as “TAJ-POE-0004: grade B2 → C3”."""

    where: str
    label: str
    before: str
    after: str
    exhibit: str = ""  # its number, where it is of one
    of_a_witness: bool = False  # of one who stands behind that exhibit

    def __str__(self) -> str:
        if not self.before and not self.after:
            return f"{self.where}: {self.label}"
        return f"{self.where}: {self.label} {self.before or '–'} → {self.after or '–'}"


def differences(
    before: dict[str, Any], after: dict[str, Any], user: Any = None
) -> list[Difference]:
    """What changed, in the order of the snapshot; empty exactly when nothing did.

    With `user`, changes of exhibits which that user may not see say only that there was one.
    """
    found = list(_walk((), before, after))
    kept_back = Restricted(before, after, user)
    names = _names(found)
    placed = {path[1] for path, old, _new in found if path[0] == "matrix" and old is None}
    by_id = {
        part: {**before.get(part, {}), **after.get(part, {})}
        for part in ("citations", "relations", *VOICES)
    }
    either = {**before, **after, **by_id}
    exhibits = {*before["exhibits"], *after["exhibits"]}
    told: dict[Difference, None] = {}  # keeps the order and says nothing twice
    for path, old, new in found:
        if path[0] == "exhibits" and len(path) == 2 and path[1] in placed:
            continue  # the matrix says so, and with more words
        if path in (("chain",), ("incident",)) and (old is None or new is None):
            continue  # the first relation says so, or the last; and the question
        where, rest = _where(path, either)
        rest = named(rest, where, before, after)
        seen, now_seen = kept_back.without(path, old), kept_back.without(path, new)
        if instead := kept_back.words(where, path):
            told[Difference(where, instead, "", "")] = None
        elif rests_on(path, before, after) & kept_back.exhibits or seen == now_seen:
            label = _("%s changed; it is kept to named readers") % _label(rest)
            told[Difference(where, label, "", "")] = None
        else:
            difference = _told(where, rest, names.get(seen, seen), names.get(now_seen, now_seen))
            number = where if where in exhibits else ""
            told[replace(difference, exhibit=number, of_a_witness="witnesses" in path)] = None
    return list(told)


def _walk(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Every differing value; what was added or removed whole is one difference."""
    if old == new:
        return
    if OPTIONAL & {*path[-1:]} or path[-2:-1] == ("consents",):
        old, new = old or {}, new or {}
    if isinstance(old, dict) and isinstance(new, dict):
        for key in ORDER.get(path[-1] if path else "", sorted)({**old, **new}):
            yield from _walk((*path, key), old.get(key), new.get(key))
    else:
        yield path, old, new


def _parts(keys: dict[str, Any]) -> list[str]:
    """What a reviewer looks for first: the claim, what was assessed, then the evidence."""
    first = ["case", "question", "incident", "hypothesis", "hypotheses", "actors", "assessments",
             "qualifications", "other_findings", "chain", "relations", "named", "answers", *VOICES,
             "exhibits", "matrix", "sources", "scores"]  # fmt: skip
    return sorted(keys, key=lambda key: (first.index(key) if key in first else len(first), key))


ORDER: dict[str, Callable[[dict[str, Any]], list[str]]] = {"": _parts}


class _Names(dict[Any, str]):
    """Names by id of account; anything else, also what cannot be a key, is no name."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, default) if isinstance(key, str) else default


def _names(found: list[tuple[Path, Any, Any]]) -> _Names:
    """Names of the people whom the differences speak of."""
    ids = {value for path, *values in found if path[-1] in PEOPLE for value in values if value}
    return _Names({str(user.pk): user.name for user in User.objects.filter(pk__in=ids)})


def _told(where: str, rest: Path, old: Any, new: Any) -> Difference:
    if "failed_files" in rest:
        return _file_check(where, rest[-1], old, new)
    if rest == ("relations",):
        return Difference(where, _entered() if old is None else _left(), "", "")
    if rest == ("named",):
        return Difference(where, _spoken_of() if old is None else _unspoken_of(), "", "")
    if rest == ("matrix",) and old is None:
        return Difference(where, _placed(new), "", "")
    if rest[-1] == "conditions_sha256":
        return Difference(where, _("%(what)s changed") % {"what": _label(rest)}, "", "")
    if isinstance(old, dict) or isinstance(new, dict):
        template = _("%(what)s removed") if new is None else _("%(what)s added")
        return Difference(where, template % {"what": _label(rest)}, "", "")
    key = rest[-1]
    return Difference(where, _label(rest), _shown(key, old), _shown(key, new))


def _file_check(where: str, sha256: str, old: Any, new: Any) -> Difference:
    label = _("check of the file %(digest)s…") % {"digest": sha256[:12]}
    passed = _("passed")
    return Difference(
        where, label,
        _shown("failed_files", old) if old else passed,
        _shown("failed_files", new) if new else passed,
    )  # fmt: skip


def _entered() -> str:
    return _("stands in the chain of command now")


def _left() -> str:
    return _("stands in the chain of command no more")


def _spoken_of() -> str:
    return _("is named in its words now")


def _unspoken_of() -> str:
    return _("is named in its words no more, or stands in another part of it")


def _placed(row: dict[str, Any]) -> str:
    """“placed in the matrix; speaks against H1 (II)”: the news that a reviewer must not miss."""
    against = [
        f"{code} ({rating['value']})"
        for code, rating in sorted(row["ratings"].items())
        if rating["value"] in AGAINST
    ]
    if not against:
        return _("placed in the matrix")
    return _("placed in the matrix; speaks against %s") % ", ".join(against)


def _where(path: Path, snapshot: dict[str, Any]) -> tuple[str, Path]:
    """What it is about, as people call it, and the rest of the path."""
    part, *rest = path
    if not rest:
        return part, path
    if part == "citations":
        return snapshot[part][rest[0]]["of"], (part, *rest[1:])
    if part == "chain":
        return _("chain of command"), tuple(rest)
    if part == "relations":
        return relation_words(snapshot[part][rest[0]]), (part, *rest[1:])
    if part in VOICES:
        return snapshot[part][rest[0]]["of"], (part, *rest[1:])
    if part in LABELLED:
        return rest[0], (part, *rest[1:])
    return snapshot[part].get("code") or snapshot[part].get("reference") or part, path


def relation_words(row: dict[str, Any]) -> str:
    """“HAFTAR commands LNA”."""
    return f"{row['from']['code']} {label_of('relation', row['relation'])} {row['to']['code']}"


def _label(rest: Path) -> str:
    """The words for a value: the known names along its path, and codes as they are."""
    words = [
        label_of(above, step) if above in VOCABULARIES else key_words().get(step, _shown_step(step))
        for above, step in zip(("", *rest), rest, strict=False)
    ]
    return " ".join(word for word in words if word) or _("content")


def _shown_step(step: str) -> str:
    """A row's own id says nothing to a reader."""
    try:
        uuid.UUID(step)
    except ValueError:
        return step
    return ""


def _shown(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return label_of(key, str(value))
