from . import find, portal
