from . import booking, free_moments
