"""A real Odoo server on loopback, as in production, that ends with the benchmark."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 120
STOP_SECONDS = 30
ERROR = re.compile(" (ERROR|CRITICAL) ")
#: what the log says of a request: method, path, and after the status the statements
REQUEST = re.compile(r'"(\w+) (\S+) HTTP/[\d.]+" \d+ \S+ (\d+) [\d.]+ [\d.]+')


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """Odoo with worker processes, in a process group of its own.

    It sends no mails and runs no scheduled actions: these run beside the requests of
    visitors and would only blur the figures.

    :param options: further options of ``odoo``
    :param str database: another one than that of the benchmark
    """

    def __init__(self, *options, workers=2, database=None):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        gevent_port = free_port()
        #: where a proxy in front sends websockets
        self.websocket = f"ws://127.0.0.1:{gevent_port}/websocket"
        self._urls = [self.url, f"http://127.0.0.1:{gevent_port}"]
        self.log = Path(tempfile.mkstemp(prefix="odoo-", suffix=".log")[1])
        self._options = [
            f"--database={database or os.environ['PGDATABASE']}",
            f"--workers={workers}",
            "--max-cron-threads=0",
            "--http-interface=127.0.0.1",
            "--proxy-mode",
            f"--http-port={self.port}",
            f"--gevent-port={gevent_port}",
            *options,
        ]
        self._process = None

    def start(self):
        """Start, and return when the server answers."""
        launcher = Path(__file__).parents[1] / "dev/lib/launch/odoo_server.py"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM"]
                + [sys.executable, str(launcher), *self._options],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not all(map(self._answers, self._urls)):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(
                    f"Odoo does not start:\n{self.log.read_text()[-4000:]}"
                )
            time.sleep(0.2)

    @staticmethod
    def _answers(url):
        with suppress(urllib.error.URLError, OSError):
            with urllib.request.urlopen(f"{url}/web/health", timeout=5) as answer:
                return answer.status == 200
        return False

    def stop(self):
        """Let the server end what it is doing; whoever does not, is ended."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self):
        """End the whole process group at once, as ``kill -9`` or a power cut does."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def errors(self):
        """Return how many lines of the log report an error; print the first ones."""
        lines = self.log.read_text(errors="replace").splitlines()
        found = [line for line in lines if ERROR.search(line)]
        print(*found[:5], sep="\n")
        return len(found)

    def statements(self):
        """Return what each request asked of the database, in the order of the log.

        :return: list of (method, path, number of statements)
        """
        found = REQUEST.findall(self.log.read_text(errors="replace"))
        return [(method, path, int(number)) for method, path, number in found]

    def logged(self, words):
        """Return how many lines of the log have some words in them."""
        lines = self.log.read_text(errors="replace").splitlines()
        return sum(words in line for line in lines)


@contextmanager
def serving(*options, **kwargs):
    """Serve the database of the benchmark until the end of the block."""
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    server = Server(*options, **kwargs)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.log.unlink(missing_ok=True)
