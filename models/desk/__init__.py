from . import (
    municipal_alarm,
    municipal_location,
    resource_booking,
    resource_resource,
    resource_resource_alarm,
    resource_resource_desk_lists,
    resource_resource_desk_scan,
    resource_resource_desk_state,
)
