import json
from datetime import datetime

from pytz import utc

from odoo.tests import freeze_time
from odoo.tests.common import ChromeBrowser

#: a Monday, 09:00 in Brussels; Tuesday the 13th is free walk-in
NOW = datetime(2026, 10, 12, 7, 0)
#: gives the pages of a browser another clock, which goes on ticking
SHIFT = """
((now) => {
    const Real = Date;
    const real = Real.now;
    const shift = now - real();
    // a test may put its own in this place, which then holds for new dates too
    Real.now = () => real() + shift;
    window.Date = new Proxy(Real, {
        apply: () => new Real(Real.now()).toString(),
        construct: (target, given, made) =>
            Reflect.construct(target, given.length ? given : [Real.now()], made),
    });
})(%s);
"""


def _navigate_in_time(navigate):
    """Return a ``navigate_to`` of browsers whose pages have the clock of the server."""

    def navigate_to(browser, *args, **kwargs):
        if not getattr(browser, "has_clock", False):
            browser.has_clock = True
            now = utc.localize(datetime.now()).timestamp() * 1000
            browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument",
                params={"source": SHIFT % json.dumps(now)},
            )
        return navigate(browser, *args, **kwargs)

    return navigate_to


class OwnClock:
    """Test classes that choose their own "now", for the server and for the browser.

    A test that takes the clock of the machine passes on some days and at some hours
    only. Put this class before ``HttpCase``; ``cls.clock.move_to`` lets time pass.
    """

    #: naive UTC
    now = NOW

    @classmethod
    def setUpClass(cls):
        frozen = freeze_time(cls.now)
        cls.clock = frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.classPatch(
            ChromeBrowser, "navigate_to", _navigate_in_time(ChromeBrowser.navigate_to)
        )
        super().setUpClass()
