from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.frame_sites import MOST_SITES, SiteError, frame_policy, read_sites


class ResCompany(models.Model):
    """Which other websites show the pages of a town in a frame of theirs."""

    _inherit = "res.company"

    municipal_frame_sites = fields.Text(
        string="Sites that may show our pages in a frame",
        help="One on each line, such as https://www.elsterbeke.be; "
        "https://*.elsterbeke.be stands for every site of that domain. Without any, "
        "browsers show our pages in frames of our own website only.",
    )

    @api.constrains("municipal_frame_sites")
    def _check_municipal_frame_sites(self):
        """Refuse what would let nobody in, or everybody."""
        for company in self:
            try:
                read_sites(company.municipal_frame_sites)
            except SiteError as error:
                raise ValidationError(company._wrong_site_in_words(error)) from error

    def _wrong_site_in_words(self, error):
        """Return what is wrong with a site, and how to write it."""
        site = error.site
        words = {
            "everybody": self.env._(
                "“%(site)s” would let everybody show our pages in a frame, also who "
                "wants to mislead citizens. Name the sites one by one.",
                site=site,
            ),
            "insecure": self.env._(
                "“%(site)s” does not begin with https://. On the way to another "
                "address anybody could change what citizens see.",
                site=site,
            ),
            "more": self.env._(
                "“%(site)s” is the address of a page. Name the site alone, such as "
                "https://www.elsterbeke.be.",
                site=site,
            ),
            "many": self.env._(
                "More than %(most)s sites are too many: https://*.elsterbeke.be stands "
                "for all sites of a domain.",
                most=MOST_SITES,
            ),
        }
        name = self.env._(
            "“%(site)s” is no address of a site. Write it as in the bar of the "
            "browser, such as https://www.elsterbeke.be.",
            site=site,
        )
        return words.get(error.kind, name)

    def _frame_policy(self):
        """Return the rule by which browsers know who may frame the pages of this town.

        :return: the rule, and whether nobody else may
        """
        self.ensure_one()
        sites = read_sites(self.municipal_frame_sites)
        return frame_policy(sites), not sites
