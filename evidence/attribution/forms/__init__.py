from evidence.attribution.forms.assessments import (
    AssessmentForm,
    OtherBodyFindingForm,
    QualificationForm,
)
from evidence.attribution.forms.hypotheses import ActorForm, HypothesisForm, QuestionForm
from evidence.attribution.forms.matrix import RatingForm, RowForm, RowRatingsForm
from evidence.attribution.forms.reviews import DecisionForm, SubmitForm

__all__ = [
    "ActorForm",
    "AssessmentForm",
    "DecisionForm",
    "HypothesisForm",
    "OtherBodyFindingForm",
    "QualificationForm",
    "QuestionForm",
    "RatingForm",
    "RowForm",
    "RowRatingsForm",
    "SubmitForm",
]
