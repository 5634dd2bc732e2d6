from . import (
    find_mixin,
    hours_conflict,
    kept_record,
    municipal_difference,
    refusal,
    same_town,
)
