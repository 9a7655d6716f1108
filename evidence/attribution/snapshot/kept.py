"""What of a snapshot a reader may not see: exhibits kept to named readers, and who stands behind."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import StatementExhibit

Path = tuple[str, ...]
EXHIBIT_PARTS = {"exhibits", "matrix", "answers"}


class KeptBack:
    """What this user may only know to have changed; nothing for `user` None."""

    def __init__(self, before: dict[str, Any], after: dict[str, Any], user: Any) -> None:
        both = [before["exhibits"], after["exhibits"]] if user is not None else []
        self.exhibits = _hidden(both, user)
        self.witnesses = _kept_witnesses(both, user)

    def places(self, path: Path, value: Any) -> Any:
        """Of a citation only the number where the exhibit is kept from this user."""
        if path[0] != "citations" or path[-1] != "places" or not isinstance(value, list):
            return value
        numbers = [place.split(" ")[0] for place in value]
        return [number if number in self.exhibits else place
                for number, place in zip(numbers, value, strict=True)]  # fmt: skip

    def words(self, path: Path) -> str:
        """What to say instead; empty where everything may be told."""
        if path[0] not in EXHIBIT_PARTS or len(path) < 2:
            return ""
        if path[1] in self.exhibits:
            return _("changed; it is kept to named readers")
        if path[2:3] == ("witnesses",) and (path[1], path[3]) in self.witnesses:
            return _("what stands behind it changed; you may not see it")
        return ""


def _hidden(both: list[dict[str, Any]], user: Any) -> set[str]:
    """Numbers of the exhibits that this user may not see."""
    ids = {number: uuid.UUID(row["id"]) for exhibits in both for number, row in exhibits.items()}
    if not ids:
        return set()
    rows = Exhibit.objects.visible_to(user).filter(pk__in=ids.values())
    seen = set(rows.values_list("pk", flat=True))
    return {number for number, pk in ids.items() if pk not in seen}


def _kept_witnesses(both: list[dict[str, Any]], user: Any) -> set[tuple[str, str]]:
    """(exhibit, code of a witness) that this user may not know to belong together."""
    seen = open_links(both, user)
    return {
        (number, code)
        for number, code, entry in _witnesses(both)
        if not seen.issuperset(entry["recordings"])
    }


def open_links(both: list[dict[str, Any]], user: Any) -> set[str]:
    """Ids of the links between statement and recording that this user may see."""
    links = {link for _number, _code, entry in _witnesses(both) for link in entry["recordings"]}
    if not links:
        return set()
    mine = StatementExhibit.objects.visible_to(user).filter(pk__in=links)
    return {str(pk) for pk in mine.values_list("pk", flat=True)}


def _witnesses(both: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (number, code, entry)
        for exhibits in both
        for number, exhibit in exhibits.items()
        for code, entry in exhibit.get("witnesses", {}).items()
    ]
