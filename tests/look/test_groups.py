"""Groups of a form that stay folded while nobody has something to say there."""

from django import forms

from casefiles.cases.forms.recorded import FOLDED
from casefiles.cases.templatetags.look import field_groups
from evidence.exhibits.models import Exhibit


class Sample(forms.ModelForm):
    extra = forms.CharField(required=False, initial="usual")

    class Meta:
        model = Exhibit
        fields = ["title", "confidentiality", "named_readers_only", "language"]

    fieldsets = [
        ("What", ["title"], FOLDED),
        ("Who", ["confidentiality", "named_readers_only", "extra"], "Why it matters.", FOLDED),
        ("More", ["language"]),
    ]


def folded(form):
    return {str(group.legend): group.folded for group in field_groups(form)}


def test_group_with_nothing_but_usual_values_is_folded_and_says_what_is_in_it():
    assert folded(Sample()) == {"What": False, "Who": True, "More": False}
    group = field_groups(Sample())[1]
    assert group.text == "Why it matters."
    assert "Confidentiality" in group.names and "Extra" in group.names


def test_group_opens_for_a_value_that_is_not_the_usual_one():
    assert not folded(Sample(initial={"named_readers_only": True}))["Who"]
    assert not folded(Sample({"confidentiality": "under_seal", "extra": "usual"}))["Who"]
    assert folded(Sample({"confidentiality": "confidential", "extra": "usual"}))["Who"]


def test_group_opens_for_an_error():
    form = Sample({"title": "A photograph", "confidentiality": "nonsense"})
    assert form.errors.keys() == {"confidentiality"}
    assert not folded(form)["Who"]
