from . import (
    after_booking,
    api,
    booking,
    citizen,
    common,
    demand,
    embedding,
    evaluation,
    figures,
    screens,
    waiting_list,
)
