from . import municipal_health, res_config_settings
