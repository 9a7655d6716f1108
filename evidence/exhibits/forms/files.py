"""What every form that takes files shares: complete, whole, not empty, not twice."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.dates import day_text
from casefiles.cases.forms.recorded import RecordedForm
from evidence.exhibits.capture import BY_TYPE
from evidence.exhibits.forms.uploads import UploadsField
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import ExhibitFile, WebCapture
from evidence.exhibits.names import shown_name
from evidence.exhibits.services.custody import attach_files, duplicates_of
from evidence.exhibits.services.links import save_capture
from evidence.exhibits.services.uploads import Announced, check_manifest, claim
from evidence.exhibits.uploads import ReceivedFile
from evidence.exhibits.vocabulary import WEB_KINDS, CapturePart, CopyRole, ExhibitKind


class ManyFilesInput(forms.FileInput):
    """The browser's own box, which our script (js/upload.js) makes a place to drop on.

    `case` is where the script sends the files, piece by piece; without it nothing is sent before
    the form is. `is_titled`: a title and a kind can be given to each file.
    """

    allow_multiple_selected = True
    template_name = "exhibits/widgets/files.html"
    case: Any = None
    is_titled = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name)

    def use_required_attribute(self, initial: Any) -> bool:
        """Not where files can come otherwise: those of earlier, which are ticked in a list."""
        return not self.is_titled and super().use_required_attribute(initial)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.case is not None:
            context["widget"] |= {
                "uploads_url": reverse("exhibits:upload_list", args=[self.case.pk]),
                "earlier_url": reverse("exhibits:upload_waiting", args=[self.case.pk]),
                "is_titled": self.is_titled,
                "kinds": ExhibitKind.choices,
                "day": day_text(timezone.localdate()),
            }
        return context


class ManyFilesField(forms.Field):
    """Any number of files, each checked; its value is a list of ReceivedFile."""

    widget = ManyFilesInput

    def clean(self, data: Any) -> list[ReceivedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise ValidationError(_("Choose at least one file."), code="required")
        errors = [error for file in files for error in _problems_of(file)]
        if errors:
            raise ValidationError(errors)
        return list(files)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


def _problems_of(file: ReceivedFile) -> list[ValidationError]:
    name = shown_name(file.given_name)
    if not file.size:
        return [
            ValidationError(_("“%s” is empty. Open it to see whether it is the right file.") % name)
        ]
    if file.found_no_room:
        return [ValidationError(_("The server's disk has no room for “%s”. Nothing was saved: tell "
                                  "whoever runs this server, then send it again.") % name)]  # fmt: skip
    if file.is_too_large:
        limit = filesizeformat(settings.EXHIBIT_FILE_MAX_BYTES)
        return [ValidationError(_("“%(name)s” is larger than the limit of %(limit)s. Cut it into "
                                  "parts, or ask whoever runs this server to raise the limit.")
                                % {"name": name, "limit": limit})]  # fmt: skip
    return []


class EndMark(forms.Widget):
    """A hidden value that is not listed among the hidden ones, which stand at the form's head."""

    template_name = "exhibits/_end_mark.html"
    input_type = "end-mark"


