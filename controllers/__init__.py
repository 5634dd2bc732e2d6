from . import booking, citizen, common, figures, screens
