from . import day_list_xlsx
