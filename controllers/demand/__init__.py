from . import unmet
