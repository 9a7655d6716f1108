from evidence.attribution.models.assessments import (
    Assessment,
    OtherBodyFinding,
)
from evidence.attribution.models.checklist import Checklist
from evidence.attribution.models.contrary import ContraryAnswer
from evidence.attribution.models.hypotheses import (
    Hypothesis,
    HypothesisActor,
    Question,
    QuestionQuerySet,
)
from evidence.attribution.models.law import (
    ElementAssessment,
    LegalQualification,
    WordingDecision,
)
from evidence.attribution.models.matrix import MatrixRow, Rating
from evidence.attribution.models.positions import TestedPosition
from evidence.attribution.models.reviews import (
    Decision,
    Look,
    PageLook,
    Submission,
    SubmissionContributor,
)
from evidence.attribution.models.rounds import IndividualRating, RatingRound, RoundRater
from evidence.attribution.models.talk import Comment, PointAnswer, ReturnPoint, Thread
from evidence.attribution.models.watches import CaseWatch, StaleMark

__all__ = [
    "Assessment",
    "CaseWatch",
    "Checklist",
    "Comment",
    "ContraryAnswer",
    "Decision",
    "ElementAssessment",
    "Hypothesis",
    "HypothesisActor",
    "IndividualRating",
    "LegalQualification",
    "Look",
    "MatrixRow",
    "OtherBodyFinding",
    "PageLook",
    "PointAnswer",
    "Question",
    "QuestionQuerySet",
    "Rating",
    "RatingRound",
    "ReturnPoint",
    "RoundRater",
    "StaleMark",
    "Submission",
    "SubmissionContributor",
    "TestedPosition",
    "Thread",
    "WordingDecision",
]
