def post_init_hook(env):
    """Fill the demo town hall with its history, where demo data was asked for."""
    if env.ref("base.module_municipal_appointment").demo:
        from .demo import town_hall

        town_hall.fill(env)
