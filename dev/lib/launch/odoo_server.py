"""The program ``odoo``: the server starts itself again, by its path, for websockets.

It lies in a folder of its own, as Python looks for modules beside a program first: the
server must find Python's ``queue``, and not a benchmark of that name.
"""

from odoo.cli import main

if __name__ == "__main__":
    main()
