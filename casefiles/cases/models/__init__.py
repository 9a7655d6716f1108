from casefiles.cases.models.casefile import (
    CaseCounter,
    CaseFile,
    CaseRecord,
    CaseRecordQuerySet,
    LeadReplacement,
    Membership,
)
from casefiles.cases.models.casualties import CasualtyFigure
from casefiles.cases.models.drafts import Draft
from casefiles.cases.models.findings import AccessObstacle, OpenQuestion, Recommendation
from casefiles.cases.models.incidents import Incident, IncidentFact
from casefiles.cases.models.parties import (
    Party,
    Position,
    PositionAccused,
    WithheldNameReader,
)
from casefiles.cases.models.relations import Relation
from casefiles.cases.models.sources import Source

__all__ = [
    "AccessObstacle",
    "CaseCounter",
    "CaseFile",
    "CaseRecord",
    "CaseRecordQuerySet",
    "CasualtyFigure",
    "Draft",
    "Incident",
    "IncidentFact",
    "LeadReplacement",
    "Membership",
    "OpenQuestion",
    "Party",
    "Position",
    "PositionAccused",
    "Recommendation",
    "Relation",
    "Source",
    "WithheldNameReader",
]
