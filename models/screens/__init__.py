from . import (
    municipal_location_board,
    municipal_screen,
    municipal_screen_device,
    municipal_screen_display,
    municipal_screen_kiosk,
    municipal_visit_waiting,
)
