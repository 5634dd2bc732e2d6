from . import bookings, catalogue, document
