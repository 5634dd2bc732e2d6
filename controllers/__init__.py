from . import booking, digital, free_moments, portal, portal_bookings
