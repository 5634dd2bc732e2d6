from . import booking, portal, portal_bookings
