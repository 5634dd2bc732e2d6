from . import booking, citizen, desk, figures, forecast, setup, visit
