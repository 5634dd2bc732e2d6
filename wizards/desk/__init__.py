from . import municipal_visit_finish, municipal_visit_finish_line
