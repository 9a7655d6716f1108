from evidence.attribution.forms.assessments import (
    AssessmentForm,
    OtherBodyFindingForm,
)
from evidence.attribution.forms.checklist import ChecklistForm
from evidence.attribution.forms.contrary import ContraryAnswerForm
from evidence.attribution.forms.hypotheses import ActorForm, HypothesisForm, QuestionForm
from evidence.attribution.forms.law import ElementsForm, QualificationForm, WordingForm
from evidence.attribution.forms.matrix import RatingForm, RowForm
from evidence.attribution.forms.positions import PositionHypothesisForm, TestedPositionForm
from evidence.attribution.forms.reviews import DecisionForm, SubmitForm
from evidence.attribution.forms.rounds import OwnRowForm, RoundForm
from evidence.attribution.forms.rows import RowRatingsForm
from evidence.attribution.forms.talk import ReplyForm, ThreadForm

__all__ = [
    "ActorForm",
    "AssessmentForm",
    "ChecklistForm",
    "ContraryAnswerForm",
    "DecisionForm",
    "ElementsForm",
    "HypothesisForm",
    "OtherBodyFindingForm",
    "OwnRowForm",
    "PositionHypothesisForm",
    "QualificationForm",
    "QuestionForm",
    "RatingForm",
    "ReplyForm",
    "RoundForm",
    "RowForm",
    "RowRatingsForm",
    "SubmitForm",
    "TestedPositionForm",
    "ThreadForm",
    "WordingForm",
]
