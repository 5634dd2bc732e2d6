from . import (
    municipal_review,
    municipal_review_alternative,
    municipal_review_evidence,
    municipal_review_simulation,
    municipal_review_force,
)
