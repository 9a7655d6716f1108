"""Comments about a part of what was submitted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import CaseFormView
from evidence.attribution.deciding import content_of
from evidence.attribution.forms import ReplyForm, ThreadForm
from evidence.attribution.models import Thread
from evidence.attribution.parts import SEPARATOR, exhibit_at, parts_of
from evidence.attribution.services import add_comment, begin_thread
from evidence.attribution.talk import Talk, may_close, talk_of
from evidence.attribution.views.questions import TAB
from evidence.attribution.views.submissions import OfSubmission
from evidence.attribution.vocabulary import CommentKind
from evidence.exhibits.models import Exhibit


class ThreadCreate(OfSubmission, CaseFormView):
    """`?part=` names it; of a row of the matrix, its cells can be chosen too."""

    permission = "attribution.comment"
    heading = gettext_lazy("Comment")
    submit_label = gettext_lazy("Comment")

    def fetch(self) -> None:
        super().fetch()
        content = content_of(self.submission)
        key = self.request.GET.get("part", "")
        known = parts_of(content)
        if key not in known:
            raise Http404
        exhibit = exhibit_at(content, known[key][0])
        visible = Exhibit.objects.visible_to(self.request.user)
        if exhibit and not visible.filter(pk=exhibit).exists():
            raise Http404
        self.words = known[key][1]
        self.parts = [
            (each, words)
            for each, (_path, words) in known.items()
            if each == key or (key and each.startswith(key + SEPARATOR))
        ]

    def get_form(self, form_class: Any = None) -> ThreadForm:
        initial = {"part": self.parts[0][0]}
        return ThreadForm(self.request.POST or None, parts=self.parts, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {"code": self.hypothesis.code, "number": self.submission.number, "what": self.words}
        lead = _("About %(what)s, in version %(number)d of %(code)s.") % names
        return super().get_context_data(**{"lead": lead, **kwargs})

    def act(self, form: Any) -> None:
        begin_thread(
            self.submission, form.cleaned_data["part"], form.cleaned_data["text"],
            by=self.request.user, pk=form.cleaned_data["token"],
        )  # fmt: skip
        messages.success(self.request, _("Your comment stands beside what it is about."))

    def get_success_url(self) -> str:
        return f"{self.url}#comments"

    def get_cancel_url(self) -> str:
        return self.url


class ThreadDetail(CaseFormView):
    """One thread beside the newest version; whoever may comment answers here."""

    template_name = "attribution/thread_detail.html"
    permission = "attribution.view"
    tab = TAB
    submit_label = gettext_lazy("Say it")
    http_method_names = ["get", "head", "post"]

    def fetch(self) -> None:
        mine = Thread.objects.visible_to(self.request.user).filter(case=self.case)
        self.thread = get_object_or_404(mine.select_related("hypothesis"), pk=self.kwargs["pk"])
        self.talk: Talk = talk_of(self.thread)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("attribution.comment", self.case):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> ReplyForm:
        kinds = [CommentKind.REMARK.value]
        if may_close(self.thread, self.request.user):
            kinds.append(CommentKind.RESOLVED if self.talk.is_open else CommentKind.REOPENED)
        return ReplyForm(self.request.POST or None, kinds=kinds)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.has_perm("attribution.comment", self.case)
        crumb = {"label": self.talk.about.hypothesis.code, "url": self.get_cancel_url()}
        return super().get_context_data(
            **{"talk": self.talk, "may_comment": may, "crumb": crumb, **kwargs}
        )

    def act(self, form: Any) -> None:
        given = form.cleaned_data
        add_comment(
            self.thread, given["kind"], given["text"], by=self.request.user, pk=given["token"]
        )

    def get_success_url(self) -> str:
        return self.thread.get_absolute_url()

    def get_cancel_url(self) -> str:
        newest = self.thread.hypothesis.submissions.order_by("number").last()
        assert newest is not None
        return f"{newest.get_absolute_url()}#comments"
