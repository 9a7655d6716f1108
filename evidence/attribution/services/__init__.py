"""What changes the matrix, an assessment, or where a hypothesis stands in review."""

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
from evidence.attribution.services.reviews import (
    begin_review,
    decide,
    submit_hypothesis,
    withdraw_submission,
)

__all__ = [
    "Place",
    "Stated",
    "add_hypothesis",
    "assess",
    "assess_elements",
    "begin_review",
    "check_provision",
    "decide",
    "decide_wording",
    "place_in_matrix",
    "rate",
    "submit_hypothesis",
    "withdraw_hypothesis",
    "withdraw_submission",
]
