"""Four pictures as marks of SVG: rectangles, lines and texts with their places.

A template draws them. So they need no script, and print.
"""

from babel.dates import get_day_names

from odoo.tools.misc import babel_locale_parse

from ..dashboard.tiles import HeatMap
from ..dashboard.weeks import weeks_between

WIDTH, HEIGHT = 340, 210
LEFT, TOP, BOTTOM = 40, 14, 30
NOW, BEFORE, SOFT = "#1f5f99", "#9a9fa5", "#dee2e6"
HEAT = ("#dceaf7", "#a9cdec", "#6fa8d8", "#2a6ca8", "#14426f")
PRODUCT_ROW = 23


class Picture:
    """A title, and marks on a sheet of WIDTH by HEIGHT."""

    width, height = WIDTH, HEIGHT

    def __init__(self, title, legend=()):
        self.title = title
        self.legend = legend
        self.rects, self.texts, self.lines = [], [], []

    def rect(self, x, y, width, height, fill):
        self.rects.append(
            (round(x, 1), round(y, 1), round(width, 1), round(height, 1), fill)
        )

    def text(self, x, y, text, anchor="middle", fill="#16202a"):
        self.texts.append((round(x, 1), round(y, 1), text, anchor, fill))

    def line(self, x1, y1, x2, y2, color=SOFT):
        self.lines.append(
            (round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), color)
        )

    def axis(self, top, written):
        """Draw five lines from 0 to the top, each with its number."""
        floor = HEIGHT - BOTTOM
        for quarter in range(5):
            y = floor - quarter / 4 * (floor - TOP)
            self.line(LEFT, y, WIDTH, y)
            self.text(LEFT - 5, y + 4, written(top * quarter / 4), "end")


def round_top(highest):
    """Return a round number, not below the highest, that four divide."""
    power = 1
    while power * 100 <= highest:
        power *= 10
    steps = (1, 2, 4, 8, 12, 16, 20, 40, 60, 80, 100)
    return next((s * power for s in steps if s * power >= highest), 100 * power)


def day_names(env):
    """Return the short names of the days of the week, from Monday on."""
    return get_day_names("abbreviated", locale=babel_locale_parse(env.lang))


def pictures(facts, sentences):
    """Return the four pictures of a page."""
    return [
        weekdays(facts, sentences),
        half_hours(facts, sentences),
        in_time(facts, sentences),
        products(facts, sentences),
    ]


def weekdays(facts, sentences):
    """Draw the visitors of an open day of each weekday, now and before."""
    env, days = sentences.env, facts.weekdays
    names = day_names(env)
    legend = [(NOW, env._("This period")), (BEFORE, env._("Before"))]
    picture = Picture(env._("Visitors on an open day"), legend)
    top = round_top(
        max(
            [d.after for d in days.values()] + [d.before for d in days.values()],
            default=1,
        )
    )
    picture.axis(top, lambda value: sentences.number(value, digits=0))
    step = (WIDTH - LEFT) / max(1, len(days))
    floor = HEIGHT - BOTTOM
    for index, (weekday, change) in enumerate(days.items()):
        x = LEFT + step * index
        for part, (value, fill) in enumerate(
            [(change.before, BEFORE), (change.after, NOW)]
        ):
            high = value / top * (floor - TOP)
            picture.rect(
                x + step * (0.12 + 0.38 * part), floor - high, step * 0.36, high, fill
            )
        picture.text(x + step / 2, floor + 15, names[weekday - 1])
    return picture


def half_hours(facts, sentences):
    """Draw the busiest half-hours of the week."""
    env, tile = sentences.env, HeatMap(facts.figures).table()
    picture = Picture(env._("Visitors by half-hour, on an open day"))
    columns, rows, names = tile["columns"], tile["rows"], day_names(env)
    values = [c["values"][0] for row in rows for c in row["cells"] if c["values"][0]]
    low, high = min(values, default=0), max(values, default=1)
    width = (WIDTH - LEFT) / max(1, len(columns))
    height = (HEIGHT - TOP - 4) / max(1, len(rows))
    for index, column in enumerate(columns):
        picture.text(
            LEFT + width * (index + 0.5), TOP - 3, names[int(column["key"]) - 1]
        )
    for number, row in enumerate(rows):
        y = TOP + height * number
        if number % 2 == 0:
            picture.text(LEFT - 5, y + min(height, 12) - 1, row["key"], "end")
        for index, cell in enumerate(row["cells"]):
            value = cell["values"][0]
            if value:
                part = (value - low) / (high - low or 1)
                fill = HEAT[min(len(HEAT) - 1, int(part * len(HEAT)))]
                picture.rect(
                    LEFT + width * index + 1, y + 1, width - 2, height - 2, fill
                )
    return picture


def in_time(facts, sentences):
    """Draw week by week which share was helped within the target."""
    env, figures = sentences.env, facts.figures
    title = env._("Helped within the target, by week")
    if figures.target:
        title = env._(
            "Helped within %(minutes)s minutes, by week", minutes=figures.target
        )
    picture = Picture(title)
    picture.axis(
        1, lambda value: sentences.env._("%(number)s%%", number=round(value * 100))
    )
    weeks = weeks_between(figures)
    step, floor = (WIDTH - LEFT) / max(1, len(weeks)), HEIGHT - BOTTOM
    every = -(-22 // max(1, int(step)))
    for index, week in enumerate(weeks):
        share = figures.waits_by_week[True, week["key"]].share
        x = LEFT + step * index
        if share is not None:
            high = share * (floor - TOP)
            picture.rect(x + step * 0.12, floor - high, step * 0.76, high, NOW)
        if index % every == 0:
            picture.text(x + step / 2, floor + 15, week["short"])
    return picture


def products(facts, sentences):
    """Draw the products asked most, with their visitors."""
    env = sentences.env
    picture = Picture(env._("Products asked most"))
    most = max((asked for _name, asked, _change in facts.products), default=1)
    for index, (name, asked, _change) in enumerate(facts.products):
        y = TOP + PRODUCT_ROW * index
        width = asked / most * (WIDTH - 45)
        shown = name if len(name) <= 48 else f"{name[:47]}…"
        picture.text(0, y + 6, shown, "start")
        picture.rect(0, y + 10, width, 7, NOW)
        picture.text(width + 4, y + 17, sentences.number(asked, digits=0), "start")
    return picture
