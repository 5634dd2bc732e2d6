"""What somebody sees of the add-on before they install it."""

import re

from lxml import html

from odoo.modules.module import Manifest
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_path

ADDON = "municipal_appointment"
README_PICTURE = re.compile(r"^ *\.\. (?:image|figure):: (\S+)", re.MULTILINE)
#: of a picture that is one
PNG = b"\x89PNG\r\n\x1a\n"
FEW = 5


@tagged("post_install", "-at_install")
class TestDescription(HttpCase):
    """Every picture that is named is there, where it is looked for."""

    def assertPicture(self, name):
        with open(file_path(f"{ADDON}/{name}"), "rb") as picture:
            self.assertEqual(picture.read(len(PNG)), PNG, name)

    def test_the_page_in_apps(self):
        addon = self.env.ref(f"base.module_{ADDON}")
        page = html.fromstring(addon.description_html)
        pictures = page.xpath("//img")
        self.assertGreater(len(pictures), FEW)
        for picture in pictures:
            answer = self.url_open(picture.get("src"))
            self.assertEqual(answer.status_code, 200, picture.get("src"))
            self.assertEqual(answer.content[: len(PNG)], PNG)
            self.assertTrue(picture.get("alt"))

    def test_the_manifest(self):
        manifest = Manifest.for_addon(ADDON)
        self.assertTrue(manifest["images"])
        for name in manifest["images"]:
            self.assertPicture(name)

    def test_the_readme(self):
        with open(file_path(f"{ADDON}/README.rst")) as readme:
            names = README_PICTURE.findall(readme.read())
        self.assertGreater(len(names), FEW)
        for name in names:
            self.assertPicture(name)
