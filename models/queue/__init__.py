from . import (
    municipal_location_estimate,
    municipal_location_shared,
    municipal_product_walk_in,
    municipal_ticket_day,
    municipal_visit_announce,
    municipal_visit_board,
    municipal_visit_queue,
    municipal_visit_ticket,
)
