from odoo import fields, models

#: what a kiosk draws -> the sign of Font Awesome, which Odoo has
SIGNS = {
    "card": "fa-id-card-o",
    "child": "fa-child",
    "passport": "fa-plane",
    "car": "fa-car",
    "house": "fa-home",
    "paper": "fa-file-text-o",
    "signature": "fa-pencil-square-o",
    "heart": "fa-heart-o",
    "baby": "fa-birthday-cake",
    "candle": "fa-envelope-open-o",
    "people": "fa-users",
    "world": "fa-globe",
    "flag": "fa-flag-o",
    "tree": "fa-tree",
    "money": "fa-eur",
    "help": "fa-handshake-o",
    "health": "fa-heartbeat",
    "wheelchair": "fa-wheelchair",
    "key": "fa-key",
    "lost": "fa-search",
    "building": "fa-building-o",
    "collect": "fa-shopping-basket",
}


class KioskPictogramMixin(models.AbstractModel):
    """A picture beside the name, for who does not read Dutch easily."""

    _name = "kiosk.pictogram.mixin"
    _description = "Pictogram"

    pictogram = fields.Selection(
        selection=[
            ("card", "Card"),
            ("child", "Child"),
            ("passport", "Plane"),
            ("car", "Car"),
            ("house", "House"),
            ("paper", "Paper"),
            ("signature", "Signature"),
            ("heart", "Heart"),
            ("baby", "Birthday"),
            ("candle", "Letter"),
            ("people", "People"),
            ("world", "World"),
            ("flag", "Flag"),
            ("tree", "Tree"),
            ("money", "Money"),
            ("help", "Hands"),
            ("health", "Health"),
            ("wheelchair", "Wheelchair"),
            ("key", "Key"),
            ("lost", "Magnifying glass"),
            ("building", "Building"),
            ("collect", "Basket"),
        ],
        help="Shown beside the name at kiosks.",
    )

    def _pictogram_class(self):
        """Return the style class of the sign; a sheet of paper fits nearly all."""
        self.ensure_one()
        return SIGNS[self.pictogram or "paper"]
