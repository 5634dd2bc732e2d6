from . import (
    municipal_location,
    municipal_product,
    municipal_ticket_day,
    municipal_visit,
    municipal_visit_board,
    municipal_visit_ticket,
)
