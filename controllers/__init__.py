from . import booking, free_moments, portal, portal_bookings
