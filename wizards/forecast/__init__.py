from . import municipal_desk_need
