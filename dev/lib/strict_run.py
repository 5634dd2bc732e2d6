"""A pytest plugin: a run in which a test was skipped, no test ran, or our own code
logged an error that no test expected, has failed.

Where the suite is spread over processes (pytest-xdist), each tells the one that began
them what it logged and skipped; that one judges.
"""

import logging

import pytest

OURS = "odoo.addons.municipal_appointment"


class LogKeeper(logging.Handler):
    """Keeps what our code logged, with the test during which it did."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []
        self.test = "between tests"

    def emit(self, record):
        if record.name.startswith(OURS):
            self.records.append((record.levelno, self.test, record.getMessage()))

    def errors(self):
        return [record for record in self.records if record[0] >= logging.ERROR]


keeper = LogKeeper()
skipped = []
not_collected = []
ran = []


def pytest_sessionstart(session):
    logging.getLogger().addHandler(keeper)


def pytest_runtest_logstart(nodeid, location):
    keeper.test = nodeid.rpartition("/")[2]


def pytest_runtest_logreport(report):
    if report.skipped:
        skipped.append(report.nodeid)
    elif report.when == "call":
        ran.append(report.nodeid)


def pytest_collectreport(report):
    if report.skipped:
        not_collected.append(report.nodeid)


def pytest_testnodedown(node, error):
    """Hear what a process kept, which is missing where it died."""
    told = getattr(node, "workeroutput", {}).get("strict_run")
    if told:
        keeper.records += told["records"]
        not_collected.extend(told["not_collected"])


def complaints():
    if missing := sorted({*skipped, *not_collected}):
        yield f"Skipped tests fail the run: {', '.join(missing)}"
    if not ran:
        yield "No test ran."
    if keeper.errors():
        yield "The add-on logged errors that no test expected."


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if hasattr(session.config, "workeroutput"):
        told = {"records": keeper.records, "not_collected": not_collected}
        session.config.workeroutput["strict_run"] = told
    elif exitstatus == pytest.ExitCode.OK and any(complaints()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if config.option.collectonly:
        return
    if keeper.records:
        terminalreporter.section("logged by the add-on")
        for level, test, message in keeper.records:
            name = logging.getLevelName(level)
            terminalreporter.write_line(f"{name} in {test}: {message}")
    for complaint in complaints():
        terminalreporter.write_line(complaint, red=True)
