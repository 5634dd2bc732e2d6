from . import municipal_location, municipal_product, municipal_service, resource_booking
