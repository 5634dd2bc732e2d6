from . import (
    after_booking,
    api,
    booking,
    citizen,
    common,
    demand,
    evaluation,
    figures,
    messages,
    screens,
    statements,
    waiting_list,
)
