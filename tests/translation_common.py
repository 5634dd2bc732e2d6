import os
import re
from collections import Counter
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import (
    JAVASCRIPT_TRANSLATION_COMMENT,
    PYTHON_TRANSLATION_COMMENT,
    TranslationModuleReader,
)

MODULE = "municipal_appointment"
#: folders of the add-on with texts that users see
FOLDERS = ("controllers", "demo", "models", "reports", "static/src", "wizards")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^<>]+>")
#: attributes that a translator translates
TEXT_OF_TAG = re.compile(r'(title|alt|placeholder|aria-label)="[^"]*"')


def po_file(name, folder="i18n"):
    """Return the entries of a file with translations.

    The texts of upstream that it lacks itself are in the folder ``i18n_extra``.
    """
    return polib.pofile(str(Path(get_module_path(MODULE), folder, name)))


def placeholders(text):
    """Return what a translation must leave as it is: values and markup."""
    tags = [TEXT_OF_TAG.sub(r"\1", tag) for tag in TAG.findall(text)]
    return Counter(PLACEHOLDER.findall(text) + tags)


class OwnTexts(TranslationModuleReader):
    """The texts of the add-on, read in the way in which Odoo exports them.

    Odoo itself looks into every folder below the add-on, those of development
    environments as well.
    """

    def _export_translatable_resources(self):
        module = get_module_path(MODULE)
        for folder in FOLDERS:
            for root, _folders, files in os.walk(os.path.join(module, folder)):
                for name in files:
                    self._read(os.path.dirname(module), root, name, folder)

    def _read(self, addons, root, name, folder):
        if name.endswith(".py"):
            self._babel_extract_terms(
                name,
                addons,
                root,
                extra_comments=[PYTHON_TRANSLATION_COMMENT],
                extract_keywords={"_": None, "_lt": None},
            )
        elif name.endswith(".js"):
            self._babel_extract_terms(
                name,
                addons,
                root,
                "odoo.tools.babel:extract_javascript",
                extra_comments=[JAVASCRIPT_TRANSLATION_COMMENT],
                extract_keywords={"_t": None},
            )
        elif name.endswith(".xml") and folder == "static/src":
            self._babel_extract_terms(
                name,
                addons,
                root,
                "odoo.tools.translate:babel_extract_qweb",
                extra_comments=[JAVASCRIPT_TRANSLATION_COMMENT],
            )
