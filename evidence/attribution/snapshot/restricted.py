"""What of a snapshot a reader may not see: exhibits kept to named readers, and who stands behind."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import StatementExhibit

Path = tuple[str, ...]
EXHIBIT_PARTS = {"exhibits", "matrix", "answers"}


class Restricted:
    """What this user may only know to have changed; nothing for `user` None."""

    def __init__(self, before: dict[str, Any], after: dict[str, Any], user: Any) -> None:
        both = [before, after] if user is not None else []
        self.exhibits = hidden_numbers(both, user)
        self.witnesses = _kept_witnesses([data["exhibits"] for data in both], user)

    def words(self, where: str, path: Path) -> str:
        """What to say instead; empty where everything may be told. `where` is what it is about."""
        if path[0] == "citations" and where in self.exhibits:
            return _("changed; it is kept to named readers")
        if path[0] not in EXHIBIT_PARTS or len(path) < 2:
            return ""
        if path[1] in self.exhibits:
            return _("changed; it is kept to named readers")
        if path[2:3] == ("witnesses",) and (path[1], path[3]) in self.witnesses:
            return _("what stands behind it changed; you may not see it")
        return ""

    def without(self, path: Path, value: Any) -> Any:
        """The value less what it tells of exhibits kept from this user: that another derives from
        one, and the place in it that is cited."""
        if not isinstance(value, list):
            return value
        if path[-1] == "derives_from":
            return [number for number in value if number not in self.exhibits]
        if path[0] == "citations":
            return [place_seen(place, self.exhibits) for place in value]
        return value


def place_seen(place: str, hidden: Collection[str]) -> str:
    """A cited place; of an exhibit that the reader may not see, its number alone."""
    number = place.split(" ", maxsplit=1)[0]
    return number if number in hidden else place


def hidden_numbers(snapshots: Collection[dict[str, Any]], user: Any) -> set[str]:
    """Numbers in these snapshots of exhibits that this user may not see: also of such as are
    there only because something derives from them. One query."""
    ids = {number: row["id"] for data in snapshots for number, row in data["exhibits"].items()}
    above = {
        number
        for data in snapshots
        for row in data["exhibits"].values()
        for number in row["derives_from"]
    } - set(ids)
    if not ids:
        return set()
    cases = {data["case"]["id"] for data in snapshots}
    wanted = Q(pk__in=ids.values()) | Q(case__in=cases, number__in=above)
    rows = Exhibit.objects.visible_to(user).filter(wanted).order_by()
    seen = dict(rows.values_list("number", "pk"))
    kept = {number for number, pk in ids.items() if str(seen.get(number, "")) != pk}
    return kept | (above - set(seen))


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
