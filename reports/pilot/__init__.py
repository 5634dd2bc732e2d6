from . import pilot_page
