from . import (
    find_mixin,
    hours_conflict,
    job_mixin,
    municipal_difference,
    refusal,
    same_town,
)
