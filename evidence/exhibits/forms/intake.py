"""The form that takes in many files: what holds for all of them once, then a title for each."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefiles.cases.forms.recorded import FOLDED
from casefiles.cases.text import clean_text
from evidence.exhibits.capture import BY_TYPE
from evidence.exhibits.forms.exhibits import ExhibitMeta, FirstReaders, OriginFields
from evidence.exhibits.forms.files import ReceivesFiles
from evidence.exhibits.guesses import kind_of, titles_for
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.names import shown_name
from evidence.exhibits.services.intakes import Incoming, take_in
from evidence.exhibits.services.uploads import Announced
from evidence.exhibits.vocabulary import WEB_KINDS, ExhibitKind

EACH, ALL = "each", "all"
LONGEST_TITLE = 300
TITLE = forms.CharField(required=False, max_length=LONGEST_TITLE)
TYPED = ("title_", "kind_")
# What every exhibit of an intake shares.
SHARED = ["provider_code", "provider", "collector", "collected_on", "collection_method",
          "collected_from", "origin", "interested_party", "language", "confidentiality",
          "is_graphic", "named_readers_only"]  # fmt: skip


class IntakeForm(OriginFields, FirstReaders, ReceivesFiles):
    """`save()` gives the first exhibit made; `made` is the intake with all of them."""

    arrangement = forms.ChoiceField(
        label=gettext_lazy("Make"), initial=EACH, widget=forms.RadioSelect,
        choices=[(EACH, gettext_lazy("one exhibit for each file")),
                 (ALL, gettext_lazy("one exhibit for all the files"))],
    )  # fmt: skip
    shared_title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=LONGEST_TITLE - 40,
        help_text=gettext_lazy("What they show, such as: Ruins of the hangar. Several exhibits "
                               "are numbered after it. Never take it from the name of a file: "
                               "that name may betray who gave it, and stays sealed."),
    )  # fmt: skip
    shared_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False,
        choices=[("", gettext_lazy("Told from each file")), *ExhibitKind.choices],
    )  # fmt: skip

    loose_boxes = (*TYPED, "earlier")

    class Meta(ExhibitMeta):
        fields = SHARED

    fieldsets = [
        (gettext_lazy("What becomes of them"), ["arrangement", "shared_title", "shared_kind"]),
        (gettext_lazy("How they came to us"),
         ["provider_code", "provider", "collector", "collected_on", "collection_method",
          "collected_from"]),
        (gettext_lazy("Origin"), ["origin", "new_origin", "new_origin_kind", "interested_party"],
         gettext_lazy("So that ten pictures by one witness count as one source. An unknown "
                      "origin counts as none."), FOLDED),
        (gettext_lazy("Content and confidentiality"),
         ["language", "is_graphic", "confidentiality", "named_readers_only", "readers"], FOLDED),
        ("", ["attach_anyway", "reason", "upload_complete"]),
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = self.fields["files"]
        files.required = not (self.data.get("uploads") or self.ticked)
        files.widget.is_titled = True
        # What comes in is an original; copies are made of it later.
        self.fields["file_role"].widget = forms.HiddenInput()
        self.fields["confidentiality"].help_text = ""

    @property
    def ticked(self) -> list[str]:
        """Uploads of earlier that were ticked in the list of the unused; those of a draft are."""
        if self.is_bound:
            return self.data.getlist("earlier")
        of_draft = [name.rpartition("_")[2] for name, _text in self.typed]
        return list(dict.fromkeys([*of_draft, *self.drafted.getlist("earlier")]))

    @property
    def named(self) -> set[str]:
        """Uploads that the posted form brought along; its page shows them in their rows again."""
        cleaned = getattr(self, "cleaned_data", {})
        return {str(each.id) for each in cleaned.get("uploads") or []}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed about single files, for a form that comes back or was a draft."""
        boxes: Any = self.data if self.is_bound else self.drafted
        return [(name, text) for name, text in boxes.items() if name.startswith(TYPED)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.was_posted_before and not self.errors.get("files"):
            self._words = [self._clean_words(file) for file in self.new_files]
        return cleaned

    def _claim(self, announced: list[Announced]) -> None:
        """Those that were ticked come after those that were chosen now."""
        named = {each.id for each in announced}
        try:
            ticked = [UUID(each) for each in self.ticked]
        except ValueError:
            self.add_error("files", _("Reload the page and choose the files again."))
            return
        super()._claim([*announced, *(Announced(each) for each in ticked if each not in named)])

    def _clean_words(self, file: NewFile) -> tuple[str, str]:
        """Title and kind given to one file; empty where nobody said anything."""
        kind = self.data.get(f"kind_{file.upload_id}", "")
        try:
            title = TITLE.clean(self.data.get(f"title_{file.upload_id}", ""))
            title = clean_text(title)
        except ValidationError as error:
            words = {"name": shown_name(file.name), "problem": " ".join(error.messages)}
            self.add_error("files", _("Title of “%(name)s”: %(problem)s") % words)
            title = ""
        return title, kind if kind in ExhibitKind.values else ""

    def save_new(self) -> Exhibit:
        """The first exhibit carries the id that travels in the form, against a double post."""
        incoming = self._one_for_all() if self._is_one else self._one_for_each()
        incoming[0].exhibit.pk = self.instance.pk
        for each in incoming:
            for file in each.files if each.exhibit.kind in WEB_KINDS else []:
                file.capture_part = BY_TYPE
        self.made = take_in(
            self.case, incoming, by=self.user, reason=self.reason_given, pk=self.instance.pk,
            readers=list(self.cleaned_data["readers"]), **self.origin_given,
        )  # fmt: skip
        return incoming[0].exhibit

    @property
    def _is_one(self) -> bool:
        return self.cleaned_data["arrangement"] == ALL

    def _one_for_all(self) -> list[Incoming]:
        files = self.new_files
        kinds = [self._kind(file) for file in files]
        kind = kinds[0] if len(set(kinds)) == 1 else ExhibitKind.OTHER
        title = self.cleaned_data["shared_title"] or self._title_of_all(kind)
        return [Incoming(self._exhibit(title, kind), files)]

    def _title_of_all(self, kind: str) -> str:
        count = len(self.new_files)
        if count == 1:
            return titles_for([kind], [""], stem="", on=timezone.localdate())[0]
        return ngettext("%(count)d file", "%(count)d files, taken in together", count) % {
            "count": count
        }

    def _one_for_each(self) -> list[Incoming]:
        files = self.new_files
        kinds = [
            said or self._kind(file)
            for file, (_title, said) in zip(files, self._words, strict=True)
        ]
        given = [title for title, _kind in self._words]
        stem = self.cleaned_data["shared_title"]
        titles = titles_for(kinds, given, stem=stem, on=timezone.localdate())
        return [
            Incoming(self._exhibit(title, kind), [file])
            for file, kind, title in zip(files, kinds, titles, strict=True)
        ]

    def _kind(self, file: NewFile) -> str:
        return self.cleaned_data["shared_kind"] or kind_of(file.media_type)

    def _exhibit(self, title: str, kind: str) -> Exhibit:
        shared = {name: getattr(self.instance, name) for name in SHARED}
        return Exhibit(case=self.case, title=title, kind=kind, **shared)
