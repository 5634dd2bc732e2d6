from . import portal, portal_bookings, privacy
