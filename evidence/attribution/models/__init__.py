from evidence.attribution.models.assessments import (
    Assessment,
    OtherBodyFinding,
)
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
from evidence.attribution.models.reviews import Decision, Submission, SubmissionContributor

__all__ = [
    "Assessment",
    "Decision",
    "ElementAssessment",
    "Hypothesis",
    "HypothesisActor",
    "LegalQualification",
    "MatrixRow",
    "OtherBodyFinding",
    "Question",
    "QuestionQuerySet",
    "Rating",
    "Submission",
    "SubmissionContributor",
    "WordingDecision",
]
