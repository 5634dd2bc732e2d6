from . import (
    week_mixin,
    in_force_mixin,
    municipal_opening,
    municipal_regime,
    resource_booking_type,
)
