"""Forms of what a hypothesis may amount to in law, of its elements, and of a counsel's word."""

import hashlib
import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import FIRST_ENTRY, RecordedForm
from evidence.attribution.forms.matrix import CleanTextMixin
from evidence.attribution.law import catalogue
from evidence.attribution.law.showing import ShownElement
from evidence.attribution.law.typed import places, typed
from evidence.attribution.models import Hypothesis, LegalQualification
from evidence.attribution.services import Stated, assess_elements, check_provision
from evidence.attribution.services.law import unsupported
from evidence.attribution.vocabulary import ElementStatus, WordingKind

OF_STATES = re.compile(r"arsiwa|state responsibility|internationally wrongful", re.IGNORECASE)


class QualificationForm(RecordedForm):
    """One provision a qualification. “May amount to” is the default; more is only proposed."""

    fieldsets = [
        (gettext_lazy("The provision"), ["provision", "renew", "conflict", "note"]),
        (gettext_lazy("How firmly it is said"), ["wording"]),
        (gettext_lazy("Not in the list?"), ["provisions"]),
    ]

    class Media:
        js = [Script("js/find.js", type="module")]

    class Meta:
        model = LegalQualification
        fields = ["provision", "conflict", "note", "wording", "provisions"]
        widgets = {
            "wording": forms.RadioSelect,
            "provisions": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "wording": gettext_lazy(
                "“May amount to” leaves the law to a court. “Constitutes” is only proposed here: it "
                "is printed once a counsel who wrote no part of this has approved it, and only as "
                "long as nothing changes."
            ),
            "conflict": gettext_lazy("The law that applies follows from it."),
            "note": gettext_lazy("What the qualification turns on, for a reader of the dossier."),
        }

    def __init__(self, *args: Any, hypothesis: Hypothesis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.instance.hypothesis = hypothesis
            last = LegalQualification.objects.current().filter(hypothesis=hypothesis).last()
            self.fields["conflict"].initial = last.conflict if last else None
        elif self.instance.is_revised:
            self.fields["renew"] = forms.BooleanField(
                label=_("Read it in the present words of the list"), required=False,
                help_text=_("Its text in the list was revised after this was written. It goes on "
                            "reading as it did, and decisions on it hold, until you tick this."),
            )  # fmt: skip
        self.fields["provision"] = forms.ChoiceField(
            label=_("Provision"), required=False,
            choices=[("", _("None of the list: written below")), *catalogue.choices(self.instance.provision)],
            help_text=_("By article, such as 8(2)(e)(i), or by subject. One a qualification: what "
                        "is shown of each element is followed for it."),
            widget=forms.Select(attrs={
                "data-find": _("Search the list: article, rule or subject"),
                "data-found": _("%s found. Enter takes the first, the arrows go on from there."),
            }),
        )  # fmt: skip
        self.order_fields([*(self._meta.fields or ()), "renew", "reason", "token", "version"])

    def clean_provisions(self) -> str:
        text: str = self.cleaned_data["provisions"]
        if OF_STATES.search(text):
            raise ValidationError(
                _("What a State answers for is recorded with the actors of the hypothesis, apart "
                  "from what a person may be liable for. Take it out here and add it there.")
            )  # fmt: skip
        return text

    def save_change(self) -> Any:
        check_provision(self.instance)
        if self.cleaned_data.get("renew") or "provision" in self.changed_data:
            self.instance.edition = catalogue.EDITION
        return super().save_change()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_new and "provision" in self.changed_data and "provision" in cleaned:
            changed = LegalQualification(pk=self.instance.pk, provision=cleaned["provision"])
            changed._state.adding = False
            try:
                check_provision(changed)
            except ValidationError as error:
                self._update_errors(error)
        return cleaned


class ElementPart(NamedTuple):
    """One element's part of the form."""

    shown: ShownElement
    status: BoundField
    why: BoundField
    rests: BoundField


class ElementsForm(CleanTextMixin):
    """All elements of one provision: status, why, and what each rests on.

    Only what differs is written. An element that someone else changed after the form was opened
    is not written over unseen.
    """

    reason = forms.CharField(
        label=gettext_lazy("Reason for changing"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only where you change what stood here before."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, qualification: LegalQualification, elements: list[ShownElement],
        user: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.qualification, self.elements, self.user = qualification, elements, user
        for shown in elements:
            self._add(shown)
        if not any(shown.item.row for shown in elements):
            del self.fields["reason"]
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def _add(self, shown: ShownElement) -> None:
        code = shown.code
        self.fields[f"status_{code}"] = forms.ChoiceField(
            label=_("Status"), choices=_STATUSES, initial=shown.item.stated
        )
        if not shown.kept:
            self.fields[f"why_{code}"] = forms.CharField(
                label=_("Why"), required=False, max_length=5000, initial=shown.why,
                widget=forms.Textarea(attrs={"rows": 1, "class": "short"}),
            )  # fmt: skip
        in_use = [cite for cite in shown.cites if not cite.exhibit.is_withdrawn]
        self.fields[f"rests_{code}"] = forms.CharField(
            label=_("Rests on"), required=False, max_length=2000, initial=typed(in_use),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )  # fmt: skip
        self.fields[f"seen_{code}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=_fingerprint(shown)
        )

    @property
    def parts(self) -> list[ElementPart]:
        return [
            ElementPart(shown, self[f"status_{shown.code}"],
                        self[f"why_{shown.code}"] if not shown.kept else None,  # type: ignore[arg-type]
                        self[f"rests_{shown.code}"])
            for shown in self.elements
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.stated: dict[str, Stated] = {}
        for shown in self.elements:
            self._clean_element(shown, cleaned)
        changes = [s for s in self.elements if s.item.row and s.code in self.stated]
        if changes and not self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Say why you change what stood here before."))
        return cleaned

    def _clean_element(self, shown: ShownElement, cleaned: dict[str, Any]) -> None:
        code = shown.code
        names = {f"{part}_{code}" for part in ("status", "why", "rests")}
        if not names & set(self.changed_data) or names & set(self.errors):
            return
        try:
            found = places(cleaned[f"rests_{code}"], self.qualification.case, self.user)
        except ValidationError as error:
            self.add_error(f"rests_{code}", error)
            return
        why = shown.item.why if shown.kept else cleaned[f"why_{code}"]
        said = Stated(cleaned[f"status_{code}"], why, found)
        kept = [c for c in shown.item.cites
                if c not in shown.cites and not c.exhibit.is_withdrawn]  # fmt: skip
        if wrong := unsupported(shown.item.element, said, kept):
            self.add_error(f"rests_{code}", wrong)
        elif cleaned.get(f"seen_{code}", "") != _fingerprint(shown):
            self.data = {**self.data.dict(), f"seen_{code}": _fingerprint(shown)}
            self.add_error(f"status_{code}", _changed_meanwhile(shown))
        else:
            self.stated[code] = said

    def save(self) -> int:
        """Writes what differs; the number of elements written."""
        reason = self.cleaned_data.get("reason") or FIRST_ENTRY
        return len(assess_elements(self.qualification, self.stated, by=self.user, reason=reason))


class WordingForm(CleanTextMixin):
    """A counsel's word on exactly one text."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Decision"), widget=forms.RadioSelect,
        choices=[
            (WordingKind.APPROVE.value,
             gettext_lazy("Approve: what is shown here bears “constitutes”")),
            (WordingKind.REFUSE.value, gettext_lazy("Refuse: it stays at “may amount to”")),
        ],
    )  # fmt: skip
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "In law and on the evidence. Kept with the text they are about, for good."
        ),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [choice for choice in field.choices if choice[0] in kinds]


_STATUSES = [(status.value, status.label) for status in (
    ElementStatus.NOT_ASSESSED, ElementStatus.SUPPORTED, ElementStatus.PARTLY,
    ElementStatus.NOT_ESTABLISHED, ElementStatus.CONTRADICTED)]  # fmt: skip


def _fingerprint(shown: ShownElement) -> str:
    """What an editor saw of an element."""
    item = shown.item
    text = "\n".join([item.stated, item.why, *(str(cite.pk) for cite in item.cites)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _changed_meanwhile(shown: ShownElement) -> str:
    return _("Someone changed this element after you opened the form: it is “%(status)s” now. What "
             "you typed is kept; send it again to replace that.") % {
        "status": ElementStatus(shown.item.stated).label
    }  # fmt: skip
