from . import manual
