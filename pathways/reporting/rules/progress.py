"""What a Board asks first, as it is shown: how many got on by when, and whether areas differ by more than chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from pathways.dates import day_in_words
from pathways.reporting.rules.fairness import NOT_RECORDED
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.periods import YEAR, Stretch, of_months
from pathways.reporting.rules.proportions import Share, apart_in_words
from pathways.small_numbers.published import HIDDEN, Figure, Parts, Rank, Sum
from pathways.statistics.comparison import Signal, pooled, signal_of
from pathways.vocabulary import Area

# One sentence about everybody: how many by the day of the figures, and how many may still.


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a sentence says a metric: of whom, what they had done by a day, what they did once all time is over, and how
    long they have, as "{horizon} days"."""

    who: str
    have: str
    had: str
    within: str = "{horizon} days ({weeks} weeks)"


Shown = tuple[str, int]
"""A figure that stands elsewhere on the page, by its name, and how many people it is."""


def parts_of_sentence(
    cohort: Cohort, name: str, same: Shown, near: Iterable[Shown] = (), waiting: Sequence[Shown] = ()
) -> Parts:
    """The figures of a sentence about a metric, beside those of a funnel.

    `same` counts the same people; `near` are those of whom as many, or nearly, got on so far, and `waiting` those who,
    together, are nearly who may still: what lies between must not be worked out where it is a few.
    """
    not_so_far = cohort.people - cohort.so_far
    rest = not_so_far - cohort.may_still
    figures = [
        Figure(name=f"{name} people", people=cohort.people, rank=Rank.TOTAL),
        Figure(name=f"{name} so far", people=cohort.so_far, rank=Rank.TOTAL),
        Figure(name=f"{name} may still", people=cohort.may_still, printed=not cohort.is_final),
        Figure(name=f"{name} died", people=cohort.tally.died, printed=cohort.is_final),
        Figure(name=f"{name} not so far", people=not_so_far, printed=False),
        Figure(name=f"{name} will not", people=rest, printed=False),
        Figure(name=f"{name} lived and will not", people=rest - cohort.tally.died, printed=False),
    ]
    sums = [
        Sum(f"{name} people", (f"{name} so far", f"{name} not so far")),
        Sum(f"{name} not so far", (f"{name} may still", f"{name} will not")),
        Sum(f"{name} will not", (f"{name} died", f"{name} lived and will not")),
    ]
    _link(figures, sums, (f"{name} people", cohort.people), same)
    for each in near:
        _link(figures, sums, (f"{name} so far", cohort.so_far), each)
    if waiting:
        together = (f"{name}, who wait", sum(people for _, people in waiting))
        figures.append(Figure(name=together[0], people=together[1], printed=False, of_people=False))
        sums.append(Sum(together[0], tuple(each for each, _ in waiting)))
        _link(figures, sums, (f"{name} may still", cohort.may_still), together)
    return figures, sums


def parts_before_time(cohort: Cohort, name: str) -> Parts:
    """How the sentence about everybody and the table of areas, which counts those whose time is over, hang together."""
    early = cohort.so_far - cohort.tally.yes
    figures = [
        Figure(name=f"{name} before its time", people=early, printed=False),
        Figure(name=f"{name} not yet", people=cohort.tally.pending - early, printed=False),
    ]
    sums = [
        Sum(f"{name} so far", (f"engaged of {ALL}", f"{name} before its time")),
        Sum(f"pending of {ALL}", (f"{name} before its time", f"{name} not yet")),
    ]
    return figures, sums


def _link(figures: list[Figure], sums: list[Sum], *pair: Shown) -> None:
    """That two figures count the same people, or all but a few whom a reader must not work out either."""
    (less, fewer), (more, people) = sorted(pair, key=lambda each: each[1])
    if fewer == people:
        sums.append(Sum(more, (less,)))
        return
    rest = f"{more} without {less}"
    figures.append(Figure(name=rest, people=people - fewer, printed=False))
    sums.append(Sum(more, (less, rest)))


