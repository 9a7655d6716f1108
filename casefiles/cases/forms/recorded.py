"""The form under every audited record: reason, double post, and two editors at once."""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.accounts.likeness import alike, why_alike
from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.forms.kept import KeptForm
from casefiles.cases.models import CaseFile
from casefiles.cases.text import clean_text, clean_texts

FIRST_ENTRY = "first entry"
SALT = "casefiles.new-record"


# In `fieldsets`: this group may stay folded while nobody has something to say there.
FOLDED = object()


class RecordedForm(KeptForm, forms.ModelForm):
    """`RecordedForm(data, files, instance=…, case=…, user=…)`; `save()` goes through `record()`.

    A new record's id travels signed in the form, so that a form posted twice makes one record:
    `was_posted_before` is then true and `save()` returns what the first post made. A changed
    record's version travels too: a form opened before someone else's change is refused with
    what was typed kept.
    """

    reason = forms.CharField(
        label=gettext_lazy("Reason for this change"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Goes into the history, with your name."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # [(legend, [field names], text, FOLDED)], the last two if wanted; fields not named follow.
    fieldsets: list[tuple[Any, ...]] = []

    identity = ("token", "version")

    def __init__(self, *args: Any, case: CaseFile | None, user: Any, **kwargs: Any) -> None:
        self.case, self.user = case, user
        self.was_posted_before = False
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding
        if self.is_new and case is not None and hasattr(self.instance, "case_id"):
            self.instance.case = case
        self.fields["reason"].required = not self.is_new
        self.fields["reason"].initial = ""
        self.fields["token"].initial = self._signed(uuid.uuid4()) if self.is_new else ""
        self.fields["version"].initial = None if self.is_new else self.instance.version
        if self.is_new:
            self.fields["reason"].help_text = _("Leave empty for “%s”.") % FIRST_ENTRY
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])
        self._narrow_choices()

    def _narrow_choices(self) -> None:
        """Related records come from what this user may see of this case, and still in use."""
        for field in self.fields.values():
            queryset = getattr(field, "queryset", None)
            if queryset is None or self.case is None or not hasattr(queryset, "visible_to"):
                continue
            field.queryset = queryset.visible_to(self.user).filter(
                case=self.case, withdrawn_at=None
            )

    def _signed(self, pk: uuid.UUID) -> str:
        return signing.dumps([str(pk), str(self.user.pk), self._meta.model._meta.label], salt=SALT)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = clean_texts(self)
        if self.is_new:
            self._take_posted_id()
        self._tell_names_apart()
        return cleaned

    def _tell_names_apart(self) -> None:
        """A short name or name that reads as another one of this case is somebody's mistake."""
        if self.case is None or self.was_posted_before:
            return
        for name in {"code", "name"} & {*self.changed_data} & {*self.cleaned_data}:
            others = self._meta.model.objects.visible_to(self.user).filter(case=self.case)
            rows = others.filter(withdrawn_at=None).exclude(pk=self.instance.pk)
            typed = self.cleaned_data[name]
            if typed and (other := alike(typed, rows.values_list(name, flat=True))):
                self.add_error(name, why_alike(typed, other))

    def id_in(self, token: str) -> uuid.UUID | None:
        """The record's id that a token of this user's form of this kind holds."""
        try:
            pk, user, label = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return None
        mine = (user, label) == (str(self.user.pk), self._meta.model._meta.label)
        return uuid.UUID(pk) if mine else None

    def is_saved(self, typed: QueryDict) -> bool:
        """Whether the new record that a draft was to become exists already."""
        if not self.is_new:
            return False
        pk = self.id_in(typed.get(self.add_prefix("token"), ""))
        return pk is not None and self._meta.model._default_manager.filter(pk=pk).exists()

    def newer_change(self, typed: QueryDict) -> Change | None:
        if self.is_new:
            return None
        based_on = typed.get(self.add_prefix("version"), "")
        if not (based_on.isascii() and based_on.isdigit() and len(based_on) < 19):
            return None
        newer: Any = self.instance.changes().filter(sequence__gt=int(based_on))
        found: Change | None = newer.select_related("actor").last()
        return found

    def _take_posted_id(self) -> None:
        try:
            pk, user, label = signing.loads(self.data.get(self.add_prefix("token"), ""), salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("This form is not one of ours. Open it again.")) from None
        if (user, label) != (str(self.user.pk), self._meta.model._meta.label):
            raise ValidationError(_("This form was opened by someone else. Open it again."))
        self.instance.pk = uuid.UUID(pk)
        self.was_posted_before = self._meta.model.objects.filter(pk=pk).exists()

    def validate_unique(self) -> None:
        if not self.was_posted_before:
            super().validate_unique()

    def validate_constraints(self) -> None:
        """Also constraints on fields that no form shows, such as the case."""
        if self.was_posted_before:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self._update_errors(error)

    def clean_version(self) -> int | None:
        """Refuses to write over a change that this editor has not seen."""
        version: int | None = self.cleaned_data.get("version")
        if self.is_new:
            return version
        if version is None:
            raise ValidationError(_("This form is not one of ours. Open the record and try again."))
        newer = self.instance.changes().filter(sequence__gt=version).select_related("actor").last()
        if newer:
            raise ValidationError(
                _("%(who)s changed this after you opened it (%(why)s). Open the record in another "
                  "tab, copy over from below what should still change, and save it there.")
                % {"who": newer.actor, "why": newer.reason},
                code="stale",
            )  # fmt: skip
        return version

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason") or FIRST_ENTRY

    def save(self, commit: bool = True) -> Any:
        """Saves once through `save_new` or `save_change`; a second post gets the first's record."""
        if self.was_posted_before:
            return self._posted()
        if not self.is_new:
            with transaction.atomic():
                return self._save_change()
        try:
            with transaction.atomic():
                return self.save_new()
        except IntegrityError:
            # Two posts of one form at the same instant: the other one made it.
            if not self._meta.model.objects.filter(pk=self.instance.pk).exists():
                raise
            self.was_posted_before = True
            return self._posted()

    def _posted(self) -> models.Model:
        return self._meta.model.objects.get(pk=self.instance.pk)

    def _save_change(self) -> models.Model:
        # The lock, then the check again: two editors may have passed `clean` together.
        self._meta.model.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        self.clean_version()
        return self.save_change()

    def save_new(self) -> Any:
        """Rooms override this to call their own service."""
        record(self.instance, by=self.user, reason=self.reason_given)
        return self.instance

    def save_change(self) -> Any:
        record(self.instance, by=self.user, reason=self.reason_given)
        return self.instance


class ReasonForm(forms.Form):
    """For acts that take nothing but a reason in words."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Goes into the history, with your name."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])
