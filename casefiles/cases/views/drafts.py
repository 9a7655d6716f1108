"""Drafts of recorded forms, under the address of the form itself.

So whoever may open a form may keep a draft of it, and nobody else: the view has asked already. A
draft is never shown on any other page, and on its own only once it was asked for (`?draft=on`).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.forms.drafts import fill, is_saved, newer_change, typed_in
from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.models import Draft
from casefiles.cases.services.drafts import (
    HeldElsewhere,
    Page,
    draft_of,
    drop_draft,
    drop_own_draft,
    keep_draft,
    open_draft,
)
from casefiles.sealing.keys import KeyDestroyed, WrongKey

SALT = "casefiles.draft-page"
ACT, HOLDER, ASKED = "_draft", "_draft_page", "draft"


@dataclass
class DraftNote:
    """What a form's page says of its draft; the form carries it as `draft`."""

    page: str  # signed: who opened this page, of which form, going on with which page's draft
    stored: Draft | None = None
    is_offered: bool = False
    is_open: bool = False
    newer: Change | None = None
    was_saved: bool = False
    is_held_elsewhere: bool = False


class KeepsDraft:
    """A view with a RecordedForm, whose text is kept on the server while it is typed."""

    request: Any
    case: Any

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        if isinstance(form, RecordedForm):
            form.draft = self._note(form)
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get(ACT)
        if act not in ("auto", "keep", "drop"):
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        if act == "drop":
            return self._drop()
        return self._keep_quietly() if act == "auto" else self._keep()

    def forget_draft(self) -> None:
        """Once the form was saved: what this page kept is not needed any more."""
        if HOLDER in self.request.POST:
            drop_own_draft(self._page())

    def _note(self, form: RecordedForm) -> DraftNote:
        if self.request.method == "POST":
            return DraftNote(self.request.POST.get(HOLDER) or self._sign(None))
        stored = draft_of(self.request.user, self.request.path)
        if stored is None:
            return DraftNote(self._sign(None))
        if ASKED not in self.request.GET:
            return DraftNote(self._sign(None), stored, is_offered=True)
        return self._opened(form, stored)

    def _opened(self, form: RecordedForm, stored: Draft) -> DraftNote:
        try:
            content = open_draft(stored, by=self.request.user)
        except (KeyDestroyed, WrongKey):
            messages.error(self.request, _("This draft cannot be opened any more."))
            return DraftNote(self._sign(None), stored, is_offered=True)
        fresh = form.fields["token"].initial
        fill(form, content)
        was_saved = is_saved(form, content)
        if was_saved:
            form.initial["token"] = fresh
        return DraftNote(
            self._sign(stored.holder), stored, is_open=True,
            newer=newer_change(form, content), was_saved=was_saved,
        )  # fmt: skip

    def _sign(self, before: UUID | None) -> str:
        told = [str(self.request.user.pk), self.request.path, str(uuid4()), str(before or "")]
        return signing.dumps(told, salt=SALT)

    def _page(self) -> Page:
        """The page that sends this; PermissionDenied for one that somebody else opened."""
        try:
            told = signing.loads(self.request.POST.get(HOLDER, ""), salt=SALT)
        except signing.BadSignature:
            raise PermissionDenied from None
        user, address, holder, before = told
        if (user, address) != (str(self.request.user.pk), self.request.path):
            raise PermissionDenied
        return Page(self.request.user, address, UUID(holder), UUID(before) if before else None)

    def _keep_content(self, form: RecordedForm, *, instead: bool) -> Draft | None:
        """None for a record that was saved meanwhile: nothing is left to keep."""
        content = typed_in(form, self.request.POST)
        if is_saved(form, content):
            return None
        return keep_draft(self._page(), getattr(self, "case", None), content, instead=instead)

    def _keep_quietly(self) -> HttpResponse:
        """For the script that saves while somebody types."""
        form = self.get_form()
        if not isinstance(form, RecordedForm):
            raise PermissionDenied
        try:
            draft = self._keep_content(form, instead="_draft_instead" in self.request.POST)
        except HeldElsewhere as held:
            return JsonResponse({"state": "elsewhere", "at": clock(held.draft)}, status=409)
        except ValidationError as error:
            return JsonResponse({"state": "refused", "why": error.messages[0]}, status=413)
        if draft is None:
            return JsonResponse({"state": "saved"})
        return JsonResponse({"state": "kept", "at": clock(draft)})

    def _keep(self) -> HttpResponse:
        """The button of a page without scripts: keeps it, and opens it again."""
        form = self._form_with_what_was_typed()
        try:
            draft = self._keep_content(form, instead="_draft_instead" in self.request.POST)
        except HeldElsewhere as held:
            form.draft.stored, form.draft.is_held_elsewhere = held.draft, True
            return self._show_again(form, 409)
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
            return self._show_again(form, 413)
        if draft is None:
            messages.info(self.request, _("This form had been saved already."))
            return redirect(self.request.path)
        messages.success(
            self.request, _("Draft saved %s UTC. Chosen files are not part of it.") % clock(draft)
        )
        return redirect(f"{self.request.path}?{ASKED}=on")

    def _form_with_what_was_typed(self) -> Any:
        """Not checked: half a form may be wrong, and nobody wants to hear it yet."""
        kwargs = self.get_form_kwargs()  # type: ignore[attr-defined]
        kwargs.pop("data", None)
        kwargs.pop("files", None)
        form = self.get_form_class()(**kwargs)  # type: ignore[attr-defined]
        if not isinstance(form, RecordedForm):
            raise PermissionDenied
        form.draft = DraftNote(self.request.POST.get(HOLDER, ""))
        fill(form, typed_in(form, self.request.POST))
        return form

    def _show_again(self, form: Any, status: int) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=status)  # type: ignore[attr-defined]

    def _drop(self) -> HttpResponse:
        draft = draft_of(self.request.user, self.request.path)
        if draft is not None:
            drop_draft(draft)
            messages.info(self.request, _("The draft was thrown away."))
        return redirect(self.request.path)


def clock(draft: Draft) -> str:
    """14:02, in UTC as every time of the site."""
    return f"{draft.updated_at:%H:%M}"
