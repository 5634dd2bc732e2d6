"""Which values of a booking mean what, for all files about bookings."""

#: which time of which resources a booking takes
TAKING = {"active", "start", "stop", "combination_id", "meeting_id", "buffer_minutes"}
#: what that depends on
DECIDING = TAKING | {"duration", "line_ids", "type_id", "combination_auto_assign"}
#: said in a transaction: a booking or a meeting is being written
CHANGING = "changing"
