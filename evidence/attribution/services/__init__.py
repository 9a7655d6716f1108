"""What changes the matrix, an assessment, or where a hypothesis stands in review."""

from evidence.attribution.services.checklist import write_checklist
from evidence.attribution.services.contrary import answer_contrary, item_to_answer
from evidence.attribution.services.entries import (
    add_hypothesis,
    assess,
    place_in_matrix,
    rate,
    withdraw_hypothesis,
)
from evidence.attribution.services.law import (
    Place,
    Stated,
    assess_elements,
    check_provision,
    decide_wording,
)
from evidence.attribution.services.positions import hypothesis_from, tie
from evidence.attribution.services.reviews import (
    begin_review,
    decide,
    release_hypothesis,
    submit_hypothesis,
    withdraw_submission,
)
from evidence.attribution.services.rounds import (
    close_round,
    finish,
    go_on,
    open_round,
    rate_alone,
)
from evidence.attribution.services.talk import add_comment, begin_thread

__all__ = [
    "Place",
    "Stated",
    "add_comment",
    "add_hypothesis",
    "answer_contrary",
    "assess",
    "assess_elements",
    "begin_review",
    "begin_thread",
    "check_provision",
    "close_round",
    "decide",
    "decide_wording",
    "finish",
    "go_on",
    "hypothesis_from",
    "item_to_answer",
    "open_round",
    "place_in_matrix",
    "rate",
    "rate_alone",
    "release_hypothesis",
    "submit_hypothesis",
    "tie",
    "withdraw_hypothesis",
    "withdraw_submission",
    "write_checklist",
]
