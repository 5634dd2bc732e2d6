from . import api, booking, citizen, common, demand, evaluation, figures, screens
