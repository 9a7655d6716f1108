"""One table for "this value rests on that exhibit", whatever record the value is in."""

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet
from evidence.exhibits.vocabulary import Locator


class CitationQuerySet(ExhibitChildQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both the exhibit and the record that cites it must be visible."""
        seen = super().visible_to(user)
        allowed = Q(pk__in=[])
        for kind in ContentType.objects.filter(pk__in=seen.order_by().values("content_type")):
            model: Any = kind.model_class()
            targets = model.objects.visible_to(user).order_by().values("pk")
            allowed |= Q(content_type=kind, object_id__in=targets)
        return seen.filter(allowed)

    def of(self, obj: models.Model) -> Self:
        """What one record cites."""
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk)


class Citation(CaseRecord):
    """A factual value, of any record of the case, rests on an exhibit at a place in it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, editable=False)
    object_id = models.UUIDField(editable=False)
    target = GenericForeignKey("content_type", "object_id")
    field = models.CharField(
        _("value"),
        max_length=60,
        blank=True,
        help_text=_("Which value of this record rests on it."),
    )
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("exhibit"), on_delete=models.PROTECT, related_name="citations"
    )
    locator = models.CharField(_("where"), max_length=20, choices=Locator, default=Locator.WHOLE)
    place = models.CharField(
        _("page, paragraph, timecode or frame"), max_length=60, blank=True,
        help_text=_("Such as 12, 34–36, 00:04:10–00:05:00, or 1042 for a frame."),
    )  # fmt: skip

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        ordering = ["exhibit__sequence"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.whereabouts}".strip()

    def get_absolute_url(self) -> str:
        address = getattr(self.target, "get_absolute_url", self.exhibit.get_absolute_url)
        return address()

    @property
    def whereabouts(self) -> str:
        """ "page 12"; nothing where it is the whole exhibit."""
        if self.locator == Locator.WHOLE:
            return ""
        return f"{self.get_locator_display()} {self.place}".strip()

    @property
    def target_kind(self) -> str:
        """What kind of record cites, in words."""
        model: Any = self.content_type.model_class()
        return str(capfirst(model._meta.verbose_name)) if model else ""

    @property
    def field_label(self) -> str:
        """The name of the cited value; empty where the citation is for the whole record."""
        model: Any = self.content_type.model_class()
        if not self.field or model is None:
            return ""
        return str(model._meta.get_field(self.field).verbose_name)
