from odoo import SUPERUSER_ID, api

#: rules that others replace: both towns' clerks read the visitors of both by them
FORMER_RULES = ("res_partner_rule_visitor", "calendar_attendee_rule_visitor")


def migrate(cr, version):
    """Tell of what was there before to which municipality it belongs."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in FORMER_RULES:
        rule = env.ref(f"municipal_appointment.{name}", raise_if_not_found=False)
        if rule:
            rule.unlink()
    give_contacts(cr)
    give_meetings(cr)
    give_calendars(cr)
    env.invalidate_all()


def give_contacts(cr):
    """Give the contacts that bookings made to the municipality of their booking."""
    cr.execute(
        """UPDATE res_partner partner SET company_id = type.company_id
            FROM res_partner_resource_booking_rel rel
            JOIN resource_booking booking ON booking.id = rel.resource_booking_id
            JOIN resource_booking_type type ON type.id = booking.type_id
            WHERE rel.res_partner_id = partner.id
                AND type.service_id IS NOT NULL
                AND partner.municipal_contact
                AND partner.company_id IS NULL"""
    )


def give_meetings(cr):
    """Give the meetings of appointments to their municipality."""
    cr.execute(
        """UPDATE calendar_event event SET municipal_company_id = type.company_id
            FROM resource_booking booking
            JOIN resource_booking_type type ON type.id = booking.type_id
            WHERE booking.meeting_id = event.id
                AND type.service_id IS NOT NULL"""
    )


def give_calendars(cr):
    """Give shared weekly hours that one municipality follows to it.

    What nobody follows, or several do, stays shared: it is read by everybody, and
    changed by who runs the database.
    """
    cr.execute(
        """WITH followed AS (
                SELECT resource_calendar_id AS calendar_id, company_id
                    FROM resource_booking_type WHERE service_id IS NOT NULL
                UNION SELECT opening.calendar_id, type.company_id
                    FROM municipal_opening opening
                    JOIN resource_booking_type type ON type.id = opening.type_id
                UNION SELECT calendar_id, company_id FROM municipal_product
                UNION SELECT calendar_id, company_id FROM resource_resource
            ), single AS (
                SELECT calendar_id, min(company_id) AS company_id
                    FROM followed WHERE company_id IS NOT NULL
                    GROUP BY calendar_id HAVING count(DISTINCT company_id) = 1
            )
            UPDATE resource_calendar calendar SET company_id = single.company_id
                FROM single
                WHERE single.calendar_id = calendar.id
                    AND calendar.company_id IS NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM ir_model_data data
                        WHERE data.model = 'resource.calendar'
                            AND data.res_id = calendar.id
                            AND data.module = 'municipal_appointment'
                    )"""
    )
