"""The proxy of ``docs/scaling.rst``, as it stands there, before two Odoo servers.

HAProxy runs the very configuration of that page; only addresses, ports and the
certificate are replaced. Visitors book through it. In the middle one server is ended
with SIGKILL, as by a power cut, and started again. Nobody may see an answer 5xx, and
whatever a visitor was told to be booked must be in the database, once.

--visitors N  so many visitors, each with a moment of its own
"""

import argparse
import re
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import requests
import urllib3
from _integrity import Checks
from _odoo import environment
from _report import report
from _server import Server, free_port
from _town import ZONE, allow_holds, make_municipal_type
from _visitor import Rush, Visitor
from pytz import utc

from odoo import fields

PAGE = Path(__file__).parents[1] / "docs/scaling.rst"
#: the address of a machine in the page -> which server it is
MACHINES = {"10.0.0.11": 0, "10.0.0.12": 1}
START_SECONDS = 30


def documented():
    """Return the configuration that the page shows, without its indentation."""
    text = PAGE.read_text()
    [block] = re.findall(r"^    global\n(?:(?:    .*)?\n)+", text, re.MULTILINE)
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


def adapted(configuration, servers, certificate, plain, secure):
    """Return the configuration with the ports and the servers of this machine."""
    for address, number in MACHINES.items():
        configuration = configuration.replace(
            f"{address}:8069", f"127.0.0.1:{servers[number].port}"
        ).replace(f"{address}:8072", servers[number].websocket.split("/")[2])
    return (
        configuration.replace("bind :80\n", f"bind 127.0.0.1:{plain}\n")
        .replace("bind :443", f"bind 127.0.0.1:{secure}")
        .replace("/etc/haproxy/town.pem", str(certificate))
    )


def make_certificate(folder):
    """Make a certificate for loopback, key and all in one file, as HAProxy wants it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    both = folder / "town.pem"
    both.write_text(key.read_text() + certificate.read_text())
    return both


def haproxy():
    """Return where HAProxy is; Debian puts it where only root looks."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if not found:
        raise SystemExit("HAProxy is not on this machine: install Debian's haproxy.")
    return found


@contextmanager
def proxy(servers):
    """Let HAProxy stand before the servers.

    :return: its address with and without TLS
    """
    plain, secure = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="proxy-") as name:
        folder = Path(name)
        path = folder / "haproxy.cfg"
        certificate = make_certificate(folder)
        path.write_text(adapted(documented(), servers, certificate, plain, secure))
        subprocess.run([haproxy(), "-c", "-f", str(path)], check=True)
        command = ["setpriv", "--pdeathsig", "TERM", haproxy(), "-db", "-f", str(path)]
        process = subprocess.Popen(command)
        try:
            wait_for(secure)
            yield f"https://127.0.0.1:{secure}", f"http://127.0.0.1:{plain}"
        finally:
            process.terminate()
            process.wait(10)


def wait_for(port):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("HAProxy does not start.")


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
        for visitor in visitors:
            visitor.browser.verify = False
        self.rush = Rush(visitors, lambda visitor: None, self._book)

    def _book(self, visitor):
        start = self._starts[visitor.number]
        day = utc.localize(start).astimezone(ZONE).date()
        page = visitor.open(f"/afspraak/moment?q_{self._product}=1&day={day}&all=1")
        visitor.book(page.moments()[f"{start:%Y-%m-%dT%H:%M:%SZ}"])


def kill_one(server, rush):
    """End a server in the middle of the visitors, and start it again."""
    enough = len(rush.visitors) // 2
    while rush.busy and rush.answers() < enough:
        time.sleep(0.01)
    server.kill()
    time.sleep(3)
    server.start()


def redirects(plain):
    """Tell whether the address without TLS leads to the one with it."""
    answer = requests.get(f"{plain}/afspraak", allow_redirects=False, timeout=10)
    return answer.status_code == 301 and answer.headers["Location"].startswith("https:")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=60)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
    servers = [Server("--proxy-mode") for _number in range(2)]
    try:
        for server in servers:
            server.start()
        with proxy(servers) as (secure, plain):
            run = Run(secure, arguments.visitors)
            run.rush.run(lambda rush: kill_one(servers[0], rush))
            figures = {
                **run.checks.figures(),
                "told_booked": len(run.rush.booked),
                **run.rush.figures(),
                "redirects_to_https": int(redirects(plain)),
            }
    finally:
        for server in servers:
            server.stop()
            server.log.unlink(missing_ok=True)
    for failure in run.rush.failures[:5]:
        print(failure)
    never = ("doubles", "faults", "errors_5xx", "failed_visitors")
    everybody = {"booked": arguments.visitors, "told_booked": arguments.visitors}
    report(
        figures,
        {name: ("==", limit) for name, limit in everybody.items()}
        | {name: ("==", 0) for name in never}
        | {"redirects_to_https": ("==", 1)},
    )


if __name__ == "__main__":
    main()
