from . import away
