from . import booking, citizen, desk, fair_use, figures, forecast, setup, visit
