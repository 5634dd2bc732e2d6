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
        """Return the form in which a visitor says who they are, if this page has it."""
        forms = self._find('//form[.//input[@name="name"] and .//input[@name="email"]]')
        return forms[0] if forms and not self.taken else None

    @property
    def choice(self):
        """Return the form of a kiosk that gives a ticket, if this page has it."""
        forms = self._find('//form[.//input[@name="request_key"]]')
        return forms[0] if forms else None

    def link(self, css_class):
        """Return the step of the first link of a kind."""
        path = f'//a[contains(concat(" ", @class, " "), " {css_class} ")]'
        return Step("GET", self._address(self._find(path)[0], "href"))

    @property
    def product(self):
        """Return the form with which a visitor goes on from a product, as a step."""
        return self.submit(self._find('//form[@id="products" and @method="get"]')[0])

    def days(self):
        """Return the steps to the days of which the slots can be seen."""
        area = '//*[contains(concat(" ", @class, " "), " o_municipal_days ")]'
        found = self._find(f"{area}//a[@href]")
        return [Step("GET", self._address(link, "href")) for link in found]

    def moments(self):
        """Return what can be chosen among the free slots: start -> step."""
        return self._choices("o_municipal_times")

    def alternatives(self):
        """Return what can be chosen instead of a moment that was taken.

        The nearest moments, or on the page of moments those around the one taken.
        """
        return self._choices("o_municipal_nearest") or self.moments()

    def _choices(self, css_class):
        """Return the steps in a part of the page: links, buttons or forms."""
        area = f'//*[contains(concat(" ", @class, " "), " {css_class} ")]'
        steps = {}
        for link in self._find(f'{area}//a[contains(@href, "start=")]'):
            steps[_start(link.get("href"))] = Step("GET", self._address(link, "href"))
        for control in self._find(f'{area}//*[@name="start" and @value]'):
            form = next(control.iterancestors("form"))
            steps[control.get("value")] = self.submit(form, start=control.get("value"))
        for form in self._find(f'{area}//form[contains(@action, "start=")]'):
            button = form.xpath('.//button[@type="submit"]')[0]
            fields = {button.get("name"): button.get("value")}
            steps[_start(form.get("action"))] = self.submit(form, **fields)
        return steps

    def _address(self, node, attribute):
        return urljoin(self.url, node.get(attribute) or self.url)

    def submit(self, form, **values):
        """Return the step that sends a form, some fields filled in."""
        fields = {**dict(form.form_values()), **values}
        method = form.get("method", "get").upper()
        return Step(method, self._address(form, "action"), fields)


def _start(address):
    """Return the moment that an address names."""
    return parse_qs(urlparse(address).query)["start"][0]


class Step:
    """A link to follow, or a form to send."""

    def __init__(self, method, address, fields=None):
        self.method = method
        self.address = address
        self.fields = fields
