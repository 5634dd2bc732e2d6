from . import booking, citizen, desk, figures, setup, visit
