from . import capacity_xlsx
