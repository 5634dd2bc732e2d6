from . import (
    after_booking,
    api,
    booking,
    citizen,
    common,
    demand,
    evaluation,
    fair_use,
    figures,
    screens,
    waiting_list,
)
