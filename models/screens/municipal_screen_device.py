from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

#: a screen tells that it lives every minute
SILENT_MINUTES = 5
LONGEST_BROWSER = 250


class MunicipalScreen(models.Model):
    """What is known of the device that shows a screen: does it live, is it heard?

    A dark or silent screen in a hall looks like one that has nothing to tell.
    """

    _inherit = "municipal.screen"

    last_seen = fields.Datetime(readonly=True, copy=False)
    silent = fields.Boolean(compute="_compute_attention")
    browser = fields.Char(
        readonly=True, copy=False, help="As the device names itself (user agent)."
    )
    scripts_failed = fields.Boolean(
        readonly=True,
        copy=False,
        help="The page was opened, but its scripts did not start: the browser is too "
        "old, or something on the way holds them back.",
    )
    sound = fields.Selection(
        selection=[
            ("ok", "Calls are spoken"),
            ("blocked", "Waits for a touch"),
            ("no_voice", "No voice of this language"),
            ("failed", "The voice does not work"),
        ],
        readonly=True,
        copy=False,
        help="What the display itself says about its chime and voice.",
    )
    attention = fields.Char(
        compute="_compute_attention", help="What somebody should look at."
    )

    @api.depends("last_seen", "active", "scripts_failed", "sound")
    def _compute_attention(self):
        since = fields.Datetime.now() - timedelta(minutes=SILENT_MINUTES)
        for screen in self:
            seen = screen.last_seen
            screen.silent = bool(screen.active and seen and seen < since)
            screen.attention = screen.active and screen._attention_in_words()

    def _attention_in_words(self):
        """Return the worst thing about the device, nothing when all is well."""
        if not self.last_seen:
            return self.env._("Was never opened")
        if self.silent:
            return self.env._(
                "Not heard of since %(moment)s",
                moment=format_datetime(self.env, self.last_seen, dt_format="short"),
            )
        if self.scripts_failed:
            return self.env._("The browser is too old for this screen")
        return {
            "blocked": self.env._("No sound: waits for a touch"),
            "no_voice": self.env._("Calls are not spoken: no voice of this language"),
            "failed": self.env._("Calls are not spoken: the voice does not work"),
        }.get(self.sound, "")

    def _touch(self, browser="", sound="", scripts_failed=False):
        """Remember that the device lives, and what it says about itself.

        At most once a minute, unless something changed: it asks more often. What is
        written at this moment by another request of the device is left to that one.

        :param str sound: a value of the field; anything else is taken for silence
        """
        now = fields.Datetime.now()
        sounds = dict(self._fields["sound"].selection)
        said = {
            "browser": (browser or "")[:LONGEST_BROWSER] or False,
            "sound": sound if sound in sounds else False,
            "scripts_failed": bool(scripts_failed),
        }
        for screen in self.sudo():
            late = not screen.last_seen or now - screen.last_seen > timedelta(minutes=1)
            news = any(screen[name] != value for name, value in said.items())
            if late or news:
                screen.try_lock_for_update().write({**said, "last_seen": now})
