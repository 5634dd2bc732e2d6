"""A pytest plugin: Odoo's own linter, looking at our add-on only."""

import os
import sys

from odoo.modules import Manifest

MODULE = "municipal_appointment"

# It needs pylint, which has its own virtual environment. Last on the path, so that
# Odoo keeps its own packages.
sys.path.append(os.environ["LINT_PACKAGES"])


def only_ours():
    return [Manifest.for_addon(MODULE)]


def pytest_sessionstart(session):
    Manifest.all_addon_manifests = staticmethod(only_ours)

    from odoo.addons.test_lint.tests import (
        test_index,
        test_manifests,
        test_override_signatures,
    )

    # Keys of the Odoo community's manifests.
    test_manifests.MANIFEST_KEYS.update({"development_status", "maintainers"})
    # Faults in the add-ons that ours extends; other modules have none.
    test_index.BTREE_INDEX_IGNORE_FIELDS.add("mail.activity.booking_id")
    test_override_signatures.MODEL_METHODS_TO_IGNORE.add(
        ("report.report_xlsx.partner_xlsx", "generate_xlsx_report")
    )
