"""Exhibits, where they come from, how they are graded, their files, their custody, citations."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile, CaseRecord, CaseRecordQuerySet, Party
from casefiles.cases.vocabulary import Confidentiality
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.vocabulary import (
    CopyRole,
    Credibility,
    CustodyKind,
    DisclosureClass,
    ExhibitKind,
    Locator,
    OriginKind,
    Reliability,
)


class Origin(CaseRecord):
    """Who perceived or produced the information, never who published or collected it."""

    name = models.CharField(
        _("origin"), max_length=200,
        help_text=_("Who saw it, made it or measured it. Not who published or collected it."),
    )  # fmt: skip
    kind = models.CharField(
        _("counts as"), max_length=10, choices=OriginKind, default=OriginKind.SINGLE
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ExhibitQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Exhibits of the user's cases, less those kept to named readers who are others."""
        if not user.is_authenticated:
            return self.none()
        readable = ExhibitReader.objects.current().filter(user=user).values("exhibit")
        return super().visible_to(user).filter(Q(named_readers_only=False) | Q(pk__in=readable))


class Exhibit(CaseRecord):
    number = models.CharField(_("number"), max_length=40, editable=False)
    provider_code = models.CharField(
        _("provider"), max_length=10,
        help_text=_("Short capitals for who gave it to us, such as UN or NEWS; the middle part "
                    "of the number TAJ-UN-0001."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=30, choices=ExhibitKind)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    item_date = models.DateField(
        _("date of the item"), null=True, blank=True,
        help_text=_("When it was made, not when we received it."),
    )  # fmt: skip
    creator = models.CharField(
        _("creator"), max_length=200, blank=True, help_text=_("Who made it.")
    )
    uploader = models.CharField(
        _("uploader"), max_length=200, blank=True, help_text=_("Who put it online.")
    )
    publisher = models.CharField(
        _("publisher"), max_length=200, blank=True, help_text=_("Who published it.")
    )
    provider = models.CharField(
        _("provided by"), max_length=200, blank=True, help_text=_("Who gave it to us.")
    )
    collector = models.CharField(
        _("collector"), max_length=200, blank=True, help_text=_("Who of us took it in.")
    )
    collected_on = models.DateField(_("collected on"), null=True, blank=True)
    collection_method = models.TextField(
        _("how it was collected"), blank=True, help_text=_("By hand, by download, with which tool.")
    )
    collected_from = models.CharField(
        _("collected from"), max_length=500, blank=True,
        help_text=_("A place or an address. The server never opens it."),
    )  # fmt: skip
    origin = models.ForeignKey(
        Origin, verbose_name=_("origin"), on_delete=models.PROTECT, related_name="exhibits",
        null=True, blank=True,
        help_text=_("Leave empty while unknown: an unknown origin counts as no independent source."),
    )  # fmt: skip
    interested_party = models.ForeignKey(
        Party, verbose_name=_("speaks for a party"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True,
        help_text=_("If it comes from a party with an interest in the outcome."),
    )  # fmt: skip
    disclosure_class = models.CharField(
        _("disclosure class"), max_length=30, choices=DisclosureClass, blank=True
    )
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality,
        default=Confidentiality.CONFIDENTIAL,
    )  # fmt: skip
    named_readers_only = models.BooleanField(
        _("only for named readers"), default=False,
        help_text=_("Hides this exhibit from other members of the case."),
    )  # fmt: skip
    is_graphic = models.BooleanField(
        _("graphic content"), default=False, help_text=_("Asks before it is shown.")
    )

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_exhibit_a_number")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exhibits:exhibit_detail", args=[self.case_id, self.pk])

    @property
    def grade(self) -> "Grading | None":
        """The grading in force: the newest that is not withdrawn."""
        return self.gradings.current().order_by("graded_at").last()  # type: ignore[attr-defined]


class ExhibitReader(CaseRecord):
    """A member who may see an exhibit that is only for named readers."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reader"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "user"], condition=Q(withdrawn_at=None),
                name="one_reader_an_exhibit",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit}: {self.user}"


class ExhibitChildQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(exhibit__in=Exhibit.objects.visible_to(user))


class Derivation(CaseRecord):
    """This exhibit repeats or rests on another, so that it adds no source of its own."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="derivations")
    parent = models.ForeignKey(
        Exhibit, verbose_name=_("derives from"), on_delete=models.PROTECT, related_name="derived"
    )
    note = models.TextField(_("note"), blank=True)

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "parent"], condition=Q(withdrawn_at=None),
                name="one_derivation_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(exhibit=models.F("parent")), name="no_exhibit_derives_from_itself"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit} ← {self.parent}"


class Grading(CaseRecord):
    """Reliability of the source and credibility of the information, apart, by a named analyst."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="gradings")
    reliability = models.CharField(
        _("reliability of the source"), max_length=1, choices=Reliability
    )
    credibility = models.CharField(
        _("credibility of the information"), max_length=1, choices=Credibility
    )
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField(
        _("why this grade"),
        help_text=_("What you know of the source, and what supports the content."),
    )
    graded_at = models.DateTimeField(default=timezone.now)

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        ordering = ["graded_at"]

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"


class ExhibitFile(CaseRecord):
    """One stored file. The bytes are write-once; the name the file had is sealed."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(
        _("copy"), max_length=20, choices=CopyRole, default=CopyRole.EVIDENTIARY
    )
    object_name = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.BigIntegerField(editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    original_name = SealedTextField(editable=False)

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        ordering = ["exhibit", "sha256"]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.exhibit_id


class CustodyEvent(AppendOnlyModel):
    """Who had the item, from whom, where, why, in what condition. Never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(_("what happened"), max_length=20, choices=CustodyKind)
    happened_at = models.DateTimeField(_("when (UTC)"))
    from_holder = models.CharField(_("from"), max_length=200, blank=True)
    to_holder = models.CharField(_("to"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    why = models.TextField(_("reason"))
    condition = models.TextField(_("condition or seal"), blank=True)
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["exhibit", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "sequence"], name="one_custody_event_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.sequence}"


class Citation(CaseRecord):
    """A factual value, of any record of the case, rests on an exhibit at a place in it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.UUIDField()
    target = GenericForeignKey("content_type", "object_id")
    field = models.CharField(_("value"), max_length=60, blank=True)
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("exhibit"), on_delete=models.PROTECT, related_name="citations"
    )
    locator = models.CharField(_("where"), max_length=20, choices=Locator, default=Locator.WHOLE)
    place = models.CharField(
        _("page, paragraph or timecode"), max_length=60, blank=True,
        help_text=_("Such as 12, 34–36 or 00:04:10."),
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        ordering = ["exhibit__number"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.get_locator_display()} {self.place}".strip()
