from . import test_catalogue_import, test_publishing
