from . import (
    find_mixin,
    hours_conflict,
    kept_record,
    kiosk_pictogram_mixin,
    municipal_difference,
    refusal,
    same_town,
)
