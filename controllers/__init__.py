from . import (
    after_booking,
    booking,
    citizen,
    common,
    demand,
    evaluation,
    figures,
    screens,
)
