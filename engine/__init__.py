"""The rules in plain Python: no Odoo, no database.

Everything in this package takes and returns plain values (integers, dates,
strings, tuples), so that it can be tested and measured without a server.
"""
