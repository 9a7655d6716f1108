"""Drafts of forms, under the address to which the form itself is sent.

So whoever may open a form may keep a draft of it, and nobody else: the view has asked already. A
draft is never shown on any other page, and on its own only once it was asked for (`?draft=on`).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.forms.drafts import fill, typed_in
from casefiles.cases.forms.kept import KeptForm
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
    address: str = ""  # to which the form is sent; empty where that is this very page
    opens: str = f"?{ASKED}=on"  # where the draft is offered to be gone on with


def note_draft(
    request: Any, form: KeptForm, address: str = "", opens: str = f"?{ASKED}=on"
) -> None:
    """Notes on a form that nobody has sent yet what its page says of its draft; opens the draft
    if that is asked for. `address` of a form that stands on another page than its own."""
    of = address or request.path
    stored = draft_of(request.user, of)
    if stored is None:
        form.draft = DraftNote(_sign(request.user, of))
    elif ASKED not in request.GET:
        form.draft = DraftNote(_sign(request.user, of), stored, is_offered=True)
    else:
        form.draft = _opened(request, form, stored)
    form.draft.address, form.draft.opens = address, opens


def _opened(request: Any, form: KeptForm, stored: Draft) -> DraftNote:
    user, of = request.user, stored.address
    try:
        content = open_draft(stored, by=user)
    except (KeyDestroyed, WrongKey):
        messages.error(request, _("This draft cannot be opened any more."))
        return DraftNote(_sign(user, of), stored, is_offered=True)
    fresh = {name: form.get_initial_for_field(form.fields[name], name) for name in form.identity}
    fill(form, content)
    typed = QueryDict(content)
    # A second record is made of what stands there already; a rating is only given again.
    was_saved = "token" in form.identity and form.is_saved(typed)
    if was_saved:
        form.initial.update(fresh)
    return DraftNote(
        _sign(user, of, stored.holder), stored, is_open=True,
        newer=form.newer_change(typed), was_saved=was_saved,
    )  # fmt: skip


def _sign(user: Any, address: str, before: UUID | None = None) -> str:
    return signing.dumps([str(user.pk), address, str(uuid4()), str(before or "")], salt=SALT)


class KeepsDraft:
    """A view with a KeptForm, whose text is kept on the server while it is typed."""

    request: Any
    case: Any

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        if isinstance(form, KeptForm):
            self.keep_draft_of(form)
        return form

    def keep_draft_of(self, form: KeptForm) -> None:
        if self.request.method == "POST":
            page = self.request.POST.get(HOLDER)
            form.draft = DraftNote(page or _sign(self.request.user, self.request.path))
        else:
            note_draft(self.request, form)

    def form_not_sent(self) -> Any:
        """The form as it is before anybody has typed."""
        kwargs = self.get_form_kwargs()  # type: ignore[attr-defined]
        kwargs.pop("data", None)
        kwargs.pop("files", None)
        return self.get_form_class()(**kwargs)  # type: ignore[attr-defined]

    def after_draft(self) -> str:
        """Where whoever threw the draft away goes on."""
        return str(self.request.path)

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
            drop_own_draft(self._draft_page())

    def _draft_page(self) -> Page:
        """The page that sends this; PermissionDenied for one that somebody else opened."""
        try:
            told = signing.loads(self.request.POST.get(HOLDER, ""), salt=SALT)
        except signing.BadSignature:
            raise PermissionDenied from None
        user, address, holder, before = told
        if (user, address) != (str(self.request.user.pk), self.request.path):
            raise PermissionDenied
        return Page(self.request.user, address, UUID(holder), UUID(before) if before else None)

    def _keep_content(self, form: KeptForm, *, instead: bool) -> Draft | None:
        """None for a record that was saved meanwhile: nothing is left to keep."""
        content = typed_in(form, self.request.POST)
        if form.is_saved(QueryDict(content)):
            return None
        return keep_draft(self._draft_page(), getattr(self, "case", None), content, instead=instead)

    def _keep_quietly(self) -> HttpResponse:
        """For the script that saves while somebody types."""
        form = self.get_form()
        if not isinstance(form, KeptForm):
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
        form = self.form_not_sent()
        if not isinstance(form, KeptForm):
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
        return redirect(self.after_draft())


def clock(draft: Draft) -> str:
    """14:02, in UTC as every time of the site."""
    return f"{draft.updated_at:%H:%M}"
