"""Grading exhibits: one, one after the other, or several at once."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casefiles.cases.views.base import RecordCreateView
from evidence.exhibits.forms import ExhibitFilters, GradesForm, GradingForm
from evidence.exhibits.forms.filters import lacking
from evidence.exhibits.looks import put_covers
from evidence.exhibits.models import Exhibit
from evidence.exhibits.paging import following, page_of
from evidence.exhibits.services.grading import gradings_in_force
from evidence.exhibits.views.base import ExhibitPartCreateView

# What waits, unless another choice is asked for.
USUAL = "grade"


class GradingCreate(ExhibitPartCreateView):
    form_class = GradingForm
    template_name = "exhibits/grading_form.html"
    right = "exhibits.grade"
    heading = _("Grade this exhibit")
    submit_label = _("Save this grade")
    lead = _("The source and what it says are graded apart: a reliable source may pass on a "
             "doubtful story. Earlier grades stay in the record.")  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever grades it anew sees what they change, by whom and why."""
        put_covers([self.exhibit], self.case, to=self.request.user)
        before = self.exhibit.grade
        if before is not None:
            kwargs["lead"] = _("Now it is %(grade)s, by %(who)s: %(why)s") % {
                "grade": before, "who": before.analyst, "why": before.why}  # fmt: skip
            kwargs["heading"] = _("Grade this exhibit anew")
        return super().get_context_data(next_one=self.next_one, **kwargs)

    def get_success_url(self) -> str:
        if "next" not in self.request.POST:
            return super().get_success_url()
        if self.next_one is None:
            messages.info(self.request, _("Every exhibit that you may see is graded."))
            return reverse("exhibits:exhibit_list", args=[self.case.pk])
        return reverse("exhibits:grading_create", args=[self.case.pk, self.next_one.pk])

    @cached_property
    def next_one(self) -> Exhibit | None:
        """The next in the list that nobody has graded."""
        seen = Exhibit.objects.visible_to(self.request.user).current().filter(case=self.case)
        return following(lacking(seen, "grade"), self.exhibit)


class GradesCreate(RecordCreateView):
    """Several at once: a page of the list, narrowed as the list is, with a box for each."""

    form_class = GradesForm
    template_name = "exhibits/grades_form.html"
    tab = "evidence"
    heading = _("Grade several exhibits")
    submit_label = _("Save this grade for them")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        page = None if form.is_bound else self._rows_shown()
        rows = page.object_list if page else list(form.rows().with_listing())
        now = gradings_in_force([each.pk for each in rows])
        for exhibit in rows:
            exhibit.in_force = now.get(exhibit.pk)
        return {
            **context, "rows": rows, "page": page, "filters": self.filters,
            "has_covers": put_covers(rows, self.case, to=self.request.user),
            "crumb": {"label": _("Evidence"), "url": self.get_cancel_url()},
        }  # fmt: skip

    def _rows_shown(self) -> Any:
        seen = Exhibit.objects.visible_to(self.request.user).current().filter(case=self.case)
        asked = self.request.GET
        shown = self.filters.narrow(seen).with_listing()
        return page_of(
            shown, self.case, after=asked.get("after", ""), before=asked.get("before", "")
        )

    @cached_property
    def filters(self) -> ExhibitFilters:
        asked = self.request.GET.copy()
        asked.setdefault("lacks", USUAL)
        return ExhibitFilters(asked, case=self.case, user=self.request.user)

    def saved_text(self, form: Any) -> str:
        count = len(form.made)
        return ngettext("%(count)d exhibit was graded %(grade)s.",
                        "%(count)d exhibits were graded %(grade)s.", count) % {
            "count": count, "grade": self.object}  # fmt: skip

    def get_success_url(self) -> str:
        """What is left of the same choice."""
        return self.request.get_full_path()

    def get_cancel_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])
