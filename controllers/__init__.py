from . import (
    after_booking,
    api,
    booking,
    citizen,
    common,
    demand,
    evaluation,
    figures,
    screens,
    setup,
    waiting_list,
)
