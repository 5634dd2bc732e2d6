"""A pytest plugin for runs under another clock: nothing stops a browser from beginning.

Odoo lifts the limit of memory of a browser by a Python function between fork and exec.
There the library of the clock may wait for ever for a lock that another thread had at
that instant (seen once in some thousand starts). Without the function the kernel does
both at once; the limit is lifted by the program in .dev/clock-bin.
"""

from odoo.tests import common

common._preexec = None
