"""The proxies of ``docs/deploy``, as they stand there, before two Odoo servers.

HAProxy and nginx run the very files of that folder; only addresses, ports and the
certificate are replaced. Visitors book through them. In the middle one server is ended
with SIGKILL, as by a power cut, and started again; then the other one is ended well and
started again, as an administrator does with a new version. Nobody may see an answer
5xx, and whatever a visitor was told to be booked must be in the database, once.

--proxy NAME  haproxy or nginx alone
--visitors N  so many visitors, each with a moment of its own
"""

import argparse
import gzip
import socket
import ssl
import time
import warnings
from datetime import timedelta
from urllib.parse import urlsplit

import requests
import urllib3
from _integrity import Checks
from _odoo import environment
from _proxy import PROXIES, proxying
from _report import report
from _server import Server
from _town import ZONE, allow_holds, make_municipal_type
from _visitor import Rush, Visitor
from pytz import utc

from odoo import fields


class Run:
    """Visitors who book through the proxy, each a moment of its own."""

    def __init__(self, url, count):
        since = fields.Datetime.now()
        with environment(keep=True) as env:
            allow_holds(env, count)
            product = make_municipal_type(env, 1)
            now = utc.localize(fields.Datetime.now())
            free = product.type_id._free_slots(
                [(product, 1)], now + timedelta(days=1), now + timedelta(days=60)
            )
            self._starts = sorted(free)[:count]
            self._product = product.id
            self.checks = Checks(product.type_id.id, since)
        visitors = [Visitor(url, number) for number in range(count)]
        self.rush = Rush(visitors, lambda visitor: None, self._book)

    def _book(self, visitor):
        start = self._starts[visitor.number]
        day = utc.localize(start).astimezone(ZONE).date()
        page = visitor.open(f"/afspraak/moment?q_{self._product}=1&day={day}&all=1")
        visitor.book(page.moments()[f"{start:%Y-%m-%dT%H:%M:%SZ}"])


def wait_until(rush, share):
    """Wait until the visitors have had a share of the answers that they will get."""
    enough = len(rush.visitors) * 2 * share
    while rush.busy and rush.answers() < enough:
        time.sleep(0.01)


def kill_and_renew(servers, rush):
    """End one server by a power cut, later the other one well; start each again."""
    first, second = servers
    wait_until(rush, 0.25)
    first.kill()
    time.sleep(3)
    first.start()
    wait_until(rush, 0.6)
    second.stop()
    second.start()


def plainly(plain):
    """Tell whether the address without TLS leads to the one with it."""
    answer = requests.get(f"{plain}/afspraak", allow_redirects=False, timeout=10)
    return answer.status_code == 301 and answer.headers["Location"].startswith("https:")


def compressed(secure):
    """Tell whether a page comes compressed to who can read that."""
    headers = {"Accept-Encoding": "gzip"}
    url = f"{secure}/afspraak"
    answer = requests.get(url, headers=headers, stream=True, verify=False, timeout=60)
    page = gzip.decompress(answer.raw.read(decode_content=False))
    return answer.headers["Content-Encoding"] == "gzip" and b"<html" in page


def named_outside(secure):
    """Tell whether Odoo knows its address outside, and not what a visitor makes up."""
    made_up = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    page = requests.get(f"{secure}/afspraak", headers=made_up, verify=False, timeout=60)
    return f'"{secure}/afspraak"' in page.text and "evil.example" not in page.text


def websocket(secure):
    """Tell whether a websocket is opened through the proxy."""
    host = urlsplit(secure).netloc
    asking = (
        f"GET /websocket HTTP/1.1\r\nHost: {host}\r\nOrigin: {secure}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    address = urlsplit(secure).hostname, urlsplit(secure).port
    with socket.create_connection(address, timeout=30) as plain:
        with context.wrap_socket(plain) as opened:
            opened.sendall(asking.encode())
            return opened.recv(100).startswith(b"HTTP/1.1 101 ")


#: what each proxy does, beside being there
CHECKS = {
    "compresses": compressed,
    "passes_websockets": websocket,
    "overwrites_headers": named_outside,
}


def measure(name, servers, visitors):
    """Return the figures of one proxy, with visitors of its own."""
    with proxying(name, servers) as (secure, plain):
        checks = {check: int(does(secure)) for check, does in CHECKS.items()}
        run = Run(secure, visitors)
        run.rush.run(lambda rush: kill_and_renew(servers, rush))
        checks["redirects_to_https"] = int(plainly(plain))
    for failure in run.rush.failures[:5]:
        print(failure)
    return {
        **checks,
        **run.checks.figures(),
        "told_booked": len(run.rush.booked),
        **run.rush.figures(),
    }


def limits(visitors):
    once = {"booked": visitors, "told_booked": visitors}
    never = dict.fromkeys(("doubles", "faults", "errors_5xx", "failed_visitors"), 0)
    does = dict.fromkeys([*CHECKS, "redirects_to_https"], 1)
    return {name: ("==", value) for name, value in (once | never | does).items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--proxy", choices=PROXIES, action="append")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
    servers = [Server("--proxy-mode") for _number in range(2)]
    figures, expected = {}, {}
    try:
        for server in servers:
            server.start()
        for name in arguments.proxy or PROXIES:
            found = measure(name, servers, arguments.visitors)
            figures |= {f"{name}_{key}": value for key, value in found.items()}
            expected |= {
                f"{name}_{key}": limit
                for key, limit in limits(arguments.visitors).items()
            }
    finally:
        for server in servers:
            server.stop()
            server.log.unlink(missing_ok=True)
    report(figures, expected)


if __name__ == "__main__":
    main()
