"""The two kinds of routes that citizens use."""

from odoo import http

PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}


def page(paths, **options):
    """Return the route of a page: read by GET, changes nothing, in no sitemap.

    :param options: what is otherwise for this page, as in ``http.route``
    """
    return http.route(
        paths, **{**PUBLIC, "methods": ["GET"], "readonly": True, **options}
    )


def action(paths):
    """Return the route of a step that changes something: by POST only."""
    return http.route(paths, **PUBLIC, methods=["POST"])
