from . import statements
