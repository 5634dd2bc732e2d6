r"""The text part of a mail, out of its HTML part: one source, two readings.

Read by people without pictures, on watches, in previews, by some screen readers and by
filters of advertising. General converters mark what is bold with asterisks (a code is
then typed with one), number the links at the end and run list items together.

    >>> mail_text("<p>Your code is <b>K7QF-3MPA</b>.</p><ul><li>your card</li></ul>")
    'Your code is K7QF-3MPA.\n\n- your card\n'
"""

import re

from lxml import html

#: elements that begin a line of their own
LINES = {"div", "h1", "h2", "h3", "h4", "li", "ol", "table", "tr", "ul"}
#: elements with an empty line before and after
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "ol", "table", "ul"}
#: what is not read
SILENT = {"head", "script", "style", "title"}
#: marks of an end of line, of a line that ends if it has not, of an empty line
BREAK, LINE, PARAGRAPH = "\n", "\x1e", "\x1d"
MARKS = re.compile(r" *[\x1e\x1d][\x1e\x1d\s]*")


def mail_text(source):
    """Return an HTML document or fragment as text that reads well aloud.

    Items of lists begin with ``- ``; behind a link stands its address; everything in
    bold stands as it is.

    :param str source: HTML
    """
    if not (source or "").strip():
        return ""
    parts = []
    _read(html.fromstring(source), parts)
    return _tidy("".join(parts))


def _read(node, parts):
    """Add what a node says, and what follows it within its parent."""
    if isinstance(node.tag, str) and node.tag not in SILENT and not _is_hidden(node):
        _read_element(node, parts)
    parts.append(_words(node.tail))


def _read_element(node, parts):
    gap = PARAGRAPH if node.tag in PARAGRAPHS else LINE if node.tag in LINES else ""
    if node.tag == "br":
        parts.append(BREAK)
    elif node.tag == "img":
        parts.append(_words(node.get("alt")))
    inside = [_words(node.text)]
    for child in node:
        _read(child, inside)
    text = "".join(inside)
    if node.tag == "li":
        text = f"- {text.strip(' ' + LINE + PARAGRAPH)}"
    elif node.tag == "a":
        text = _link(text, node.get("href") or "")
    parts.append(f"{gap}{text}{gap}")


def _link(text, address):
    """Return a link with its address, once when the text says it already."""
    text = text.strip()
    scheme, _colon, rest = address.partition(":")
    if scheme in ("tel", "mailto") or not rest or rest.strip("/") in text:
        return text or rest
    return f"{text}:{BREAK}{address}" if text else address


def _words(text):
    """Return the words of a text: line ends of the source mean nothing."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _is_hidden(node):
    return re.search(r"display:\s*none", node.get("style") or "") is not None


def _tidy(text):
    """Return lines without spaces around, and never more than one empty one."""
    text = MARKS.sub(lambda m: "\n\n" if PARAGRAPH in m[0] else "\n", text)
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
