"""Texts with mark-up of others: as plain lines, or with nothing but harmless mark-up.

>>> plain_lines("<p>Bring:</p><ul><li>your card</li><li>a photo</li></ul>")
['Bring:', 'your card', 'a photo']
>>> safe_html('<p onclick="x()">Come <b>yourself</b><script>alert(1)</script></p>')
'<p>Come <b>yourself</b></p>'
"""

from html import escape
from html.parser import HTMLParser

from .plain_text import clean_line

#: what begins a line of its own
BLOCKS = frozenset(
    "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 li ol p pre section "
    "table td th tr ul".split()
)
#: what is kept, without attributes but for the address of a link
KEPT = frozenset("p br ul ol li strong b em i a".split())
EMPTY = frozenset(["br"])
#: of which what stands inside is no text
SKIPPED = frozenset("script style template head title iframe object noscript".split())
#: other headings are text in bold
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
ADDRESSES = ("https://", "http://", "mailto:", "tel:")


def plain_lines(text):
    """Return the lines of a text with mark-up, without empty ones."""
    reader = _Lines()
    reader.feed(text)
    reader.close()
    lines = (clean_line(line) for line in "".join(reader.parts).split("\n"))
    return [line for line in lines if line]


def safe_html(text):
    """Return a text with nothing but harmless mark-up, every element closed."""
    reader = _Safe()
    reader.feed(text)
    reader.close()
    return "".join([*reader.parts, *reader.ends()]).strip()


class _Reader(HTMLParser):
    """Reads on where others give up, and skips what is no text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.skipped = 0

    def handle_starttag(self, tag, attrs):
        if tag in SKIPPED:
            self.skipped += 1
        elif not self.skipped:
            self.begin(tag, dict(attrs))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif not self.skipped:
            self.end(tag)

    def handle_data(self, data):
        if not self.skipped:
            self.text(data)


class _Lines(_Reader):
    def begin(self, tag, _attributes):
        if tag in BLOCKS:
            self.parts.append("\n")

    def end(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n")

    def text(self, data):
        # an end of a line in the source is none on the page
        self.parts.append(" ".join(data.split("\n")))


class _Safe(_Reader):
    def __init__(self):
        super().__init__()
        self.open = []

    def begin(self, tag, attributes):
        tag = "b" if tag in HEADINGS else tag
        if tag not in KEPT:
            return
        if tag in EMPTY:
            self.parts.append(f"<{tag}/>")
            return
        self.open.append(tag)
        self.parts.append(f"<{tag}{self._address(tag, attributes)}>")

    def end(self, tag):
        tag = "b" if tag in HEADINGS else tag
        if tag in self.open:
            while self.open:
                last = self.open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    break

    def text(self, data):
        self.parts.append(escape(data, quote=False))

    def ends(self):
        """Close what is still open."""
        return [f"</{tag}>" for tag in reversed(self.open)]

    def _address(self, tag, attributes):
        address = clean_line(attributes.get("href") or "") if tag == "a" else ""
        if not address.lower().startswith(ADDRESSES):
            return ""
        return f' href="{escape(address)}"'
