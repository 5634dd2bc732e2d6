from . import digital, digital_link
