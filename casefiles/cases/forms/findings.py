"""What stood in the way, what is open, what should follow."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.models import AccessObstacle, OpenQuestion, Recommendation

FEW_ROWS = forms.Textarea(attrs={"rows": 4})


class AccessObstacleForm(CaseRecordForm):
    class Meta:
        model = AccessObstacle
        fields = ["date", "text", "source"]
        widgets = {"text": FEW_ROWS}
        help_texts = {
            "date": _("Leave empty if it is not about one day."),
            "text": _("Who refused what: entry, a list of names, a document, an answer."),
        }


class OpenQuestionForm(CaseRecordForm):
    class Meta:
        model = OpenQuestion
        fields = ["text", "answer"]
        widgets = {"text": FEW_ROWS, "answer": FEW_ROWS}


class RecommendationForm(CaseRecordForm):
    class Meta:
        model = Recommendation
        fields = ["addressee", "text", "source", "deadline", "follow_up"]
        widgets = {"text": FEW_ROWS}
        help_texts = {"addressee": _("Who should do it.")}
