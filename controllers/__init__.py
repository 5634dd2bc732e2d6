from . import (
    away,
    booking,
    digital,
    digital_link,
    free_moments,
    kiosk,
    portal,
    portal_bookings,
    privacy,
    screen,
    waiting,
)
