def migrate(cr, version):
    """Let a second window keep its own moment; one was the default before."""
    cr.execute(
        "UPDATE res_company SET municipal_holds_per_visitor = 2 "
        "WHERE municipal_holds_per_visitor = 1"
    )
