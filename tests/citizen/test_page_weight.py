import gzip

from odoo.tests import TransactionCase, tagged

#: bytes of ours in the website's bundle, as they travel; the issue's own limit
BUDGET = 15_000


@tagged("post_install", "-at_install")
class TestPageWeight(TransactionCase):
    """What our pages add to those of Odoo must be light: phones, and poor connections.

    Every page of the town's website loads it, also those that are not about
    appointments.
    """

    def parts(self):
        """Return our scripts and our styles in the bundle, minified and compiled."""
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_frontend")
        # what is compiled together is divided among the files afterwards
        bundle.preprocess_css()
        self.assertFalse(bundle.css_errors)
        return [
            "\n".join(asset.minify() for asset in assets if self.is_ours(asset))
            for assets in (bundle.javascripts, bundle.stylesheets)
        ]

    @staticmethod
    def is_ours(asset):
        return (asset.url or "").startswith("/municipal_appointment/")

    def test_own_scripts_and_styles_stay_in_their_budget(self):
        scripts, styles = self.parts()
        # they are there: else this test could not fail
        self.assertIn("municipal_appointment/website/hold_countdown", scripts)
        self.assertIn(".o_municipal_times", styles)
        weight = sum(len(gzip.compress(part.encode())) for part in (scripts, styles))
        self.assertLessEqual(weight, BUDGET)
