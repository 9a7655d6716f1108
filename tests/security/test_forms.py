"""What a form takes: nothing that the software decides, whatever is posted, and all of it named."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.db.models import Field, ForeignKey, Model
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.models import CaseFile, Incident
from evidence.witnesses.models import Witness
from tests.cast import WHY
from tests.e2e.pages import errors_on, form_with
from tests.security.routes import all_routes
from tests.security.world import World

ROUTES = all_routes()  # reading the URLconf imports every form
OURS = ("casefiles.", "evidence.", "reports.")
# What the software, the workflow or the page's own address decides.
NEVER = {
    "id", "case", "state", "number", "sequence", "version_of", "is_training", "withdrawn_at",
    "submitted_at", "decided_at", "approved_at", "recorded_at", "graded_at", "created_at",
    "analyst", "rater", "actor", "author", "by", "requested_by", "submitted_by", "decided_by",
    "question", "hypothesis", "statement", "witness", "target", "content_type", "object_id",
    "object_name", "sha256", "size", "media_type", "original_name", "digest", "snapshot", "job",
}  # fmt: skip


# Where a person chooses among what the page offers, and only among that.
CHOSEN = {"PositionHypothesisForm": {"question"}, "TestedPositionForm": {"hypothesis"}}


def subclasses(of: type) -> Iterator[Any]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def our_forms(of: type = forms.BaseForm) -> list[Any]:
    """Those that have fields; what several of them begin from has none of its own."""
    found = {each for each in subclasses(of) if each.__module__.startswith(OURS)}
    found = {each for each in found if hasattr(each, "base_fields")}
    return sorted(found, key=lambda each: each.__qualname__)


def model_fields(form: Any) -> dict[str, Field]:
    """The model's fields among those of a form."""
    known = {field.name: field for field in form._meta.model._meta.concrete_fields}
    return {name: known[name] for name in form._meta.fields or () if name in known}


RECORDED = [form for form in our_forms(RecordedForm) if form._meta.model]


def test_reflection_finds_the_forms():
    assert len(RECORDED) > 25 and len(our_forms()) > len(RECORDED) + 8


@pytest.mark.parametrize("form", RECORDED, ids=lambda form: form.__name__)
def test_form_offers_nothing_that_the_software_decides(form):
    never = NEVER - CHOSEN.get(form.__name__, set())
    assert {*form._meta.fields} & never == set()
    own = {name for name in form.base_fields if name not in RecordedForm.base_fields}
    assert own & never == set()
    assert all(field.editable for field in model_fields(form).values())


@pytest.mark.parametrize("form", our_forms(forms.ModelForm), ids=lambda form: form.__name__)
def test_form_names_its_fields_one_by_one(form):
    """`__all__` and `exclude` would offer a field on the day somebody adds it to the model."""
    if form._meta.model:
        assert isinstance(form._meta.fields, list | tuple) and not form._meta.exclude


@pytest.mark.parametrize("form", our_forms(), ids=lambda form: form.__name__)
def test_every_field_has_words_of_its_own_that_can_be_translated(form):
    """A label that Django made from a field's name is a plain string, ours are promises."""
    fields = {n: f for n, f in form.base_fields.items() if f.label != "" and not f.widget.is_hidden}
    nameless = [name for name, field in fields.items() if not isinstance(field.label, Promise)]
    assert nameless == []
    if hasattr(form, "_meta") and form._meta.model:
        verbose = {name: field.verbose_name for name, field in model_fields(form).items()}
        assert [n for n, words in verbose.items() if not isinstance(words, Promise)] == []


@pytest.fixture
def world(training, db):
    return World()


@pytest.fixture
def lead(world):
    client = Client()
    client.force_login(world.people["lead"])
    return client


def updates() -> Iterator[tuple[Any, Any]]:
    """(route, form) of every page that changes one record."""
    for route in ROUTES:
        view = getattr(route.view, "view_class", None)
        form = getattr(route.view, "view_initkwargs", {}).get("form_class")
        form = form or getattr(view, "form_class", None)
        if route.name.endswith("_update") and form in RECORDED and route.takes[1:] in {(), ("pk",)}:
            yield route, form


def smuggled(field: Field, world: World) -> Any:
    """A value that the field would take."""
    if field.name == "case":
        return str(world.training.pk)
    if field.name == "state":
        return "approved"
    if isinstance(field, ForeignKey):
        others = field.related_model._default_manager.all()
        return str(getattr(others.last(), "pk", uuid4()))
    kinds = {"UUIDField": str(uuid4()), "BooleanField": "on", "DateField": "2020-01-01",
             "DateTimeField": "2020-01-01 00:00", "TimeField": "00:01"}  # fmt: skip
    if field.choices:
        return field.choices[-1][0]
    return kinds.get(field.get_internal_type(), "7")


def values(row: Model) -> dict[str, Any]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {field.name: getattr(fresh, field.attname) for field in row._meta.concrete_fields}


def send(client: Client, url: str, wanted: dict[str, str], extra: dict[str, Any]) -> Any:
    """Fills the form of a page as a person would, and posts with it what the form has not."""
    page = client.get(url).content.decode()
    data = {**extra, **form_with(page, {"reason": WHY}), **wanted, "reason": WHY}
    answer = client.post(url, data)
    assert answer.status_code == 302, (url, errors_on(answer))
    return answer


def test_fields_that_a_form_does_not_offer_stay_whatever_is_posted(world, lead):
    """Mass assignment: every other field of the model is posted with it, and nothing changes."""
    changed, pages = [], list(updates())
    for route, form in pages:
        row = world.subject(route.name) if "pk" in route.takes else world.case
        extra = {
            field.name: smuggled(field, world)
            for field in row._meta.concrete_fields if field.name not in form.base_fields
        }  # fmt: skip
        before = values(row)
        send(lead, world.url(route), {}, extra)
        after = values(row)
        changed += [f"{route.name}: {name}" for name in extra if after[name] != before[name]]
    assert changed == [] and len(pages) > 14


def test_new_record_takes_its_id_case_and_state_from_nobody(world, lead):
    extra = {"id": str(uuid4()), "case": str(world.training.pk), "withdrawn_at": "2020-01-01"}
    url = reverse("cases:incident_create", args=[world.case.pk])
    send(lead, url, {"code": "S9", "title": "Smuggled"}, extra)
    made = Incident.objects.get(title="Smuggled")
    assert (made.case, made.withdrawn_at) == (world.case, None) and str(made.pk) != extra["id"]


def test_new_case_is_a_draft_and_no_training_whatever_is_posted(world, lead):
    wanted = {"reference": "NEW-1", "title": "New"}
    extra = {"state": "released", "is_training": "on", "withdrawn_at": "2020-01-01"}
    send(lead, reverse("cases:case_create"), wanted, extra)
    made = CaseFile.objects.get(reference="NEW-1")
    assert (made.state, made.is_training) == ("draft", False)


def test_new_witness_gets_the_next_code_whatever_is_posted(world, lead):
    url = reverse("witnesses:witness_create", args=[world.training.pk])
    send(lead, url, {}, {"code": "W-9999", "case": str(world.case.pk)})
    made = Witness.objects.latest("code")
    assert (made.code, made.case) == ("W-0004", world.training)
