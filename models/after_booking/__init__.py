from . import municipal_find_try, municipal_location, resource_booking
