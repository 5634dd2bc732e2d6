from . import (
    ir_http,
    ir_ui_menu,
    res_users,
)
