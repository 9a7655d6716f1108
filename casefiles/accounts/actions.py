"""What history calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

from casefiles.audit.history import ACTIONS

ACTIONS.update(
    create_account=_("made the account"),
    renew_invitation=_("made another initial password"),
    reset_password=_("set a new password at the server"),
    disable_account=_("disabled the account"),
    enable_account=_("enabled the account"),
    rename_account=_("changed name or address"),
    appoint_officer=_("made protection officer"),
    dismiss_officer=_("ended as protection officer"),
    choose_language=_("chose a language"),
)
