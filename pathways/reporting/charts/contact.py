"""How soon people are seen after a referral: the share by each of the fixed days, with its interval."""

from pathways.documents.chart import BLUE, GRID, RULE, SOFT, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW
from pathways.reporting.rules.treatment_parts import RATES_HEAD, Section
from pathways.reporting.rules.treatment_units import FIXED_DAYS

CONTACT = ("first-contact",)
"""The name of the chart in its address."""
NOTE = (
    "Dots: the share seen by day 7, 21 and 42, of everybody whose 42 days are over, also those who died first "
    "(cumulative incidence). Lines through them: 95% interval (public health score). The steps between are as much as "
    "is known: on which day each was seen is not published."
)


def of_contacts(section: Section, width: int = 640) -> Chart:
    """The chart of the first contacts. The rates are masked already: a hidden one has a star and no dot."""
    shares = [rate.shown for rate in section.rates]
    is_drawn = section.is_shown and any(share is not None and share.of for share in shares)
    return Chart(
        drawing=_drawn(section, width).drawing if is_drawn else None,
        title=section.title,
        alt=_in_words(section),
        head=RATES_HEAD,
        rows=tuple(rate.cells for rate in section.rates),
        note=NOTE,
        instead="No chart is drawn: how many were seen by these days is nobody or too few to show, or would give away "
        "a number that is.",
    )


def _in_words(section: Section) -> str:
    """The finding: how many were seen by the last day that is shown, then by each."""
    seen = "; ".join(f"{rate.label.lower()} {rate.cells[3]}" for rate in section.rates)
    known = [(day, rate) for day, rate in zip(FIXED_DAYS, section.rates, strict=True) if rate.shown and rate.share.of]
    if not known:
        return f"{section.title}: {seen}."
    day, last = known[-1]
    return f"{last.share.percent} were seen within {day} days of being referred. {seen.capitalize()}."


def _drawn(section: Section, width: int) -> Easel:
    is_narrow = width < NARROW
    easel = Easel(width, 300)
    left, right, top, base = 46.0, width - 24.0, 38.0, 240.0

    def at(day: float, share: float) -> tuple[float, float]:
        return left + day / FIXED_DAYS[-1] * (right - left), base - share * (base - top)

    for tick in range(0, 101, 20):
        _, y = at(0, tick / 100)
        easel.line(left, y, right, y, colour=GRID if tick else RULE)
        easel.text(left - 6, y + 4, f"{tick}%", 12, anchor="end", colour=SOFT)
    for day in (0, *FIXED_DAYS):
        x, _ = at(day, 0)
        easel.line(x, base, x, base + 5, colour=RULE)
        easel.text(x, base + 20, f"{day}", 12, anchor="middle", colour=SOFT)
    easel.text((left + right) / 2, base + 42, "days since the referral", 12, anchor="middle", colour=SOFT)
    before: tuple[float, float] | None = at(0, 0)
    for day, rate in zip(FIXED_DAYS, section.rates, strict=True):
        here = at(day, rate.share.rate or 0.0) if rate.shown else None
        if here and before:  # no step leads to or from a day of which nothing is shown
            easel.line(*before, here[0], before[1], colour=BLUE, width=1.4, dash=(4.0, 3.0))
            easel.line(here[0], before[1], *here, colour=BLUE, width=1.4, dash=(4.0, 3.0))
        before = here
    for day, rate in zip(FIXED_DAYS, section.rates, strict=True):
        x, (low, high) = at(day, 0)[0], rate.share.interval or (0.0, 0.0)
        percent, interval = rate.cells[3:]
        words = percent if is_narrow or rate.shown is None else f"{percent} ({interval})"
        half = width_of(words, 13, True) / 2
        easel.text(min(x, width - 4 - half), 16, words, 13, anchor="middle", bold=True)
        if rate.shown is None:
            continue
        ends = at(day, low)[1], at(day, high)[1]
        easel.line(x, ends[0], x, ends[1], colour=BLUE, width=3)
        for end in ends:
            easel.line(x - 5, end, x + 5, end, colour=BLUE, width=2)
        easel.dot(x, at(day, rate.share.rate or 0.0)[1], 5)
    return easel
