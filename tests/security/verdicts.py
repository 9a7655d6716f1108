"""Who gets in where: every address of the site, and the roles to which it opens.

A member whose role is not named gets 403, an outsider and an administrator 404, a stranger
without an account the sign-in page. An address that stands in neither table fails the test.
"""

MEMBERS = frozenset({"observer", "officer", "investigator", "reviewer", "counsel", "lead"})
WRITERS = frozenset({"investigator", "lead"})
LEAD = frozenset({"lead"})
DECIDERS = frozenset({"reviewer", "counsel"})
SEE_WITNESSES = MEMBERS - {"observer"}
TAKE_FILES = MEMBERS - {"observer", "officer"}

CASES = {
    "case_detail": MEMBERS,
    "case_update": LEAD,
    "case_submit": LEAD,
    "case_release": LEAD,
    "case_reopen": LEAD,
    "case_withdraw": LEAD,
    "case_begin_review": {"reviewer"},
    "case_approve": {"reviewer"},
    "case_return": {"reviewer"},
    "member_list": MEMBERS,
    "member_create": LEAD,
    "member_end": LEAD,
    "history": MEMBERS,
    "record_history": MEMBERS,
    "findings": MEMBERS,
    "chain": MEMBERS,
    "withheld_reader_create": LEAD,
    "withheld_reader_withdraw": LEAD,
    # The sealed name opens to the two approvers whom the lead named, and to nobody else.
    "party_open_name": DECIDERS,
    **{f"{noun}_list": MEMBERS for noun in ("incident", "party", "source")},
}
for noun in ("incident", "fact", "casualty", "source", "party", "relation", "position",
             "obstacle", "open_question", "recommendation"):  # fmt: skip
    CASES[f"{noun}_detail"] = MEMBERS
    CASES |= {f"{noun}_{verb}": WRITERS for verb in ("create", "update", "withdraw")}

EXHIBITS = {
    "exhibit_list": MEMBERS,
    "exhibit_detail": MEMBERS,
    "exhibit_suggest": MEMBERS,
    "origin_list": MEMBERS,
    "upload_list": WRITERS,
    "upload_waiting": WRITERS,
    "intake": WRITERS,
    "intake_detail": MEMBERS,
    "fixity": MEMBERS,
    "origin_detail": MEMBERS,
    "file_download": TAKE_FILES,
    "file_look": MEMBERS,
    "file_metadata": {"investigator", "lead", "counsel"},
    "file_release": LEAD,
    "rendition": TAKE_FILES,
    "sheet_create": WRITERS,
    "sheet_template": WRITERS,
    "sheet_export": TAKE_FILES,
    "file_name": {"investigator", "lead", "counsel"},
    "item_detail": MEMBERS,
    "item_finder": {"investigator", "lead", "counsel"},
    "capture_open": {"investigator", "lead", "counsel"},
    "reader_create": LEAD,
    "reader_withdraw": LEAD,
    "verification_detail": MEMBERS,
    "timeplace_detail": MEMBERS,
    # Only the analyst rewrites a verification; that of the demonstration is the lead's.
    "verification_update": LEAD,
    "derivation_translator": {"investigator", "lead", "counsel"},
}
for route in ("verification_create", "verification_withdraw", "timeplace_create",
              "timeplace_update", "timeplace_withdraw", "translation_create", "redaction_create",
              "derivative_create"):  # fmt: skip
    EXHIBITS[route] = WRITERS
for route in ("link_create", "capture_create", "capture_update", "file_update", "exhibit_create",
              "exhibit_update", "exhibit_withdraw", "exhibit_check", "case_check", "grading_create",
              "grades_create", "file_create", "file_inspect", "file_withdraw", "derivation_create",
              "derivation_withdraw", "custody_create", "item_create", "item_update",
              "item_withdraw", "citation_create", "citation_withdraw", "origin_create",
              "origin_update", "origin_withdraw"):  # fmt: skip
    EXHIBITS[route] = WRITERS

WITNESSES = {
    "witness_list": SEE_WITNESSES,
    "witness_detail": SEE_WITNESSES,
    "statement_detail": SEE_WITNESSES,
    "statement_open": WRITERS | {"officer"},
    "reader_create": WRITERS | {"officer"},
    "reader_withdraw": WRITERS | {"officer"},
}
for route in ("witness_create", "witness_update", "witness_withdraw", "consent_update",
              "statement_create", "statement_update", "statement_withdraw"):  # fmt: skip
    WITNESSES[route] = WRITERS

