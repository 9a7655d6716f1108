"""Who may do what with dossiers. The table at the end is the whole of it."""

import json
from typing import Any

import rules

from casefiles.cases.models import CaseFile
from casefiles.cases.rules import has_role, sees_case
from casefiles.cases.vocabulary import Role
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import Statement
from reports.dossiers.models import CustodySheet, Dossier, Frozen


def _case(dossier: Frozen | None) -> CaseFile | None:
    return dossier.case if dossier else None


@rules.predicate
def takes_documents_away(user: Any, dossier: Frozen | None) -> bool:
    """Need to know: who leads, reviews or advises. Investigators and observers see the register."""
    case = _case(dossier)
    takers = {Role.LEAD, Role.REVIEWER, Role.COUNSEL}
    return case is not None and bool(case.roles_of(user) & takers)


@rules.predicate
def sees_all_inside(user: Any, dossier: Dossier | None) -> bool:
    """Nobody takes away in a dossier what they may not see in the file, then or now."""
    if dossier is None:
        return False
    inside = json.loads(dossier.contents)["rests_on"]
    return _sees(user, Exhibit, inside["exhibits"]) and _sees(user, Statement, inside["statements"])


def _sees(user: Any, model: Any, ids: list[str]) -> bool:
    return model.objects.visible_to(user).filter(pk__in=ids).count() == len(ids)


@rules.predicate
def sees_exhibit_of(user: Any, obj: Exhibit | CustodySheet | None) -> bool:
    exhibit = obj.exhibit if isinstance(obj, CustodySheet) else obj
    return exhibit is not None and Exhibit.objects.visible_to(user).filter(pk=exhibit.pk).exists()


@rules.predicate
def asks_for_documents(user: Any, obj: Any) -> bool:
    return obj is not None and user.has_perm("dossiers.request", obj.case)


@rules.predicate
def sees_register(user: Any, obj: Any) -> bool:
    return sees_case(user, obj if isinstance(obj, CaseFile) else _case(obj))


# On the case:
rules.add_perm("dossiers.view", sees_register)
rules.add_perm("dossiers.request", has_role(Role.LEAD, Role.COUNSEL))
# On a dossier:
rules.add_perm("dossiers.download", takes_documents_away & sees_all_inside)
# On an exhibit or a sheet of it:
rules.add_perm("dossiers.request_sheet", sees_exhibit_of & asks_for_documents)
# On a sheet:
rules.add_perm("dossiers.download_sheet", takes_documents_away & sees_exhibit_of)
