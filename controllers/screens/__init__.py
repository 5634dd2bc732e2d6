from . import kiosk, screen, waiting
