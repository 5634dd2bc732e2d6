from . import (
    booking,
    citizen,
    common,
    demand,
    evaluation,
    figures,
    screens,
    waiting_list,
)
