from . import municipal_booking_request
