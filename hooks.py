import logging
from pathlib import Path

from lxml import etree

_logger = logging.getLogger(__name__)
PREFIX = "municipal_appointment."


def reserve_existing_bookings(env):
    """Take the time of bookings that were made before reservations existed.

    Upstream lets two bookings take one desk at the same time. Who confirmed gets it
    then, and of several who was first; the others are listed, for somebody has to
    move them.
    """
    bookings = env["resource.booking"].search([])
    env["municipal.reservation"]._sync(bookings)
    overlaps = env["municipal.reservation.difference"]._check()
    for overlap in overlaps:
        _logger.warning(
            "Booking %s overlaps with booking %s at %s.",
            overlap.booking_id.id,
            overlap.other_booking_id.id,
            overlap.resource_id.name,
        )


def post_init_hook(env):
    """Reserve the time of the bookings that are there; fill the demo town hall."""
    reserve_existing_bookings(env)
    if env.ref("base.module_municipal_appointment").demo:
        from .demo import town_hall

        town_hall.fill(env)


def fill_pictograms(env):
    """Give what our data describe its pictogram, where it has none."""
    fill_from_data(env, "pictogram")


def fill_from_data(env, name):
    """Give what our data describe a value of theirs, where it has none.

    Such data are written once and belong to the municipality from then on: what it
    chose, removed or switched off stays as it is.

    :param str name: of a field that is younger than the database
    """
    for path in sorted((Path(__file__).parent / "data").glob("municipal_*.xml")):
        for field in etree.parse(path).iterfind(f".//field[@name='{name}']"):
            xml_id = field.getparent().get("id")
            record = env.ref(f"{PREFIX}{xml_id}", raise_if_not_found=False)
            if record and not record[name]:
                record[name] = field.text
