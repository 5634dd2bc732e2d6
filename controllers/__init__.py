from . import (
    booking,
    digital,
    free_moments,
    kiosk,
    portal,
    portal_bookings,
    screen,
    waiting,
)