ATTRIBUTION = {
    "question_list": MEMBERS,
    "thread_create": WRITERS | DECIDERS,
    "thread_detail": MEMBERS,
    "checklist_detail": MEMBERS,
    "checklist_update": LEAD,
    "question_detail": MEMBERS,
    "hypothesis_detail": MEMBERS,
    # Everyone may open a cell of the matrix; only writers find a form there.
    "rating_update": MEMBERS,
    "qualification_detail": MEMBERS,
    "qualification_assess": WRITERS,
    "qualification_decide": {"counsel"},
    "submission_detail": MEMBERS,
    "submission_exhibits": MEMBERS,
    "submission_decide": DECIDERS,
    "hypothesis_begin_review": DECIDERS,
    "hypothesis_submit": WRITERS,
    "hypothesis_release": LEAD,
    "hypothesis_withdraw_submission": WRITERS,
    "position_hypothesis": WRITERS,
    "tested_create": WRITERS,
    "tested_withdraw": WRITERS,
    "round_detail": MEMBERS,
    "round_create": LEAD,
    "round_close": LEAD,
    # Only a rater finds anything there: in the round of these tests the lead and an investigator.
    "round_row": WRITERS,
    "round_finish": WRITERS,
    "round_resume": WRITERS,
}
for noun in ("question", "hypothesis", "actor", "finding", "qualification"):
    ATTRIBUTION |= {f"{noun}_{verb}": WRITERS for verb in ("create", "update", "withdraw")}
for route in ("answer_update", "assessment_update", "rating_withdraw", "row_create", "row_rate", "row_update",
              "row_withdraw"):  # fmt: skip
    ATTRIBUTION[route] = WRITERS

DOSSIERS = {
    "dossier_list": MEMBERS,
    "dossier_detail": MEMBERS,
    "dossier_create": {"lead", "counsel"},
    "dossier_retry": {"lead", "counsel"},
    "dossier_download": {"lead", "counsel", "reviewer"},
    "sheet_detail": MEMBERS,
    "sheet_create": {"lead", "counsel"},
    "sheet_retry": {"lead", "counsel"},
    "sheet_download": {"lead", "counsel", "reviewer"},
}

IN_A_CASE = {
    f"{room}:{route}": frozenset(roles)
    for room, table in {
        "cases": CASES, "exhibits": EXHIBITS, "witnesses": WITNESSES,
        "attribution": ATTRIBUTION, "dossiers": DOSSIERS,
    }.items()
    for route, roles in table.items()
}  # fmt: skip

# Addresses outside any case: open to all; to whoever is signed in; to administrators.
OPEN = {"account_login", "account_logout", "live", "ready"}
SIGNED_IN = {
    "accounts:account", "accounts:password_change", "cases:my_work", "cases:case_list",
    "cases:case_create", "jobs:job_list", "notices:notice_list", "notices:notices_read",
    "notices:settings",
}  # fmt: skip
# A job is its requester's own, a notice its reader's, and what was sent its sender's: anyone else
# is told that there is none.
OWN = {
    "jobs:job_detail": "counsel", "jobs:job_retry": "counsel", "exhibits:upload_detail": "lead",
    "exhibits:sheet_detail": "lead", "exhibits:sheet_discard": "lead",
    "notices:notice_open": "observer", "notices:notice_read": "observer",
}  # fmt: skip
ADMINISTRATORS = {
    "cases:lead_list", "cases:lead_propose", "cases:lead_confirm", "cases:lead_refuse",
    *(f"accounts:person_{verb}" for verb in (
        "list", "create", "detail", "update", "disable", "enable", "renew", "appoint_officer",
        "dismiss_officer")),
}  # fmt: skip
DECLARED = OPEN | SIGNED_IN | {*OWN} | ADMINISTRATORS | {*IN_A_CASE}


def expected(name: str, role: str) -> str:
    """`sign in`, `hidden` (404), `refused` (403) or `open`."""
    if name in OPEN:
        return "open"
    if role == "stranger":
        return "sign in"
    if name in SIGNED_IN:
        return "open"
    if name in OWN:
        return "open" if role == OWN[name] else "hidden"
    if name in ADMINISTRATORS:
        return "open" if role == "administrator" else "refused"
    if role in ("outsider", "administrator"):
        return "hidden"
    return "open" if role in IN_A_CASE[name] else "refused"
