from . import digital, digital_link, list_export, open_data
