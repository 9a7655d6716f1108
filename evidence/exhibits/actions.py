"""What history calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

from casefiles.audit.history import ACTIONS

ACTIONS.update({
    "paste": _("logged from a pasted link"),
    "log": _("logged"),
    "attach": _("attached a file"),
    "grade": _("graded"),
    "cite": _("cited"),
    "name_reader": _("named a reader"),
})  # fmt: skip
