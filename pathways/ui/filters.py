"""What templates write with: dates, times, money, ages and counts as staff read them, always in London time."""

import re
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from pathways import clock
from pathways.ui import rendering
from pathways.ui.citations import cited
from pathways.ui.frame import Frame
from pathways.ui.tones import panel_tone, tone


def day(value: date | datetime | None) -> str:
    """25 November 2026."""
    return "" if value is None else f"{_day(value).day} {_day(value):%B %Y}"


def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov; half a year away Mon 19 May 2025, so that an old date is not taken for a near one."""
    if value is None:
        return ""
    on = _day(value)
    near_by = abs((on - clock.today()).days) < 183
    return f"{on:%a} {on.day} {on:%b}" if near_by else f"{on:%a} {on.day} {on:%b %Y}"


def weekday(value: date | datetime | None) -> str:
    """Wednesday 25 November 2026."""
    return "" if value is None else f"{_day(value):%A} {day(value)}"


def at_time(value: datetime | None) -> str:
    """03:12."""
    return "" if value is None else f"{clock.london(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """25 November 2026 at 03:12."""
    return "" if value is None else f"{day(value)} at {at_time(value)}"


def short_moment(value: datetime | None) -> str:
    """Wed 25 Nov, 03:12."""
    return "" if value is None else f"{short_day(value)}, {at_time(value)}"


def near(value: datetime | None, *, in_sentence: bool = False) -> str:
    """Today, 17:00; Yesterday, 09:00; else Wed 25 Nov, 03:12. In a sentence: today, 17:00."""
    if value is None:
        return ""
    apart = (clock.london_date(value) - clock.today()).days
    words = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(apart)
    if words is None:
        return short_moment(value)
    return f"{words.lower() if in_sentence else words}, {at_time(value)}"


def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute of a time element, which takes no more than milliseconds."""
    if isinstance(value, datetime):
        return clock.london(value).isoformat(timespec="seconds")
    return "" if value is None else value.isoformat()


def age(born_on: date | None, on: date | None = None) -> str:
    """Completed years on the London date (or on another date)."""
    if born_on is None:
        return ""
    on = on or clock.today()
    return str(on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)))


def span(minutes: float | None) -> str:
    """53 min; 1 h 18 min; 2 days 3 h. Negative counts as how long ago."""
    if minutes is None:
        return ""
    whole = abs(int(minutes))
    days, hours, left = whole // 1440, whole % 1440 // 60, whole % 60
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return f"{hours} h {left} min" if hours else f"{left} min"


def money(pence: int | None) -> str:
    """£1,250 or £12.50, from pence."""
    if pence is None:
        return ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{pounds:,}" + (f".{rest:02}" if rest else "")


def count(number: int, one: str, many: str = "") -> str:
    """1 person, 2 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


ENDS_NO_SENTENCE = frozenset({"incl.", "e.g.", "i.e.", "s.", "ss.", "para.", "paras.", "Sch.", "Mr.", "Mrs.", "Dr."})


def first_sentence(text: str) -> str:
    """The first sentence, whole and without its full stop: cut nowhere in a bracket or after an abbreviation."""
    for stop in re.finditer(r"\.(?= )", text):
        before = text[: stop.end()]
        is_whole = before.count("(") == before.count(")") and before.count("“") == before.count("”")
        if is_whole and before.split()[-1].lstrip("(“") not in ENDS_NO_SENTENCE:
            return before[:-1]
    return text.rstrip(".")


def _day(value: date | datetime) -> date:
    return clock.london_date(value) if isinstance(value, datetime) else value


FILTERS = (
    day,
    short_day,
    weekday,
    at_time,
    moment,
    short_moment,
    near,
    iso,
    age,
    span,
    money,
    count,
    first_sentence,
    tone,
    panel_tone,
    cited,
)


def install(app: Flask) -> None:
    """Give templates the filters under their own names, the GOV.UK macros, and an empty frame until one is set.

    Before whatever else wants templates: they are those of the environment that stands when they are first asked for.
    """
    app.jinja_environment = rendering.Pages
    own = FileSystemLoader(Path(app.root_path) / str(app.template_folder))
    app.jinja_loader = ChoiceLoader([own, rendering.govuk_macros()])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.setdefault("frame_of_page", Frame)
    app.jinja_env.globals["in_order_of"] = rendering.in_order_of
    app.jinja_env.globals["attributes_of_an_element"] = rendering.attributes_of_an_element
    for one in FILTERS:
        app.add_template_filter(one, one.__name__)
