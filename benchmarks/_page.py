"""What a browser finds in the pages of the website: links, forms and answers.

Nothing here compares wording: a page tells by its structure what it is.
"""

from urllib.parse import parse_qs, urljoin, urlparse

from lxml import html


class Page:
    """A page that was received.

    :param response: of ``requests``, its redirects followed
    """

    def __init__(self, response):
        self.status = response.status_code
        self.url = response.url
        self._tree = html.fromstring(response.content) if response.content else None

    def _find(self, path):
        return [] if self._tree is None else self._tree.xpath(path)

    @property
    def booked(self):
        """Tell whether this is the page of an appointment that was just made."""
        parts = urlparse(self.url)
        return (
            self.status == 200
            and parts.path.startswith("/my/appointments/")
            and parse_qs(parts.query).get("message") == ["booked"]
        )

    @property
    def taken(self):
        """Tell whether the page says that the moment cannot be had any more."""
        return bool(self._find('//*[@id="error"]//a[@href="#moment"]'))

    @property
    def details(self):
        """Return the form in which a visitor says who he is, if this page has it."""
        forms = self._find('//form[.//input[@name="name"] and .//input[@name="email"]]')
        return forms[0] if forms and not self.taken else None

    def moments(self):
        """Return what can be chosen among the free moments: start -> step."""
        return self._choices("o_municipal_times")

    def alternatives(self):
        """Return what can be chosen instead of a moment that was taken."""
        return self._choices("o_municipal_nearest")

    def _choices(self, css_class):
        area = f'//*[contains(concat(" ", @class, " "), " {css_class} ")]'
        steps = {}
        for link in self._find(f'{area}//a[contains(@href, "start=")]'):
            address = urljoin(self.url, link.get("href"))
            steps[parse_qs(urlparse(address).query)["start"][0]] = Step("GET", address)
        for control in self._find(f'{area}//*[@name="start" and @value]'):
            form = next(control.iterancestors("form"))
            steps[control.get("value")] = self.submit(form, start=control.get("value"))
        return steps

    def submit(self, form, **values):
        """Return the step that sends a form, some fields filled in."""
        fields = {**dict(form.form_values()), **values}
        address = urljoin(self.url, form.get("action") or self.url)
        return Step(form.get("method", "get").upper(), address, fields)


class Step:
    """A link to follow, or a form to send."""

    def __init__(self, method, address, fields=None):
        self.method = method
        self.address = address
        self.fields = fields
