"""Who may do what with exhibits. The table at the end is the whole of it."""

from typing import Any

import rules

from casefiles.cases.models import CaseFile
from casefiles.cases.rules import has_role
from casefiles.cases.vocabulary import Role
from evidence.exhibits.models import Exhibit, ExhibitFile
from evidence.exhibits.quarantine import held_because


def _exhibit(obj: Any) -> Exhibit | None:
    """The exhibit itself, or the one that a file, grading, derivation or citation hangs off."""
    return obj if isinstance(obj, Exhibit) else getattr(obj, "exhibit", None)


@rules.predicate
def sees_exhibit(user: Any, obj: Any) -> bool:
    exhibit = _exhibit(obj)
    return exhibit is not None and Exhibit.objects.visible_to(user).filter(pk=exhibit.pk).exists()


@rules.predicate
def writes_records(user: Any, obj: Any) -> bool:
    """Leads and investigators of an open case; `obj` may be the case itself."""
    case = obj if isinstance(obj, CaseFile) else getattr(obj, "case", None)
    return case is not None and user.has_perm("cases.write_records", case)


@rules.predicate
def names_case_readers(user: Any, obj: Any) -> bool:
    exhibit = _exhibit(obj)
    return exhibit is not None and user.has_perm("cases.name_readers", exhibit.case)


@rules.predicate
def logged_it(user: Any, obj: Any) -> bool:
    """Whoever logged an exhibit knows it, and may say who else should."""
    exhibit = _exhibit(obj)
    if exhibit is None:
        return False
    first = exhibit.changes().order_by("sequence").first()
    return first is not None and first.actor_id == user.pk


@rules.predicate
def is_its_analyst(user: Any, obj: Any) -> bool:
    return getattr(obj, "analyst_id", None) == user.pk


def holds(*roles: str) -> Any:
    @rules.predicate(f"holds:{','.join(roles)}")
    def check(user: Any, obj: Any) -> bool:
        exhibit = _exhibit(obj)
        return exhibit is not None and bool(exhibit.case.roles_of(user).intersection(roles))

    return check


takes_files_away = holds(Role.LEAD, Role.INVESTIGATOR, Role.REVIEWER, Role.COUNSEL)
opens_names = holds(Role.LEAD, Role.INVESTIGATOR, Role.COUNSEL)

leads = holds(Role.LEAD)


@rules.predicate
def is_free(_user: Any, obj: Any) -> bool:
    """What the virus scanner holds back is neither taken away nor shown, to nobody."""
    file = getattr(getattr(obj, "inspection", None), "file", obj)
    return not (isinstance(file, ExhibitFile) and held_because(file))


# Of the case: the sheet holds what its reader may see, and no more.
takes_away = has_role(Role.LEAD, Role.INVESTIGATOR, Role.REVIEWER, Role.COUNSEL)

rules.add_perm("exhibits.export_sheet", takes_away)
# Beside the exhibits of a list, which asks once and not for each of them.
rules.add_perm("exhibits.see_covers", takes_away)
# The bytes of all files that the asker may know of; of an exhibit alone it is its writing.
rules.add_perm("exhibits.check_case", writes_records)
rules.add_perm("exhibits.view", sees_exhibit)
rules.add_perm("exhibits.write", sees_exhibit & writes_records)
rules.add_perm("exhibits.grade", sees_exhibit & writes_records)
rules.add_perm("exhibits.change_verification", sees_exhibit & writes_records & is_its_analyst)
# Observers read what is written about an exhibit; they take no copy away.
rules.add_perm("exhibits.download", sees_exhibit & takes_files_away & is_free)
# A preview on a screen is a copy that was taken.
rules.add_perm("exhibits.see_preview", sees_exhibit & takes_files_away & is_free)
rules.add_perm("exhibits.release", sees_exhibit & leads)
rules.add_perm("exhibits.name_readers", sees_exhibit & (names_case_readers | logged_it))
rules.add_perm("exhibits.open_original_name", sees_exhibit & opens_names)
rules.add_perm("exhibits.open_finder", sees_exhibit & opens_names)
# What a file says of itself may unmask whoever made it, as its name may.
rules.add_perm("exhibits.open_metadata", sees_exhibit & opens_names)
# Which account and address of ours opened a page: it could lead back to a colleague.
rules.add_perm("exhibits.open_collection", sees_exhibit & opens_names)
