from . import booking, citizen, counter, figures, setup, visit
