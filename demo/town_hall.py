"""What the demo town hall needs besides its records: days, visitors, history."""

from odoo import fields

from . import (
    closings,
    current_weeks,
    evaluations,
    history,
    recent_years,
    review,
    waiting,
)

LANGUAGE = "nl_BE"
FIRST_YEAR = 2020


def fill(env):
    """Bring the demo town hall to life, once its records are there."""
    load_language(env)
    open_website(env)
    next_year = fields.Date.context_today(env.user).year + 1
    closings.fill(env, range(FIRST_YEAR, next_year + 1))
    current_weeks.fill(env(context=dict(env.context, lang=LANGUAGE)))
    waiting.fill(env(context=dict(env.context, lang=LANGUAGE)))
    history.fill(env)
    recent_years.fill(env(context=dict(env.context, lang=LANGUAGE)))
    evaluations.fill(env)
    review.fill(env(context=dict(env.context, lang=LANGUAGE)))
    limit_declarations(env)
    for service in env["municipal.service"].search([]):
        env["municipal.forecast"]._try_service(service)


def open_website(env):
    """Put everything on the website: a town would look at each product first."""
    env["municipal.product"].search([]).published = True
    env["resource.booking.type"].search([("service_id", "!=", False)]).published = True


def limit_declarations(env):
    """Show fair use: nobody keeps more than two moments for a declaration.

    Last, because bookings under a limit are counted through a connection of their own,
    which waits for ever for tables that this installation has just altered.
    """
    declarations = env.ref("municipal_appointment.type_declarations")
    declarations.write({"per_person_limit": 2, "per_person_days": 30})


def load_language(env):
    """Load the Dutch of all modules, where it was not installed with them.

    It overwrites, because the copies of the website menus would stay empty.
    """
    country = env.ref("base.be")
    if country.with_context(lang=LANGUAGE).name == country.with_context(lang=None).name:
        installed = env["ir.module.module"].search([("state", "=", "installed")])
        installed._update_translations([LANGUAGE], overwrite=True)
