"""A streaming replica of the database server, that is gone at the end."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from _server import free_port

#: who runs PostgreSQL when we are root, which it refuses
SERVER_USER = "postgres"
#: a replica may not be smaller than its primary in these
SIZES = (
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_wal_senders",
    "max_worker_processes",
)
WAIT_SECONDS = 60


class Replica:
    """A copy of the whole server that follows it, and answers what only reads."""

    def __init__(self):
        self.port = free_port()
        self._replicator = _replicator()
        self._home = Path(tempfile.mkdtemp(prefix="municipal-replica-"))
        self._home.chmod(0o700)
        if os.getuid() == 0:
            shutil.chown(self._home, SERVER_USER)
        self.log = self._home / "log"

    def _run(self, *command):
        """Run a program of PostgreSQL as the user who may."""
        if os.getuid() == 0:
            command = ("runuser", "-u", SERVER_USER, "--", *command)
        done = subprocess.run(
            command,
            cwd="/",
            env={**os.environ, "PGUSER": self._replicator, "PATH": _server_path()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{command}:\n{done.stderr}")

    def start(self):
        """Copy the primary, and follow it; every statement is written to the log."""
        data = str(self._home / "data")
        self._run(
            "pg_basebackup", "-D", data, "--write-recovery-conf", "--checkpoint=fast"
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "hot_standby": "on",
            "hot_standby_feedback": "on",
            "log_statement": "all",
            "log_line_prefix": "%d:",
            "logging_collector": "off",
            **_primary_settings(),
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        arguments = ["-D", data, "-l", str(self.log), "-w", "-t", "120"]
        self._run("pg_ctl", "start", *arguments, "-o", f"-p {self.port} {options}")

    def stop(self):
        """End the replica and remove its files; the primary notices nothing."""
        data = self._home / "data"
        if (data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(data), "-m", "immediate", "-w")
        shutil.rmtree(self._home)

    def query(self, statement, **connection):
        """Return the first value that a query on the replica gives."""
        return query(statement, port=self.port, **connection)

    def administer(self, statement):
        """Run a statement on the replica that an administrator may run."""
        return self.query(statement, user=self._replicator)

    def catch_up(self):
        """Wait until the replica has what the primary has, and return how long."""
        started = time.perf_counter()
        wanted = query("SELECT pg_current_wal_lsn()")
        behind = f"SELECT pg_last_wal_replay_lsn() < '{wanted}'"
        while self.query(behind):
            if time.perf_counter() - started > WAIT_SECONDS:
                raise SystemExit("The replica does not follow the primary.")
            time.sleep(0.002)
        return time.perf_counter() - started

    def statements_about(self, table):
        """Return how many statements about a table the replica was asked so far."""
        begin = f"\n{os.environ['PGDATABASE']}:LOG:"
        statements = self.log.read_text(errors="replace").split(begin)
        return sum(table in statement for statement in statements)


def query(statement, **connection):
    """Return the first value that a query on the primary gives."""
    database = {"dbname": os.environ["PGDATABASE"], **connection}
    with closing(psycopg2.connect(**database)) as opened:
        opened.autocommit = True
        cursor = opened.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _replicator():
    """Return a role that may copy the server: our own one, or the administrator."""
    may = "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user"
    for user in (os.environ.get("PGUSER"), SERVER_USER):
        try:
            if user and query(may, user=user):
                return user
        except psycopg2.OperationalError:
            continue
    raise SystemExit("A replica needs a PostgreSQL role that may replicate.")


def _primary_settings():
    return {name: query(f"SHOW {name}") for name in SIZES}


def _server_path():
    """Return the path with the programs of the newest PostgreSQL in front."""
    found = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    folders = sorted(
        (path.parent for path in found), key=lambda p: float(p.parent.name)
    )
    return os.pathsep.join([*map(str, folders[-1:]), os.environ["PATH"]])


@contextmanager
def replicating():
    """Have a replica that follows the primary, until the end of the block."""
    replica = Replica()
    try:
        replica.start()
        yield replica
    finally:
        replica.stop()