def sentence(cohort: Cohort, name: str, hidden: frozenset[str], asked: Asked, horizon: int, as_at: date) -> str:
    """As "Of 214 people who tested positive, 61 had started treatment by 30 September 2026: 28.5% (95% interval 22.9 to
    34.9). 40 more still had some of their 168 days."; "" of nobody.

    It says the day: "so far" would read as today, and the figures stay as they are.
    """
    time = asked.within.format(horizon=horizon, weeks=horizon // 7)
    if not cohort.people:
        return ""
    if f"{name} people" in hidden:
        return f"How many people {asked.who} is not shown, so neither is how many {asked.have} within {time}."
    of = f"Of {cohort.people:,} people who {asked.who},"
    if f"{name} so far" in hidden:
        why = "it would tell of a few people, here or in other figures"
        return f"{of} how many {asked.have} within {time} is not shown: {why}."
    if not cohort.is_final:
        words = f"{of} {cohort.so_far:,} {asked.have} by {day_in_words(as_at)}: {_with_interval(cohort.share_so_far)}."
        more = f"more still had some of their {time}"
        if f"{name} may still" in hidden:
            return f"{words} How many {more} is not shown."
        return f"{words} {f'{cohort.may_still:,} {more}' if cohort.may_still else f'Each has {time}'}."
    had = f"{asked.had} within {time}"
    if not cohort.tally.died:
        return f"{of} {cohort.so_far:,} {had}: {_with_interval(cohort.tally.share)}."
    if f"{name} died" in hidden:
        return f"{of} {cohort.so_far:,} {had}. Some died first, so no share is shown."
    died = f"{cohort.tally.died:,} died first and are left out of the share"
    return f"{of} {cohort.so_far:,} {had}; {died}: {_with_interval(cohort.tally.share)}."


class Headline(NamedTuple):
    """What a Board reads first: a measure, its share as it may be shown, and the sentence that says of whom."""

    name: str
    share: str
    sentence: str


def share_of_sentence(cohort: Cohort, name: str, hidden: frozenset[str]) -> str:
    """The share that its sentence says, as "19.6%"; a star where it says none."""
    if not hidden.isdisjoint((f"{name} people", f"{name} so far")):
        return HIDDEN
    if not cohort.is_final:
        return cohort.share_so_far.percent
    return HIDDEN if cohort.tally.died and f"{name} died" in hidden else cohort.tally.share.percent


def _with_interval(share: Share) -> str:
    return f"{share.percent} (95% interval {share.interval_words})"


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """One area or group in words: `cells` are those of its table after the name.

    `compared` is what it is compared by (how many, of how many): None where hidden or too few.
    """

    code: str
    name: str
    cells: tuple[str, ...]
    compared: tuple[int, int] | None
    signal: Signal | None


class Compared(Protocol):
    """A row that lies between the limits of chance, or beyond; None where it is not compared."""

    @property
    def name(self) -> str: ...
    @property
    def signal(self) -> Signal | None: ...


def plotted(rows: Iterable[ComparedRow], share: float | None) -> tuple[ComparedRow, ...]:
    """The rows that are compared with a share; none where that is hidden."""
    return tuple(row for row in rows if row.compared) if share is not None else ()


def beside_in_words(signal: Signal | None, *, no_group: str, is_hidden: bool) -> str:
    """What a row says beside all of them; `no_group` is what those are not who are in none, else ""."""
    if signal:
        return signal.label
    if no_group:
        return f"{no_group}: not compared"
    return HIDDEN if is_hidden else f"fewer than {LEAST_COMPARED}: not compared"


def who_differs(rows: Iterable[Compared]) -> str:
    """As "Boston, Skegness higher; Lincoln lower"; "" where none differs by more than chance would do."""
    rows = tuple(rows)
    higher = [row.name for row in rows if row.signal in (Signal.ABOVE, Signal.FAR_ABOVE)]
    lower = [row.name for row in rows if row.signal in (Signal.BELOW, Signal.FAR_BELOW)]
    return "; ".join(f"{', '.join(names)} {which}" for names, which in ((higher, "higher"), (lower, "lower")) if names)


# By area: of those whose time is over, each beside all areas together.


AREAS_HEAD = ("Area", "People", "Out of", "Engaged", "Share", "95% interval", "Pending", "Beside all areas")
LEAST_COMPARED = 10
"""A share of fewer people is not compared."""
FEW_AREAS = 5
ALL = "all areas"
TWO_QUESTIONS = (
    "This lays two areas beside each other. The table lays each beside all areas together, which is another question "
    "and may have another answer."
)


@dataclass(frozen=True, kw_only=True)
class AreasView:
    """The areas as page and chart show them. `share` is that of all areas together, None where it is hidden."""

    rows: tuple[ComparedRow, ...]
    everybody: ComparedRow
    share: float | None

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def largest(self) -> tuple[str, str]:
        """The codes of the two largest areas, compared unless others are asked for; "" where there are none."""
        codes = [row.code for row in self.rows if row.code != NOT_RECORDED][:2]
        return (codes[0], codes[1]) if len(codes) == 2 else ("", "")

    @property
    def plotted(self) -> tuple[ComparedRow, ...]:
        return plotted(self.rows, self.share)


def parts_of_areas(areas: Mapping[str, Cohort], everybody: Cohort, same: Shown) -> Parts:
    """The figures of the table of areas. `same` is the figure beside it that counts the same people."""
    figures: list[Figure] = []
    sums: list[Sum] = []
    columns = ("people", "out of", "engaged", "pending", "not engaged", "died")
    for code, cohort in {**areas, ALL: everybody}.items():
        of = cohort.tally.share.of
        counts = (cohort.people, of, cohort.tally.yes, cohort.tally.pending, of - cohort.tally.yes, cohort.tally.died)
        for column, people in zip(columns, counts, strict=True):
            rank = Rank.SUBTOTAL if code == ALL or column == "people" else Rank.INNER
            is_printed = column not in columns[4:]
            figures.append(Figure(name=f"{column} of {code}", people=people, rank=rank, printed=is_printed))
        sums.append(Sum(f"people of {code}", tuple(f"{column} of {code}" for column in ("out of", "pending", "died"))))
        sums.append(Sum(f"out of of {code}", (f"engaged of {code}", f"not engaged of {code}")))
    for column in columns:
        sums.append(Sum(f"{column} of {ALL}", tuple(f"{column} of {code}" for code in areas)))
    _link(figures, sums, (f"people of {ALL}", everybody.people), same)
    return figures, sums


def areas_view(
    areas: Mapping[str, Cohort], everybody: Cohort, hidden: frozenset[str], named: Sequence[Area]
) -> AreasView:
    """The areas with somebody in them, largest first; those of which even that is hidden stand last, in their order.

    After them stands whoever's area was not recorded. That is no area, so it is compared with none.

    None where it is hidden how many there are of all areas: then too few were referred to show any.
    """
    total = _compared(ALL, everybody, hidden)
    share = pooled([total]) if total and total[1] else None
    places = {area.value: place for place, area in enumerate(named)}
    names = {area.value: area.label for area in named}

    def turn(code: str) -> tuple[bool, int, int]:
        size = 1 if f"people of {code}" in hidden else -areas[code].people
        return (code == NOT_RECORDED, size, places.get(code, len(places)))

    rows = [
        _row(code, names.get(code, code), areas[code], hidden, share)
        for code in sorted(areas, key=turn)
        if areas[code].people and f"people of {ALL}" not in hidden
    ]
    return AreasView(rows=tuple(rows), everybody=_row(ALL, "All areas together", everybody, hidden, None), share=share)


def _compared(code: str, cohort: Cohort, hidden: frozenset[str]) -> tuple[int, int] | None:
    if {f"engaged of {code}", f"out of of {code}"} & hidden:
        return None
    return cohort.tally.yes, cohort.tally.share.of


def _row(code: str, name: str, cohort: Cohort, hidden: frozenset[str], share: float | None) -> ComparedRow:
    def figure(column: str, people: int) -> str:
        return HIDDEN if f"{column} of {code}" in hidden else f"{people:,}"

    counted = cohort.tally.share
    compared = _compared(code, cohort, hidden)
    rate, interval = (HIDDEN, HIDDEN) if compared is None else (counted.percent, counted.interval_words)
    is_enough = compared is not None and compared[1] >= LEAST_COMPARED and code != NOT_RECORDED
    signal = signal_of(compared, share) if compared and is_enough and share is not None else None
    is_hidden = compared is None or share is None
    no_area = "no area" if code == NOT_RECORDED else ""
    beside = "" if code == ALL else beside_in_words(signal, no_group=no_area, is_hidden=is_hidden)
    return ComparedRow(
        code=code,
        name=name,
        cells=(
            figure("people", cohort.people),
            figure("out of", counted.of),
            figure("engaged", cohort.tally.yes),
            rate,
            interval,
            figure("pending", cohort.tally.pending),
            beside,
        ),
        compared=compared if is_enough else None,
        signal=signal,
    )


def years_in_words(years: Sequence[tuple[Stretch, AreasView]], code: str, beside: str) -> str:
    """The same over all years in which both areas are shown, put together; "" of fewer than two years.

    `years` are in order of time, each with its areas. Nobody is counted for it: it adds up what each year’s page shows.
    """
    both: list[tuple[Stretch, ComparedRow, ComparedRow]] = []
    for days, view in years:
        rows = {row.code: row for row in view.plotted}
        if code != beside and code in rows and beside in rows:
            both.append((days, rows[code], rows[beside]))
    if len(both) < LEAST_YEARS:
        return ""
    first, second = _together(row for _, row, _ in both), _together(row for *_, row in both)
    _, newest, other = both[-1]
    return (
        f"{_one_after_the_other([days for days, *_ in both])}, put together: {newest.name}’s share "
        f"{apart_in_words(first, second, f'{other.name}’s')} {IN_SEVERAL_YEARS}"
    )


def low_over_years(years: Sequence[tuple[Stretch, AreasView]]) -> tuple[str, tuple[str, ...]]:
    """Of several years put together: which they are, in words, and each area that is lower than all areas together by
    more than chance would do, as "Boston (32.2% of 149)". ("", ()) where fewer than two years can be.

    `years` are in order of time. An area counts only where it could be compared in each of them.
    """
    shown = [(days, view, all_areas) for days, view in years if (all_areas := view.everybody.compared)]
    if len(shown) < LEAST_YEARS:
        return "", ()
    yes, of = sum(yes for *_, (yes, _) in shown), sum(of for *_, (_, of) in shown)
    by_year = [{row.code: row for row in view.plotted} for _, view, _ in shown]
    low = []
    for code, row in by_year[-1].items():
        if not all(code in rows for rows in by_year):
            continue
        count = _together(rows[code] for rows in by_year)
        if signal_of(count, yes / of) in LOW:
            low.append(f"{row.name} ({Share(*count).percent} of {count[1]:,})")
    return _one_after_the_other([days for days, *_ in shown]), tuple(low)


LOW = (Signal.BELOW, Signal.FAR_BELOW)


def _one_after_the_other(years: Sequence[Stretch]) -> str:
    """As "The 3 years from April 2023 to March 2026"; each by itself where one is left out between them."""
    first, last = years[0], years[-1]
    if last.to_on == of_months(first.from_on, YEAR * len(years)).to_on:
        return f"The {len(years)} years from {first.from_on:%B %Y} to {last.to_on:%B %Y}"
    return " and ".join(days.words for days in years)


LEAST_YEARS = 2
IN_SEVERAL_YEARS = (
    "More people are counted than in one year, so this tells better whether the areas differ; the last year alone is "
    "nearer to now. Whoever was first referred in each of several years counts in each."
)


def _together(rows: Iterable[ComparedRow]) -> tuple[int, int]:
    counts = [row.compared for row in rows if row.compared]
    return sum(yes for yes, _ in counts), sum(of for _, of in counts)


def compared_in_words(view: AreasView, code: str, beside: str) -> str:
    """Whether the share of one area differs from another's by more than chance would do, in points of 100."""
    rows = {row.code: row for row in view.rows}
    first, second = rows.get(code), rows.get(beside)
    if code and code == beside:
        return "Choose two areas that are not the same."
    if first is None or second is None:
        return "Nobody was referred from one of these areas, so there is nothing to compare." if code and beside else ""
    pair = (first.compared, second.compared)
    if pair[0] is None or pair[1] is None:
        few = " and ".join(row.name for row in (first, second) if not row.compared)
        why = f"the figures of {few} are not shown, or rest on fewer than {LEAST_COMPARED} people"
        return f"{first.name} and {second.name} cannot be compared: {why}."
    return f"{first.name}’s share {apart_in_words(pair[0], pair[1], f'{second.name}’s')} {TWO_QUESTIONS}"
