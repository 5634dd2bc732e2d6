from . import evaluation, feedback, rating
