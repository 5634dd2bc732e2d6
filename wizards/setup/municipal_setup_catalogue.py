from collections import defaultdict
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.convert import convert_xml_import
from odoo.tools.translate import PoFileReader

ADDON = "municipal_appointment"
ROOT = Path(__file__).parents[2]
#: services, their types and hours; then the products, which name them
FILES = (
    "municipal_catalogue_data.xml",
    "municipal_product_identity_data.xml",
    "municipal_product_citizens_data.xml",
    "municipal_product_declarations_data.xml",
    "municipal_product_foreigners_data.xml",
    "municipal_product_environment_data.xml",
    "municipal_product_social_data.xml",
)
#: what those files name that is not in them
SHARED = ("calendar_alarm_day_before", "calendar_alarm_two_days_before")


class MunicipalSetup(models.TransientModel):
    """Which services begin, and the catalogue that comes along with the add-on.

    The first town of a database has it since the installation. Another one gets it
    out of the same files, and nothing of what the first made of it: two towns in one
    database know nothing of each other.
    """

    _inherit = "municipal.setup"

    service_ids = fields.Many2many(
        comodel_name="municipal.service", compute="_compute_services"
    )
    appointment_service_ids = fields.Many2many(
        comodel_name="municipal.service",
        compute="_compute_services",
        inverse="_inverse_services",
        string="By appointment",
        domain="[('company_id', '=', company_id)]",
        help="Products of these services can be booked, once they are on the website.",
    )
    guidance_service_ids = fields.Many2many(
        comodel_name="municipal.service",
        compute="_compute_services",
        inverse="_inverse_services",
        string="Visitor guidance",
        domain="[('company_id', '=', company_id)]",
        help="Visitors of these services check in, take a ticket and are called.",
    )

    @api.depends("company_id", "step")
    def _compute_services(self):
        for setup in self:
            services = setup._own("municipal.service")
            setup.service_ids = services
            setup.appointment_service_ids = services.filtered("appointment_enabled")
            setup.guidance_service_ids = services.filtered("guidance_enabled")

    def _inverse_services(self):
        wanted = {
            setup: (setup.appointment_service_ids, setup.guidance_service_ids)
            for setup in self
        }
        for setup, (booked, guided) in wanted.items():
            for service in setup._own("municipal.service"):
                service.appointment_enabled = service in booked
                service.guidance_enabled = service in guided

    def action_take_catalogue(self):
        """Take over the services, types and products that come along.

        For a town that has no services: the first one has had them all along. None of
        them begins before somebody says so: a pilot first, then the others.
        """
        self._check_administrator()
        self.ensure_one()
        if self._own("municipal.service"):
            raise UserError(self.env._("This municipality has services already."))
        ids = self._load_catalogue()
        self._translate_catalogue(ids)
        self._own("municipal.service").write(
            {"appointment_enabled": False, "guidance_enabled": False}
        )

    def _load_catalogue(self):
        """Let Odoo read our own files once more, for this town.

        :return: identifier in the files -> id of the record
        """
        env = self.sudo().with_company(self.company_id).env
        town = f"__{ADDON}_town_{self.company_id.id}__"
        ids = {f"{town}.{name}": env.ref(f"{ADDON}.{name}").id for name in SHARED}
        for name in FILES:
            with (ROOT / "data" / name).open("rb") as file:
                convert_xml_import(env, town, file, ids, noupdate=True)
        return {
            xmlid.partition(".")[2]: id_
            for xmlid, id_ in ids.items()
            if xmlid.partition(".")[2] not in SHARED
        }

    def _translate_catalogue(self, ids):
        """Give what was read its texts in all languages that somebody reads here."""
        for lang, _name in self.env["res.lang"].get_installed():
            for model, name, texts in self._translations(lang):
                for imd_name, values in texts.items():
                    if imd_name in ids:
                        record_sudo = self.env[model].sudo().browse(ids[imd_name])
                        record_sudo.update_field_translations(name, {lang: values})

    def _translations(self, lang):
        """Yield what our files say of the catalogue in a language.

        :return: (model, field, identifier -> text, or -> terms of a text with mark-up)
        """
        path = ROOT / "i18n" / f"{lang[:2]}.po"
        if not path.exists():
            return
        found = defaultdict(dict)
        for row in PoFileReader(str(path)):
            if not row["value"] or not row.get("imd_name") or row["module"] != ADDON:
                continue
            model, field = row["name"].split(",")
            texts = found[model, field]
            known = self.env[model]._fields.get(field) if model in self.env else None
            if known and callable(known.translate):
                texts.setdefault(row["imd_name"], {})[row["src"]] = row["value"]
            else:
                texts[row["imd_name"]] = row["value"]
        for (model, field), texts in found.items():
            if model.startswith(("municipal.", "resource.")):
                yield model, field, texts

    def _lacking_services(self):
        env, services = self.env, self._begun()
        if not services:
            return env._("No service has begun yet.")
        silent = services.filtered(
            lambda service: not (service.phone or self.company_id.phone)
        )
        names = self._in_words(silent)
        return env._("No phone: %(names)s", names=names) if silent else ""
