from . import booking, catalogue, citizen, desk, figures, forecast, setup, visit
