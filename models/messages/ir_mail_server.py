import base64
import re

from odoo import models

#: pictures of our mails: ``cid:municipal-qr-K7QF-3MPA``, ``cid:municipal-logo-1``
PICTURE = re.compile(r'"cid:(municipal-(qr|logo)-([\w-]+))"')
#: pixels of the picture that is sent: twice what is shown, for sharp screens
QR_SIZE = 360


class IrMailServer(models.Model):
    """How mails to visitors are put together."""

    _inherit = "ir.mail_server"

    def _build_email__(self, *args, **kwargs):
        """Put the pictures of our mails inside, and say of calendar files what to do.

        Mail programs do not load pictures from elsewhere until the reader allows it,
        and a visitor without the QR code stands at the kiosk. Calendars withdraw an
        entry only when the type of the file says ``method`` (RFC 6047, 2.4).
        """
        message = super()._build_email__(*args, **kwargs)
        page = message.get_body(("html",)) if message.is_multipart() else None
        if page:
            self._municipal_embed(page)
        for part in message.iter_attachments() if message.is_multipart() else ():
            _name_method(part)
        return message

    def _municipal_embed(self, page):
        """Add to the HTML part the pictures that it names."""
        found = dict.fromkeys(PICTURE.findall(page.get_content()))
        for cid, kind, value in found:
            picture = getattr(self, f"_municipal_{kind}")(value)
            if picture:
                page.add_related(
                    picture,
                    "image",
                    "png",
                    cid=f"<{cid}>",
                    filename=f"{kind}.png",
                    disposition="inline",
                )

    def _municipal_qr(self, reference):
        report = self.env["ir.actions.report"]
        return report.barcode("QR", reference, width=QR_SIZE, height=QR_SIZE)

    def _municipal_logo(self, company_id):
        company_sudo = self.env["res.company"].sudo().browse(int(company_id)).exists()
        return base64.b64decode(company_sudo.logo_web or b"")


def _name_method(part):
    if part.get_content_type() != "text/calendar":
        return
    content = part.get_payload(decode=True).decode()
    method = re.search(r"^METHOD:(\w+)", content, re.MULTILINE)
    if method:
        part.set_param("charset", "utf-8")
        part.set_param("method", method[1])
