from . import (
    municipal_catalogue_import,
    municipal_catalogue_import_flemish,
    municipal_catalogue_import_table,
)
