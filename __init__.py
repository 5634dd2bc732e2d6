from . import controllers, models, reports, server_jobs, wizards
from .hooks import post_init_hook
