"""A physical item: who found it, where, how it was packed, and why it was taken."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models.incidents import PlacedRecord
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet
from evidence.exhibits.vocabulary import InPlace


class PhysicalItem(PlacedRecord):
    """What the exhibit is in the hand. Its dates say when it was found.

    Where it is now, in what and under which seals is not written here: custody tells it.
    """

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="items")
    # A finder may be a resident who is still there: the name is sealed like a witness's.
    finder = SealedTextField(
        _("name of the finder"),
        help_text=_("Sealed: it stands on no page and in no document."),
    )  # fmt: skip
    found_by = models.CharField(
        _("found by, as it may be told"), max_length=200, blank=True,
        help_text=_("Without a name: a member of our team, a resident, W-0003."),
    )  # fmt: skip
    place_name = models.CharField(_("find place"), max_length=200, blank=True)
    in_place = models.CharField(
        _("photographs in place"), max_length=20, choices=InPlace, default=InPlace.UNKNOWN,
        help_text=_("Before it was lifted. Cite the exhibits that show it on the item's page."),
    )  # fmt: skip
    condition = models.TextField(
        _("condition when found"), blank=True, help_text=_("Whole, burnt, wet, in parts.")
    )
    packaging = models.CharField(
        _("packaging when collected"), max_length=200, blank=True,
        help_text=_("What it was put in, such as a paper bag inside of a plastic one."),
    )  # fmt: skip
    seal = models.CharField(
        _("seal numbers when collected"), max_length=200, blank=True,
        help_text=_("With commas between: A 1042, A 1043."),
    )  # fmt: skip
    why_collected = models.TextField(
        _("why it was collected"), blank=True,
        help_text=_("What it can prove, and why a photograph was not enough."),
    )  # fmt: skip
    risks = models.TextField(
        _("risks of handling"), blank=True,
        help_text=_("Explosive, toxic, sharp, perishable; traces that a touch destroys."),
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("physical item")
        ordering = ["exhibit"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit"], condition=models.Q(withdrawn_at=None),
                name="one_item_an_exhibit",
                violation_error_message=_("This exhibit has its physical item already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("Physical item of %s") % self.exhibit)

    def get_absolute_url(self) -> str:
        return reverse("exhibits:item_detail", args=[self.case_id, self.pk])

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.exhibit_id
