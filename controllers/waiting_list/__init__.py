from . import earlier, waiting_list
