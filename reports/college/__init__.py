from . import college_page
