from . import (
    municipal_problem,
    municipal_problem_town,
    municipal_setup,
    municipal_setup_catalogue,
    municipal_setup_hours,
    municipal_setup_people,
    municipal_setup_pilot,
    municipal_setup_places,
    municipal_setup_town,
)
