"""One person's notices: read, followed, put away; and how they hear of them outside."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from casefiles.accounts.views.own import AnsweringFormView
from casefiles.notices.forms import MailForm
from casefiles.notices.lines import page_of, url_of
from casefiles.notices.mail import choose_frequency, frequency_of, is_configured
from casefiles.notices.models import MailChoice, Notice
from casefiles.notices.services import mark_read


class NoticeList(TemplateView):
    template_name = "notices/notice_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = self.request.user, self.request.GET
        only_new = asked.get("show") == "new"
        mine = Notice.objects.visible_to(user)
        page = page_of(mine.unread() if only_new else mine, user, asked.get("after", ""))
        return super().get_context_data(
            page=page, only_new=only_new, has_new=mine.unread().exists(),
            mail=is_configured(), **kwargs,
        )  # fmt: skip


class NoticeOpen(View):
    """Goes where the notice leads; whoever followed it has read it."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        notices = Notice.objects.visible_to(request.user).filter(pk=pk)
        notice = get_object_or_404(notices)
        mark_read(notices)
        return redirect(url_of(notice, request.user) or "notices:notice_list")


class _Verb(View):
    http_method_names = ["post"]

    def back(self, request: HttpRequest) -> HttpResponse:
        """To the page of the list from which it was sent."""
        kept = {name: request.POST[name] for name in ("show", "after") if request.POST.get(name)}
        address = reverse("notices:notice_list")
        return redirect(f"{address}?{urlencode(kept)}" if kept else address)


class NoticeRead(_Verb):
    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        notices = Notice.objects.visible_to(request.user).filter(pk=pk)
        get_object_or_404(notices)
        mark_read(notices)
        return self.back(request)


class AllRead(_Verb):
    def post(self, request: HttpRequest) -> HttpResponse:
        count = mark_read(Notice.objects.visible_to(request.user))
        if count:
            said = ngettext("%d notice is marked as read.", "%d notices are marked as read.", count)
            messages.success(request, said % count)
        return redirect("notices:notice_list")


class MailSettings(AnsweringFormView):
    template_name = "notices/settings.html"
    form_class = MailForm

    def get_initial(self) -> dict[str, Any]:
        return {"frequency": frequency_of(self._choice())}

    def _choice(self) -> MailChoice | None:
        return MailChoice.objects.filter(user=self.request.user).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = self._choice()
        return super().get_context_data(
            mail=is_configured(), sender=settings.DEFAULT_FROM_EMAIL,
            is_failing=bool(choice and choice.failures), **kwargs,
        )  # fmt: skip

    def form_valid(self, form: Any) -> HttpResponse:
        choose_frequency(self.request.user, form.cleaned_data["frequency"])
        messages.success(self.request, _("Saved."))
        return redirect("notices:settings")
