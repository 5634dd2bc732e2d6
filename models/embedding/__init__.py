from . import ir_http, res_company, res_config_settings
