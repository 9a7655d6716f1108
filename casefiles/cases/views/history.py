"""Who changed what from what to what, when and why: of a case, and of one record."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.models import User
from casefiles.audit.history import Entry, entries, kind_label
from casefiles.audit.models import Change, ChangeQuerySet
from casefiles.cases.models import CaseFile, CaseRecord
from casefiles.cases.services.visible import hidden_from
from casefiles.cases.views.base import CasePage

PER_PAGE = 50


class HistoryFilterForm(forms.Form):
    """Choices come from the changes this reader may see."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, help_text=_("2026-07-02"))
    until = forms.DateField(label=_("To"), required=False, help_text=_("2026-07-31"))
    words = forms.CharField(label=_("Words of the reason"), required=False, max_length=200)

    def __init__(self, *args: Any, changes: ChangeQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = changes.order_by()
        people = User.objects.filter(pk__in=plain.values("actor")).order_by("name")
        kinds = ContentType.objects.filter(pk__in=plain.values("content_type"))
        named = sorted((kind_label(kind), str(kind.pk)) for kind in kinds)
        persons: Any = self.fields["person"]
        persons.choices = [("", _("Anyone")), *((str(p.pk), p.name) for p in people)]
        sorts: Any = self.fields["kind"]
        sorts.choices = [("", _("Anything")), *((pk, name) for name, pk in named)]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"})
            self.fields[name].help_text = ""

    def narrow(self, changes: ChangeQuerySet) -> ChangeQuerySet:
        """What matches every filled filter; a filter with an error in it narrows nothing."""
        given = getattr(self, "cleaned_data", {})
        if given.get("person"):
            changes = changes.filter(actor=given["person"])
        if given.get("kind"):
            changes = changes.filter(content_type=given["kind"])
        if given.get("since"):
            changes = changes.filter(at__gte=_midnight(given["since"]))
        if given.get("until"):
            changes = changes.filter(at__lte=datetime.combine(given["until"], time.max, UTC))
        if given.get("words"):
            changes = changes.filter(reason__icontains=given["words"])
        return changes


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time.min, UTC)


class HistoryPage(CasePage):
    """A page of changes, newest first; `?before=` is the sequence number to go on from."""

    permission = "cases.view_history"
    tab = "history"

    def before(self) -> int | None:
        text = self.request.GET.get("before", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def page_of(self, changes: ChangeQuerySet) -> dict[str, Any]:
        if self.before():
            changes = changes.filter(sequence__lt=self.before())
        rows = changes.select_related("actor", "content_type").order_by("-sequence")
        newest = list(rows[: PER_PAGE + 1])
        shown = newest[:PER_PAGE]
        return {
            "entries": self.with_links(entries(shown, hidden=self.hidden())),
            "older": shown[-1].sequence if len(newest) > PER_PAGE else None,
            "is_first_page": self.before() is None,
        }

    def hidden(self) -> set[Any]:
        if not hasattr(self, "_hidden"):
            self._hidden = hidden_from(self.request.user, self.case)
        return self._hidden

    def with_links(self, shown: list[Entry]) -> list[dict[str, Any]]:
        return [{**vars(entry), "url": self.url_of(entry.change)} for entry in shown]

    def url_of(self, change: Change) -> str:
        model = change.content_type.model_class()
        if model is None or not issubclass(model, CaseRecord | CaseFile):
            return ""
        label = model._meta.label_lower
        return reverse("cases:record_history", args=[self.case.pk, label, change.object_id])


class HistoryView(HistoryPage):
    template_name = "cases/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = Change.objects.in_case(self.case.pk).exclude(object_id__in=self.hidden())
        form = HistoryFilterForm(self.request.GET or None, changes=changes)
        form.is_valid()
        page = self.page_of(form.narrow(changes))
        is_filtered = any(getattr(form, "cleaned_data", {}).values())
        return super().get_context_data(form=form, is_filtered=is_filtered, **page, **kwargs)


class RecordHistoryView(HistoryPage):
    """One record's changes; the record is fetched through `visible_to` first."""

    template_name = "cases/record_history.html"

    def fetch(self) -> None:
        self.object = self.record_of(self.kwargs["label"])

    def record_of(self, label: str) -> Any:
        try:
            model: Any = apps.get_model(label)
        except (LookupError, ValueError):
            raise Http404 from None
        if model is CaseFile:
            rows = CaseFile.objects.visible_to(self.request.user).filter(pk=self.case.pk)
        elif issubclass(model, CaseRecord) and not hasattr(model, "history_object"):
            rows = model.objects.visible_to(self.request.user).filter(case=self.case)
        else:
            raise Http404
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        if found.pk in self.hidden():
            raise Http404
        return found

    def url_of(self, change: Change) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page_of(Change.objects.of(self.object))
        show_url = getattr(self.object, "get_absolute_url", None)
        return super().get_context_data(
            object=self.object,
            object_url=show_url() if show_url else "",
            kind_label=capfirst(str(self.object._meta.verbose_name)),
            **page,
            **kwargs,
        )
