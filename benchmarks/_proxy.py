"""The proxies of ``docs/deploy``, as they stand there, before servers of ours."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from _server import free_port

DEPLOY = Path(__file__).parents[1] / "docs/deploy"
#: the address of a machine in the files -> which server it is
MACHINES = {"10.0.0.11": 0, "10.0.0.12": 1}
START_SECONDS = 30
#: for files that nginx keeps for a moment
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _before(configuration, servers):
    """Return a configuration with the servers of this machine in it."""
    for address, number in MACHINES.items():
        websocket = servers[number].websocket.split("/")[2]
        configuration = configuration.replace(
            f"{address}:8069", f"127.0.0.1:{servers[number].port}"
        ).replace(f"{address}:8072", websocket)
    return configuration


def _program(name):
    """Return where a program is; Debian puts it where only root looks."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        raise SystemExit(f"{name} is not on this machine: install Debian's {name}.")
    return found


class HAProxy:
    """HAProxy with ``haproxy.cfg``."""

    name = "haproxy.cfg"

    def adapted(self, configuration, certificate, plain, secure):
        return (
            configuration.replace("bind :80\n", f"bind 127.0.0.1:{plain}\n")
            .replace("bind :443", f"bind 127.0.0.1:{secure}")
            .replace("/etc/haproxy/town.pem", str(certificate))
            .replace("abns@town", f"abns@town-{secure}")
        )

    def check(self, path):
        return [_program("haproxy"), "-c", "-f", str(path)]

    def command(self, path):
        return [_program("haproxy"), "-db", "-f", str(path)]


class Nginx:
    """nginx with ``nginx.conf``; its files lie beside it, and not where Debian says."""

    name = "nginx.conf"

    def adapted(self, configuration, certificate, plain, secure):
        folder = certificate.parent
        ours = [f"{kind}_temp_path {folder / kind};" for kind in TEMPORARY]
        ours.append("access_log off;")
        user = "user root;\n" if os.getuid() == 0 else ""
        return user + (
            configuration.replace("listen 80;", f"listen 127.0.0.1:{plain};")
            .replace("listen 443", f"listen 127.0.0.1:{secure}")
            .replace("/etc/nginx/town.pem", str(certificate))
            .replace("/run/nginx.pid", str(folder / "pid"))
            .replace("http {", "\n".join(["http {", *ours]), 1)
        )

    def _run(self, path):
        program = os.environ.get("NGINX_PROGRAM") or _program("nginx")
        return [program, "-e", "stderr", "-p", str(path.parent), "-c", str(path)]

    def check(self, path):
        return [*self._run(path), "-t"]

    def command(self, path):
        return [*self._run(path), "-g", "daemon off;"]


PROXIES = {"haproxy": HAProxy(), "nginx": Nginx()}


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


@contextmanager
def proxying(name, servers):
    """Let a proxy stand before the servers, until the end of the block.

    :return: its address with and without TLS
    """
    kind, plain, secure = PROXIES[name], free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="proxy-") as folder:
        path = Path(folder, kind.name)
        certificate = make_certificate(path.parent)
        documented = _before((DEPLOY / kind.name).read_text(), servers)
        path.write_text(kind.adapted(documented, certificate, plain, secure))
        subprocess.run(kind.check(path), check=True)
        command = ["setpriv", "--pdeathsig", "TERM", *kind.command(path)]
        process = subprocess.Popen(command)
        try:
            _wait_for(name, secure)
            yield f"https://127.0.0.1:{secure}", f"http://127.0.0.1:{plain}"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(name, port):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"{name} does not start.")
