"""Exhibits: what they are, where they come from, who may see them, how they are graded."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord, CaseRecordQuerySet, Party
from casefiles.cases.vocabulary import Confidentiality
from evidence.exhibits.vocabulary import (
    Credibility,
    DisclosureClass,
    ExhibitKind,
    OriginKind,
    Reliability,
)


class OriginQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Origins of the user's cases, less those that only hidden exhibits name."""
        named = Exhibit.objects.filter(origin=OuterRef("pk"))
        seen = Exhibit.objects.visible_to(user).filter(origin=OuterRef("pk"))
        return super().visible_to(user).filter(Exists(seen) | ~Exists(named))


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

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("origin")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exhibits:origin_detail", args=[self.case_id, self.pk])


class ExhibitQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Exhibits of the user's cases, less those kept to named readers who are others."""
        if not user.is_authenticated:
            return self.none()
        readable = ExhibitReader.objects.current().filter(user=user).values("exhibit")
        return super().visible_to(user).filter(Q(named_readers_only=False) | Q(pk__in=readable))

    def with_listing(self) -> Self:
        """Adds `grade_code` ("A2" or ""), `file_count`, `has_failed_check` and
        `waits_for_capture`, in the query that fetches the rows."""
        from evidence.exhibits.capture import waiting_for_capture
        from evidence.exhibits.models.custody import ExhibitFile
        from evidence.exhibits.models.fixity import FixityCheck

        graded = Grading.objects.current().filter(exhibit=OuterRef("pk")).order_by("-graded_at")
        files = ExhibitFile.objects.current().filter(exhibit=OuterRef("pk")).order_by()
        failed = FixityCheck.objects.failed().filter(event__exhibit=OuterRef("pk"))
        return self.select_related("origin").annotate(
            waits_for_capture=Case(When(waiting_for_capture(), then=True), default=False),
            has_failed_check=Exists(failed.order_by()),
            grade_code=Coalesce(
                Subquery(graded.values(code=Concat("reliability", "credibility"))[:1]), Value("")
            ),
            file_count=Coalesce(
                Subquery(files.values("exhibit").annotate(n=Count("pk")).values("n")), 0
            ),
        )


class Exhibit(CaseRecord):
    number = models.CharField(_("number"), max_length=40, editable=False)
    # The 7 of TAJ-UN-0007: exhibits stand in the order in which they came, whoever gave them.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    provider_code = models.CharField(
        _("provider, in short"), max_length=10,
        validators=[RegexValidator(r"^[A-Z0-9]+\Z", _("Use capitals and digits, such as UN."))],
        help_text=_("Short capitals for who gave it to us, such as UN or NEWS; the middle part "
                    "of the number TAJ-UN-0001."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=30, choices=ExhibitKind)
    title = models.CharField(
        _("title"), max_length=300,
        help_text=_("What a colleague would call it. No name of a person at risk."),
    )  # fmt: skip
    description = models.TextField(
        _("description"), blank=True, help_text=_("What it shows or says, and what it does not.")
    )
    language = models.CharField(
        _("language"), max_length=60, blank=True, help_text=_("Of the content, such as Arabic.")
    )
    item_date = models.DateField(
        _("date of the item"), null=True, blank=True,
        help_text=_("When it was made, not when we received it."),
    )  # fmt: skip
    creator = models.CharField(
        _("creator"), max_length=200, blank=True, help_text=_("Who made it.")
    )
    device = models.CharField(
        _("device"), max_length=200, blank=True,
        help_text=_("What it was recorded with, such as a make and model of telephone."),
    )  # fmt: skip
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
        help_text=_("Who saw, made or measured what it tells. Leave empty while unknown: an "
                    "unknown origin counts as no independent source."),
    )  # fmt: skip
    interested_party = models.ForeignKey(
        Party, verbose_name=_("speaks for a party"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True,
        help_text=_("If it comes from a party with an interest in the outcome."),
    )  # fmt: skip
    disclosure_class = models.CharField(
        _("disclosure class"), max_length=30, choices=DisclosureClass, blank=True,
        help_text=_("What it means for the defence of whoever is accused, if you can tell."),
    )  # fmt: skip
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality,
        default=Confidentiality.CONFIDENTIAL,
        help_text=_("Printed beside it. It hides nothing by itself: for that, name its readers."),
    )  # fmt: skip
    named_readers_only = models.BooleanField(
        _("only for named readers"), default=False,
        help_text=_("Hides this exhibit from every other member of the case, leads included."),
    )  # fmt: skip
    is_graphic = models.BooleanField(
        _("graphic content"), default=False,
        help_text=_("Shows death, injury or abuse. Colleagues are told before they open it."),
    )  # fmt: skip

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibit")
        ordering = ["sequence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_exhibit_a_number")
        ]
        # The list is read from any place of it, of one kind or of all, in either direction.
        indexes = [
            models.Index(fields=["case", "sequence", "number"], name="exhibits_in_order"),
            models.Index(fields=["case", "kind", "sequence", "number"], name="exhibits_of_a_kind"),
            models.Index(fields=["case", "origin", "sequence", "number"], name="exhibits_of_origin"),
            models.Index(
                fields=["case", "sequence"], condition=~Q(withdrawn_at=None),
                name="exhibits_withdrawn",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exhibits:exhibit_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        for name in ("item_date", "collected_on"):
            if (day := getattr(self, name)) and day > today:
                raise ValidationError({name: _("This day has not come yet.")})
        if self.item_date and self.collected_on and self.item_date > self.collected_on:
            raise ValidationError({"collected_on": _("It was collected before it was made.")})

    @property
    def grade(self) -> "Grading | None":
        """The grading in force: the newest that is not withdrawn."""
        return self.gradings.current().order_by("graded_at").last()


class ExhibitChildQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What hangs off an exhibit is seen by whoever sees the exhibit."""
        return self.filter(exhibit__in=Exhibit.objects.visible_to(user))


class ExhibitReader(CaseRecord):
    """A member who may see an exhibit that is only for named readers."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reader"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("named reader")
        ordering = ["exhibit", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "user"], condition=Q(withdrawn_at=None),
                name="one_reader_an_exhibit",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit}: {self.user}"

    def get_absolute_url(self) -> str:
        return self.exhibit.get_absolute_url()


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
        verbose_name = _("grading")
        ordering = ["graded_at"]

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"

    def get_absolute_url(self) -> str:
        return self.exhibit.get_absolute_url()
