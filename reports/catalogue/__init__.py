from . import catalogue_xlsx
