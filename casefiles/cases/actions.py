"""What history calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

from casefiles.audit.history import ACTIONS

ACTIONS.update({
    "open": _("opened"),
    "join": _("added to the case"),
    "propose_lead": _("proposed a new lead"),
    "confirm_lead": _("confirmed the new lead"),
    "refuse_lead": _("refused the new lead"),
    "name_reader": _("named a reader"),
    "submit": _("submitted for review"),
    "begin_review": _("began the review"),
    "return": _("returned"),
    "approve": _("approved"),
    "release": _("released"),
    "reopen": _("reopened"),
    "withdraw": _("withdrawn"),
})  # fmt: skip
