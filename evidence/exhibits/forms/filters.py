from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from evidence.exhibits.capture import waiting_for_capture
from evidence.exhibits.gap_counts import having_gaps
from evidence.exhibits.models import Derivation, ExhibitFile, Grading, Origin
from evidence.exhibits.remarks import doubled, with_remarks
from evidence.exhibits.verified import contradicted, unverified
from evidence.exhibits.vocabulary import ExhibitKind

LACKS = [
    ("", _("Everything")),
    ("grade", _("Not graded")),
    ("origin", _("Origin unknown")),
    ("file", _("No file")),
    ("custody", _("Gap in custody")),
    ("capture", _("Waiting for capture")),
    ("verification", _("Not verified")),
    ("contradicted", _("Verification contradicted")),
    ("remark", _("Warning about a file")),
    ("double", _("Same file as another")),
]


class ExhibitFilters(forms.Form):
    """Narrows the list; a value that is no choice narrows nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *ExhibitKind.choices]
    )
    # A case may have thousands: a part of the name, or the id that a link brings.
    origin = forms.CharField(label=_("Origin, or a part of it"), required=False, max_length=200)
    lacks = forms.ChoiceField(label=_("What is weak"), required=False, choices=LACKS)

    def __init__(self, *args: Any, case: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user

    def narrow(self, exhibits: Any) -> Any:
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("kind"):
            exhibits = exhibits.filter(kind=chosen["kind"])
        if chosen.get("origin"):
            exhibits = exhibits.filter(origin__in=self._origins(chosen["origin"]))
        return weak_in(exhibits, chosen.get("lacks", ""), self.case, self.user)

    def _origins(self, words: str) -> Any:
        seen = Origin.objects.visible_to(self.user).current().filter(case=self.case).order_by()
        try:
            return seen.filter(pk=UUID(words))
        except ValueError:
            return seen.filter(name__icontains=words)


def weak_in(exhibits: Any, what: str, case: Any, user: Any) -> Any:
    """Those of the exhibits of a case that a choice of LACKS finds for this user."""
    if what == "custody":
        return having_gaps(exhibits, case)
    if what == "remark":
        return with_remarks(exhibits, case)
    if what == "double":
        return doubled(exhibits, case, user)
    return lacking(exhibits, what)


def lacking(exhibits: Any, what: str) -> Any:
    """Those that have no grade, no origin, no file, not the court minimum of a web capture, or no
    verification; or of which a verification was contradicted.

    What derives from another needs no origin of its own, and a physical item no file.
    """
    own = OuterRef("pk")
    if what == "grade":
        return exhibits.filter(~Exists(Grading.objects.current().filter(exhibit=own).order_by()))
    if what == "origin":
        derived = Derivation.objects.current().filter(exhibit=own).order_by()
        return exhibits.filter(~Exists(derived), origin=None)
    if what == "file":
        files = ExhibitFile.objects.current().filter(exhibit=own).order_by()
        return exhibits.filter(~Exists(files)).exclude(kind=ExhibitKind.PHYSICAL_ITEM)
    if what == "verification":
        return unverified(exhibits)
    if what == "contradicted":
        return contradicted(exhibits)
    if what == "capture":
        return exhibits.filter(waiting_for_capture())
    return exhibits
