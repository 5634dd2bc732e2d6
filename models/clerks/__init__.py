from . import clerk_guard, res_company, res_config_settings
