"""The tiles of the dashboard: what each asks, and how its answer is laid out.

A new tile is a heir of :class:`tile.Tile` with an entry in :data:`TILES`.
"""

from .access_time import AccessTime
from .appointments import NoShowsByLead, NoShowsByWeek
from .capacity import DeskUse
from .coming import ComingWeeks
from .demand import AskedInVain
from .satisfaction import Satisfaction
from .visitors import Contacts, HeatMap, Products, VisitorsByWeek
from .waits import InTimeByWeek, WaitsByWeek

#: name -> question, in the order of the screen
TILES = {
    "visitors": VisitorsByWeek,
    "coming": ComingWeeks,
    "heat": HeatMap,
    "waits": WaitsByWeek,
    "in_time": InTimeByWeek,
    "satisfaction": Satisfaction,
    "products": Products,
    "contacts": Contacts,
    "no_show_week": NoShowsByWeek,
    "no_show_lead": NoShowsByLead,
    "capacity": DeskUse,
    "access": AccessTime,
    "demand": AskedInVain,
}
