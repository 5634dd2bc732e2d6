"""The manuals of ``docs/`` as pages: staff read what stands in the repository.

``docs/nl/clerks.rst`` is the page ``clerks`` in Dutch. Links between the files, which
work on the pages of the repository too, lead to pages here, and pictures to the static
files of the add-on.
"""

from functools import lru_cache
from pathlib import Path
from posixpath import normpath

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import roles
from docutils.writers import html5_polyglot

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("nl", "en")
ADDRESS = "/municipal/help"
STATIC = "/municipal_appointment/static"
#: where the files that a page is read from lie, for links between them
PLACE = "docs/{lang}"
#: nothing but the text itself is read, and what is wrong in it is for the tests to find
SETTINGS = {
    "doctitle_xform": True,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "initial_header_level": 2,
    "raw_enabled": False,
    "report_level": 5,
    "table_style": "colwidths-auto",
}


def kbd(_role, rawtext, text, _line, _inliner, options=None, content=None):
    """A key, as the pages of the repository show it too: :kbd:`Alt T`."""
    return [nodes.inline(rawtext, text, classes=["kbd"])], []


roles.register_local_role("kbd", kbd)


class PageTranslator(html5_polyglot.HTMLTranslator):
    """Writes links and pictures for this server."""

    def visit_reference(self, node):
        if "refuri" in node:
            node["refuri"] = _link(node["refuri"], self.settings.page_lang)
        super().visit_reference(node)

    def visit_image(self, node):
        node["uri"] = _picture(node["uri"], self.settings.page_lang)
        super().visit_image(node)


def _link(address, lang):
    """Return where a link between two files leads to here; others stay as they are."""
    path, sharp, place = address.partition("#")
    if "://" in path or not path.endswith(".rst"):
        return address
    return f"{ADDRESS}/{Path(path).stem}?lang={lang}{sharp}{place}"


def _picture(address, lang):
    path = normpath(f"{PLACE.format(lang=lang)}/{address}")
    folder = "static/"
    return f"{STATIC}/{path[len(folder) :]}" if path.startswith(folder) else address


def find(page, lang):
    """Return the file of a page: of this language, else of all, or nothing."""
    for folder in (DOCS / lang, DOCS):
        for path in folder.glob("*.rst"):
            if path.stem == page:
                return path
    return None


def language(code):
    """Return the language of the manuals that is nearest to one of Odoo's.

    >>> language("nl_BE"), language("fr_BE"), language(None)
    ('nl', 'en', 'en')
    """
    short = (code or "").split("_")[0]
    return short if short in LANGUAGES else "en"


@lru_cache(maxsize=64)
def render(page, lang):
    """Return (title, body, language of its words) of a page as HTML, or nothing."""
    path = find(page, lang)
    if not path:
        return None
    writer = html5_polyglot.Writer()
    writer.translator_class = PageTranslator
    settings = {**SETTINGS, "language_code": lang, "page_lang": lang}
    parts = publish_parts(
        path.read_text(encoding="utf-8"),
        source_path=str(path),
        writer=writer,
        settings_overrides=settings,
    )
    return parts["title"], parts["body"], lang if path.parent != DOCS else "en"
