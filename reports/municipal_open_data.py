import csv
import io
import json

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from .workbook.raw_rows import neutral_names, neutral_numbers

CSV_NAME, ABOUT_NAME = "bezoekers.csv", "bezoekers.jsonld"
#: columns of the file, in the language of its readers
COLUMNS = ("maand", "dienst", "product", "kanaal", "contacten")
LANG = "nl_BE"
#: how a program recognises a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AUTHORITY = "http://publications.europa.eu/resource/authority"
LICENCE = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"


class MunicipalOpenData(models.AbstractModel):
    """What a town gives away: how many contacts there were, by month.

    Nothing of it is made when somebody asks: the files of each night are served, so
    that a visit of the whole world costs no more than one. A number that is smaller
    than the town's least group is left empty, and sensitive products are one.
    """

    _name = "municipal.open.data"
    _description = "Open data about visitors"

    @api.model
    def _cron_publish(self):
        """Make the files of every town that publishes, and drop those of the others."""
        for company in self.env["res.company"].search(Domain.TRUE):
            self._files_sudo(company).unlink()
            if company.municipal_open_data:
                self._publish(company)

    @api.model
    def _publish(self, company):
        rows, first, last = self._rows(company)
        contents = {
            CSV_NAME: (self._csv(rows), "text/csv"),
            ABOUT_NAME: (self._about(company, first, last), "application/ld+json"),
        }
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": name,
                    "raw": raw,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": company.id,
                    "company_id": company.id,
                }
                for name, (raw, mimetype) in contents.items()
            ]
        )

    @api.model
    def _files_sudo(self, company, name=None):
        domain = Domain("res_model", "=", self._name)
        domain &= Domain("res_id", "=", company.id)
        if name:
            domain &= Domain("name", "=", name)
        return self.env["ir.attachment"].sudo().search(domain)

    @api.model
    def _file_sudo(self, company, name):
        """Return the file that visitors of the website get, empty if there is none."""
        if not company.sudo().municipal_open_data:
            return self.env["ir.attachment"].sudo()
        return self._files_sudo(company, name)[:1]

    # What is in it ---------------------------------------------------------------

    @api.model
    def _rows(self, company):
        """Return the rows of whole months, and the first and the last of these."""
        report = self.env["municipal.visit.report"].with_context(
            lang=LANG, allowed_company_ids=company.ids
        )
        until = company._today() + relativedelta(day=1)
        domain = Domain("company_id", "=", company.id) & Domain("day", "<", until)
        domain &= Domain("contacts", ">", 0)
        neutral = neutral_numbers(report, domain)
        groups = {}
        for month, service, product, channel, contacts in report._read_group(
            domain,
            ["day:month", "service_id", "product_id", "channel"],
            ["contacts:sum"],
        ):
            number = neutral.get(product.id, product.id or 0)
            key = month, service.name, number, channel
            groups[key] = groups.get(key, 0) + contacts
        names = self._product_names(report, groups, neutral)
        labels = dict(report._fields["channel"]._description_selection(report.env))
        least = company.municipal_open_data_least
        rows = [
            (
                f"{month:%Y-%m}",
                service,
                names[number],
                labels[channel],
                contacts if contacts >= least else "",
            )
            for (month, service, number, channel), contacts in groups.items()
        ]
        months = [key[0] for key in groups]
        return sorted(rows, key=lambda row: row[:4]), *_ends(months)

    @api.model
    def _product_names(self, report, groups, neutral):
        numbers = {number for _month, _service, number, _channel in groups}
        products = report.env["municipal.product"].browse(n for n in numbers if n > 0)
        names = {product.id: product.name for product in products}
        return names | neutral_names(report.env, neutral) | {0: ""}

    @api.model
    def _csv(self, rows):
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_plain(cell) for cell in row])
        return file.getvalue().encode()

    @api.model
    def _about(self, company, first, last):
        """Return the description of the file for a catalogue: DCAT-AP in JSON-LD."""
        base = company.website_id.get_base_url() or company.get_base_url()
        address = f"{base}/open-data"
        data = {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "vcard": "http://www.w3.org/2006/vcard/ns#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": f"{address}/{ABOUT_NAME}#dataset",
            "@type": "dcat:Dataset",
            "dct:title": {
                "@language": "nl",
                "@value": f"Bezoekers van {company.name} per maand",
            },
            "dct:description": {
                "@language": "nl",
                "@value": self._description_text(company),
            },
            "dct:publisher": {"@type": "foaf:Agent", "foaf:name": company.name},
            "dct:language": {"@id": f"{AUTHORITY}/language/NLD"},
            "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}/frequency/MONTHLY"},
            "dct:accessRights": {"@id": f"{AUTHORITY}/access-right/PUBLIC"},
            "dcat:theme": {"@id": f"{AUTHORITY}/data-theme/GOVE"},
            "dct:modified": _typed(company._today()),
            "dcat:distribution": {
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": f"{address}/{CSV_NAME}"},
                "dcat:downloadURL": {"@id": f"{address}/{CSV_NAME}"},
                "dcat:mediaType": {
                    "@id": "http://www.iana.org/assignments/media-types/text/csv"
                },
                "dct:format": {"@id": f"{AUTHORITY}/file-type/CSV"},
                "dct:license": {"@id": LICENCE},
            },
        }
        if company.email:
            data["dcat:contactPoint"] = {
                "@type": "vcard:Organization",
                "vcard:fn": company.name,
                "vcard:hasEmail": {"@id": f"mailto:{company.email}"},
            }
        if first:
            data["dct:temporal"] = {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": _typed(first),
                "dcat:endDate": _typed(last + relativedelta(day=31)),
            }
        return json.dumps(data, ensure_ascii=False, indent=1).encode()

    @api.model
    def _description_text(self, company):
        return (
            "Contacten per maand, dienst, product en kanaal. Een bezoek voor twee "
            "producten staat in de rij van beide. Een leeg aantal is kleiner dan "
            f"{company.municipal_open_data_least}."
        )


def _ends(days):
    return (min(days), max(days)) if days else (None, None)


def _typed(day):
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _plain(cell):
    """Return a cell that no program takes for a formula, as Odoo writes it."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
