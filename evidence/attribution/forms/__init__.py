from evidence.attribution.forms.assessments import (
    AssessmentForm,
    OtherBodyFindingForm,
)
from evidence.attribution.forms.hypotheses import ActorForm, HypothesisForm, QuestionForm
from evidence.attribution.forms.law import ElementsForm, QualificationForm, WordingForm
from evidence.attribution.forms.matrix import RatingForm, RowForm
from evidence.attribution.forms.reviews import DecisionForm, SubmitForm
from evidence.attribution.forms.rows import RowRatingsForm

__all__ = [
    "ActorForm",
    "AssessmentForm",
    "DecisionForm",
    "ElementsForm",
    "HypothesisForm",
    "OtherBodyFindingForm",
    "QualificationForm",
    "QuestionForm",
    "RatingForm",
    "RowForm",
    "RowRatingsForm",
    "SubmitForm",
    "WordingForm",
]
