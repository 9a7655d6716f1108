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
from evidence.attribution.models.positions import TestedPosition
from evidence.attribution.models.reviews import Decision, Submission, SubmissionContributor
from evidence.attribution.models.rounds import IndividualRating, RatingRound, RoundRater

__all__ = [
    "Assessment",
    "Decision",
    "ElementAssessment",
    "Hypothesis",
    "HypothesisActor",
    "IndividualRating",
    "LegalQualification",
    "MatrixRow",
    "OtherBodyFinding",
    "Question",
    "QuestionQuerySet",
    "Rating",
    "RatingRound",
    "RoundRater",
    "Submission",
    "SubmissionContributor",
    "TestedPosition",
    "WordingDecision",
]
