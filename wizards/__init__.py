from . import (
    booking,
    catalogue,
    citizen,
    desk,
    fair_use,
    figures,
    forecast,
    setup,
    visit,
)
