"""A browser that costs next to nothing, so that times are those of the server.

It keeps cookies and follows redirects as a browser does, each request on a connection
of its own, and says of every step how long it took.
"""

import http.client
import ssl
import time
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urljoin, urlparse

from _page import Page, Step

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REDIRECTS = (301, 302, 303, 307)
REQUEST_SECONDS = 110
#: nobody follows more of them
MOST_REDIRECTS = 5
#: what happens when a server goes away
GONE = (OSError, http.client.HTTPException)
#: the proxies of the benchmarks sign their own certificates
TRUSTING = ssl._create_unverified_context()


class Browser:
    """The browser of one visitor.

    :param str url: of the website
    :param dict headers: what every request has beside its cookies
    """

    def __init__(self, url, headers=None):
        self._url = url
        self._headers = headers or {}
        self._cookies = {}
        #: (name, milliseconds, status) of every request, redirects on their own
        self.requests = []

    def open(self, path, name):
        return self.take(Step("GET", urljoin(self._url, path)), name)

    def take(self, step, *names):
        """Follow a link or send a form, and then where the answer leads.

        :param names: of the request, and of those after it
        """
        for name in names:
            response, target = self._send(step, name)
            if target is None:
                return Page(response)
            step = target
        raise SystemExit(f"{name} leads on to {target.address}")

    def follow(self, step, name):
        """Follow a link or send a form, and go wherever the answer leads."""
        return self.take(step, *[name] * (1 + MOST_REDIRECTS))

    def _send(self, step, name):
        parts = urlparse(step.address)
        path, body = parts.path, None
        query, headers = parts.query, self._all_headers()
        if step.fields is not None and step.method == "GET":
            query = urlencode(step.fields)
        elif step.fields is not None:
            body, headers = urlencode(step.fields), headers | FORM
        path += f"?{query}" if query else ""
        started = time.perf_counter()
        connection = self._connection(parts)
        try:
            connection.request(step.method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        spent = (time.perf_counter() - started) * 1000
        self.requests.append((name, spent, answer.status))
        self._remember(answer)
        response = SimpleNamespace(
            status_code=answer.status, url=urljoin(step.address, path), content=content
        )
        return response, self._target(answer, response.url)

    @staticmethod
    def _connection(parts):
        if parts.scheme == "https":
            return http.client.HTTPSConnection(
                parts.netloc, timeout=REQUEST_SECONDS, context=TRUSTING
            )
        return http.client.HTTPConnection(parts.netloc, timeout=REQUEST_SECONDS)

    @staticmethod
    def _target(answer, url):
        """Return the step to which an answer leads, or nothing."""
        if answer.status not in REDIRECTS:
            return None
        return Step("GET", urljoin(url, answer.headers["Location"]))

    def _all_headers(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {**self._headers, "Cookie": cookies} if cookies else self._headers

    def _remember(self, answer):
        for line in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
