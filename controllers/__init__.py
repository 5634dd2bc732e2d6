from . import booking, citizen, common, demand, figures, screens
