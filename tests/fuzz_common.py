"""Odd requests by the thousand: what a robot, a mail program or a finger may send.

What is asked is found, not listed: every route of ours, every field that its controller
reads, every public method of our models. A new one is tried without anybody adding it.
"""

import inspect
import json
import re
import threading
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import odoo
from odoo import http
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from .properties import FUZZ

ADDON = "odoo.addons.municipal_appointment."
#: <int:booking_id>, <model("municipal.product"):product>, <token>
PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
READ = re.compile(r"""(?:\.get\(|\.get_param\(|params\[)["'](\w+)["']""")
ODD = (
    "0 -1 1 2147483648 99999999999999999999 1e9 NaN 1.5 x é ٣ 1,2 1;2 true null [] {}"
    " ..%2F ../.. %00 %zz %C3%28 ’ … <b> \"'><script> =1+1 {{7*7}} ${7*7} '; --"
    " 2026-10-14T07:00:00Z 2026-99-99 9999-12-31T23:59:59Z 0001-01-01 25:99 q_1"
).split(" ") + [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u2028",
    "\u202e",
    "\ufffe",
    "😀",
    "x" * 3000,
]
ROLES = ("", "portal", "employee", "clerk", "manager", "administrator")


def endpoints(env):
    """Return the routes of this add-on as (rule, methods, type)."""
    found = []
    # what a server notes on the thread of each request
    with patch.object(threading.current_thread(), "dbname", env.cr.dbname, create=True):
        rules = list(env["ir.http"].routing_map().iter_rules())
    for rule in rules:
        endpoint = getattr(rule.endpoint, "original_endpoint", None)
        if endpoint and inspect.unwrap(endpoint).__module__.startswith(ADDON):
            methods = sorted((rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"})
            found.append((rule.rule, methods, rule.endpoint.routing["type"]))
    return sorted(found, key=str)


def names_read():
    """Return the names of what our controllers read out of a request."""
    folder = Path(odoo.modules.get_module_path("municipal_appointment"), "controllers")
    texts = [path.read_text() for path in sorted(folder.rglob("*.py"))]
    return sorted({name for text in texts for name in READ.findall(text)})


def public_methods(env):
    """Return (model, method, number of arguments) of what RPC can call on ours."""
    found = []
    for name in sorted(env.registry.models):
        model = env[name]
        if model._abstract:
            continue
        for method, function in inspect.getmembers(type(model), callable):
            if method.startswith("_") or not is_ours(model, method):
                continue
            try:
                get_public_method(model, method)
            except (AccessError, AttributeError):
                continue
            parameters = list(inspect.signature(function).parameters)[1:]
            found.append((name, method, len(parameters)))
    return found


def is_ours(model, method):
    """Tell whether only this add-on defines a method: others answer for theirs."""
    makers = [cls.__module__ for cls in type(model).mro() if method in vars(cls)]
    return all(maker.startswith(ADDON) for maker in makers)


def repeated(count):
    """Return a decorator: run so many times, each with dice of its own.

    The same dice in every run of the suite: a failure can be repeated, and hypothesis
    looks for the smallest request that fails likewise.
    """
    dice = given(st.randoms(use_true_random=False))
    patience = settings(
        max_examples=count * (FUZZ or 1),
        derandomize=not FUZZ,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda function: patience(dice(function))


class Fuzz:
    """Makes requests and calls that are partly good and partly odd.

    :param dict good: kind of value -> values with which something happens:
        ``path`` (name of a part -> values), ``fields`` (name -> values), ``ids``
    """

    def __init__(self, env, good):
        self.random = None
        self.good = good
        self.routes = endpoints(env)
        self.names = names_read()
        self.methods = public_methods(env)

    def odd(self):
        return self.random.choice(ODD)

    def often(self, good):
        """Return something good, mostly: what is refused at the door tries little."""
        if good and self.random.random() < 0.75:
            return str(self.random.choice(good))
        return self.odd()

    def part(self, name):
        """Return a part of a path; a slash would make it the path of another route."""
        value = self.often(self.good["path"].get(name)).replace("/", "-")
        return quote(value, safe="")

    def request(self):
        """Return (method, path, fields, JSON?) of a request to a page."""
        rule, methods, kind = self.random.choice(self.routes)
        path = PART.sub(lambda part: self.part(part[2]), rule)
        fields = [
            (name, self.often(self.good["fields"].get(name)))
            for name in self.random.sample(self.names, self.random.randint(0, 5))
        ]
        fields += [
            (name, self.often(values))
            for name, values in self.good["usual"].items()
            if self.random.random() < 0.6
        ]
        method = self.random.choice([*methods, *methods, "GET", "POST"])
        return method, path, fields, kind != "http"

    def send(self, case, request):
        """Send a request with the browser of a test; return the answer."""
        method, path, fields, is_json = request
        if is_json:
            body = {"jsonrpc": "2.0", "params": dict(fields)}
            return case.url_open(
                path,
                data=json.dumps(body),
                headers={"Content-Type": "application/json"},
            )
        if method == "POST":
            if self.random.random() < 0.8:
                fields = [*fields, ("csrf_token", http.Request.csrf_token(case))]
            return case.url_open(path, data=fields, allow_redirects=False)
        query = f"?{urlencode(fields)}" if fields else ""
        return case.url_open(path + query, allow_redirects=False, method=method)

    def value(self):
        """Return something that a program may send as an argument."""
        pick = self.random.random()
        if pick < 0.4:
            return self.random.choice(self.good["ids"])
        if pick < 0.6:
            return self.odd()
        return self.random.choice(
            [None, True, False, 0, -1, 2**40, 1.5, [], {}, [[]], [1, "x"], {"id": 1}]
        )

    def call(self):
        """Return (model, method, ids, arguments) of a call by a program."""
        model, method, count = self.random.choice(self.methods)
        ids = self.random.choice(
            [[], self.good["records"].get(model, [1]), [2**31 - 1], [1, 2, 3]]
        )
        arguments = [self.value() for _number in range(count)]
        if self.random.random() < 0.1:
            arguments = arguments[:-1]
        return model, method, ids, arguments
