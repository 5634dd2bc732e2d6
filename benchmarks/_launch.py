"""The program ``odoo``: the server starts itself again, by its path, for websockets."""

from odoo.cli import main

if __name__ == "__main__":
    main()
