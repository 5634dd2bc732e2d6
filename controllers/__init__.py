from . import (
    after_booking,
    api,
    booking,
    citizen,
    common,
    demand,
    evaluation,
    figures,
    operations,
    screens,
    statements,
    waiting_list,
)
