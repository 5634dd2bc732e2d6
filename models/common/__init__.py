from . import (
    hours_conflict,
    kept_record,
    same_town,
    kiosk_pictogram_mixin,
    municipal_difference,
    refusal,
)
