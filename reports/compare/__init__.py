from . import compare_xlsx
