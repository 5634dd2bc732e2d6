from . import (
    municipal_location,
    municipal_screen,
    municipal_visit,
)
