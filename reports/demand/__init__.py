from . import demand_xlsx
