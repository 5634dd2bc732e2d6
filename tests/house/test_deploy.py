"""The files of ``docs/deploy``, as far as they can be looked at without running them.

``./dev/bench proxy``, ``./dev/restore_check`` and ``./dev/package`` run the others.
"""

import configparser
import re
import unittest
from pathlib import Path

import yaml

from odoo.tools import config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs/deploy"
#: what pip is told to install without what it needs, and with
ADDON = re.compile(r"odoo-addon-\w+==19\.0\.\*")
LIBRARIES = re.compile(r"pip install (?:--no-cache-dir )?(cssselect[\w -]+)")
PORTS = ("8069", "8072")


def text(name):
    return (DEPLOY / name).read_text()


class TestDeploy(unittest.TestCase):
    def test_odoo_knows_every_option(self):
        parser = configparser.ConfigParser(inline_comment_prefixes=(";",))
        parser.read_string(text("odoo.conf"))
        self.assertEqual(parser.sections(), ["options"])
        for name, value in parser["options"].items():
            known = config.options_index.get(name)
            self.assertIsNotNone(known, name)
            if known.type == "int":
                self.assertTrue(value.isdecimal(), name)

    def test_the_compose_file_names_what_is_there(self):
        compose = yaml.safe_load(text("compose.yaml"))
        services = compose["services"]
        self.assertEqual(set(services), {"database", "odoo1", "odoo2", "proxy"})
        for name, service in services.items():
            self.assertLessEqual(set(service.get("depends_on", {})), set(services))
            for volume in service["volumes"]:
                source = volume.split(":")[0]
                if source.startswith("./") and source != "./town.pem":
                    self.assertTrue((DEPLOY / source).is_file(), f"{name}: {source}")
                elif not source.startswith("./"):
                    self.assertIn(source, compose["volumes"])
        file = services["odoo1"]["build"]["dockerfile"]
        self.assertTrue((ROOT / file).is_file())

    def test_the_proxies_know_the_machines_of_the_compose_file(self):
        services = yaml.safe_load(text("compose.yaml"))["services"]
        for name in ("odoo1", "odoo2"):
            address = services[name]["networks"]["town"]["ipv4_address"]
            for proxy in ("haproxy.cfg", "nginx.conf"):
                for port in PORTS:
                    self.assertIn(f"{address}:{port}", text(proxy))

    def test_the_container_copies_what_is_there(self):
        copied = re.findall(r"^COPY (\S+) \S+$", text("Containerfile"), re.MULTILINE)
        self.assertEqual(len(copied), 3)
        for name in copied:
            self.assertTrue((ROOT / name).exists(), name)

    def test_pip_is_told_the_same_everywhere(self):
        page = (ROOT / "docs/operations.rst").read_text()
        container = text("Containerfile")
        self.assertEqual(len(set(ADDON.findall(page))), 3)
        self.assertEqual(set(ADDON.findall(page)), set(ADDON.findall(container)))
        [in_page], [in_container] = map(LIBRARIES.findall, (page, container))
        self.assertEqual(in_page.split(), in_container.split())
