from . import municipal_dashboard
