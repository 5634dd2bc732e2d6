from . import booking, free_slots, hours