class ReceivesFiles(RecordedForm):
    """A recorded form with files. Its last field is a mark: where it is absent, the body was cut.

    A browser sends fields in the order of the page. Of a body cut on its way Django keeps the
    part that came, and silently drops the file in which it broke off; only what follows the
    last file can tell. `uploads` names files that were sent piece by piece before, each with the
    size and SHA-256 that its sender measured; both ways end in `new_files`.
    """

    # BaseForm gives this name to the posted files; here it is the field that a page shows.
    files = ManyFilesField(  # type: ignore[assignment]
        label=gettext_lazy("Files"), required=False
    )
    file_role = forms.ChoiceField(
        label=gettext_lazy("These files are"),
        choices=[(each.value, each.label) for each in (CopyRole.EVIDENTIARY, CopyRole.WORKING)],
        initial=CopyRole.EVIDENTIARY,
        help_text=gettext_lazy("Evidentiary: as received. Working: for reading and marking. What "
                               "was made from a file here is added beside that file."),
    )  # fmt: skip
    attach_anyway = forms.BooleanField(
        label=gettext_lazy("Attach them although the case has them"),
        required=False,
        widget=forms.HiddenInput,
    )
    uploads = UploadsField(required=False)
    upload_complete = forms.CharField(required=False, label="", widget=EndMark)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._claimed: list[NewFile] = []
        self.fields["files"].widget.case = self.case
        self.fields["files"].help_text = _(
            "Several at once if you like, each up to %s. Each is stored as it is, with its "
            "SHA-256. Its name may betray who gave it: the name is sealed."
        ) % filesizeformat(settings.EXHIBIT_FILE_MAX_BYTES)
        last = ["reason", "upload_complete"]
        self.order_fields([name for name in self.fields if name not in last] + last)

    @property
    def new_files(self) -> list[NewFile]:
        """The files to take in; the same list each time it is asked for."""
        if not hasattr(self, "_new_files"):
            role = self.cleaned_data["file_role"]
            self._new_files = [*self._posted_files(self.cleaned_data), *self._claimed]
            for file in self._new_files:
                file.role = role
        return self._new_files

    def _posted_files(self, cleaned: dict[str, Any]) -> list[NewFile]:
        files: list[ReceivedFile] = cleaned.get("files") or []
        return [NewFile(file, file.given_name, expected=file.sha256) for file in files]

    @property
    def is_cut(self) -> bool:
        """Whether what follows the last file did not arrive."""
        return self.data.get(self.add_prefix("upload_complete")) != "1"

    def clean(self) -> dict[str, Any]:
        if self.is_cut:
            # What else is wrong follows from the missing part: say only what happened.
            self.errors.clear()
            raise ValidationError(
                _("The connection broke off before everything had arrived, so nothing was "
                  "saved. Choose the files again and send the form once more."),
                code="cut",
            )  # fmt: skip
        cleaned = super().clean()
        if not self.was_posted_before:
            self._claim(cleaned.get("uploads") or [])
            self._check_duplicates([*self._posted_files(cleaned), *self._claimed])
        return cleaned

    def _post_clean(self) -> None:
        if not self.is_cut:
            super()._post_clean()  # type: ignore[misc]

    def _claim(self, announced: list[Announced]) -> None:
        """Asked for only at the first post: afterwards they are files of the exhibit."""
        if self.case is None or not announced:
            return
        try:
            names = {each.id: each.name for each in announced}
            self._claimed = claim(names, case=self.case, by=self.user, names=names)
            check_manifest(self._claimed, announced)
        except ValidationError as error:
            self.add_error("files", error)

    def _check_duplicates(self, files: list[NewFile]) -> None:
        """Says which exhibit has a file already, of those that this user may see."""
        known = duplicates_of([file.expected for file in files], self.case, by=self.user)
        problems: list[str] = []
        seen: dict[str, str] = {}
        for file in files:
            name = shown_name(file.name)
            if file.expected in known:
                problems.append(_("“%(name)s” is already in this case, in %(number)s.")
                                % {"name": name, "number": known[file.expected]})  # fmt: skip
            elif file.expected in seen:
                problems.append(_("“%(name)s” has the same bytes as “%(other)s”.")
                                % {"name": name, "other": seen[file.expected]})  # fmt: skip
            seen.setdefault(file.expected, name)
        if problems or self.cleaned_data.get("attach_anyway"):
            self.fields["attach_anyway"].widget = forms.CheckboxInput()
        if problems and not self.cleaned_data.get("attach_anyway"):
            advice = (
                _("To attach it all the same, choose the files again and tick the box below.")
                if any(file.upload_id is None for file in files)
                else _("To attach it all the same, tick the box below.")
            )
            self.add_error("files", [*problems, advice])

    def save(self, commit: bool = True) -> Any:
        """Stores the files before the transaction opens: a large one takes long to write."""
        with only_if_recorded():
            if not self.was_posted_before:
                store_all(self.new_files)
            return super().save(commit)


class FilesForm(ReceivesFiles):
    """Adds files to an exhibit."""

    capture_part = forms.ChoiceField(
        label=gettext_lazy("Part of the capture"), initial=BY_TYPE,
        choices=[(BY_TYPE, gettext_lazy("as its type says")), *CapturePart.choices],
        help_text=gettext_lazy("As its type says: HTML is the page source, a PDF or picture the "
                               "full-page capture, film and sound embedded media. It can be "
                               "changed for each file afterwards."),
    )  # fmt: skip

    shows_date_time = forms.BooleanField(
        label=gettext_lazy("The full-page capture shows date and time"), required=False,
        help_text=gettext_lazy("Tick it once you have looked: the picture itself must show both."),
    )  # fmt: skip

    class Meta:
        model = ExhibitFile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].required = not self.data.get(self.add_prefix("uploads"))
        self.fields["reason"].required = True
        if self.instance.exhibit.kind not in WEB_KINDS:
            del self.fields["capture_part"]
        self._capture = WebCapture.objects.current().filter(
            exhibit=self.instance.exhibit, shows_date_time=False
        ).first()  # fmt: skip
        if "capture_part" not in self.fields or self._capture is None:
            del self.fields["shows_date_time"]
        self.fields["reason"].help_text = _("How this file came to us. Goes into the custody log.")
        names = ["files", "uploads", "capture_part", "shows_date_time", "attach_anyway",
                 "file_role", "reason"]  # fmt: skip
        self.fieldsets = [("", [*names, "upload_complete"])]

    def save_new(self) -> ExhibitFile:
        """The first file carries the id that travels in the form, against a double post."""
        self.new_files[0].row_id = self.instance.pk
        for file in self.new_files:
            file.capture_part = self.cleaned_data.get("capture_part", "")
        stored = attach_files(
            self.instance.exhibit, self.new_files, by=self.user, reason=self.reason_given
        )
        if self._capture is not None and self.cleaned_data.get("shows_date_time"):
            self._capture.shows_date_time = True
            save_capture(self._capture, by=self.user, reason=self.reason_given)
        return stored[0]


class FilePartForm(RecordedForm):
    """Says what a stored file shows of a page or post; the file itself stays as it is."""

    class Meta:
        model = ExhibitFile
        fields = ["capture_part"]
