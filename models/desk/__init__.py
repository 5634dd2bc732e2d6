from . import (
    municipal_alarm,
    resource_booking,
    resource_resource,
    resource_resource_alarm,
    resource_resource_counter_doors,
    resource_resource_counter_scan,
    resource_resource_counter_state,
)
