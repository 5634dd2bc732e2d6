from . import booking, free_moments, kiosk, portal, portal_bookings, screen, waiting
