from . import municipal_problem
