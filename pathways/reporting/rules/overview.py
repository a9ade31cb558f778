"""The overview of a period as it is shown: every figure masked, and what each says in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pathways.dates import day_in_words
from pathways.reporting.rules.funnels import HORIZON_DAYS, Funnel, FunnelMask, FunnelRow, FunnelStage, mask_of
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import Cohort, metric
from pathways.reporting.rules.overview_counts import ON_HOLD, WITHOUT_RESULT, OverviewCounts
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.progress import (
    FEW_AREAS,
    LEAST_COMPARED,
    AreasView,
    Asked,
    Headline,
    areas_view,
    sentence,
    share_of_sentence,
)
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.trend import Trend
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.vocabulary import Area

# A funnel as it is shown: masked and in words. Page, chart and download read nothing else.


NOT_FINAL = "not yet final"


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One stage in words. `count` and `waiting` are what a bar is drawn from: None where hidden."""

    stage: FunnelStage
    people: str
    out_of: str
    share: str
    interval: str
    pending: str
    of_first: str
    count: int | None
    waiting: int | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table, under `HEAD`."""
        return (self.stage.label, self.people, self.out_of, self.share, self.interval, self.pending, self.of_first)


def head_of(funnel: Funnel) -> tuple[str, ...]:
    """The head of the table. Its last column names the stage that it gives shares of."""
    first = funnel.rows[0].stage.label.lower()
    return ("Stage", "People", "Out of", "Share", "95% interval", "Pending", f"Of {first}")


def shown(funnel: Funnel, mask: FunnelMask) -> tuple[ShownRow, ...]:
    """The rows with small numbers hidden, and with them everything that would give a hidden number away."""
    hidden = mask.people
    return tuple(
        _row(
            row,
            hides=hidden[step],
            hides_before=step > 0 and hidden[step - 1],
            hides_first=hidden[0],
            hides_pending=mask.pending[step],
        )
        for step, row in enumerate(funnel.rows)
    )


def _row(row: FunnelRow, *, hides: bool, hides_before: bool, hides_first: bool, hides_pending: bool) -> ShownRow:
    share = row.of_previous
    if share is None:
        out_of = rate = interval = ""
    else:
        out_of = HIDDEN if hides_before else f"{share.of:,}"
        derived_hidden = hides or hides_before
        rate = HIDDEN if derived_hidden else share.percent + (f", {NOT_FINAL}" if share.of and not row.is_final else "")
        interval = HIDDEN if derived_hidden else share.interval_words if row.is_final else NOT_FINAL
    return ShownRow(
        stage=row.stage,
        people=HIDDEN if hides else f"{row.people:,}",
        out_of=out_of,
        share=rate,
        interval=interval,
        pending=HIDDEN if hides_pending else f"{row.pending:,}",
        of_first=HIDDEN if hides or hides_first else row.of_first.percent,
        count=None if hides else row.people,
        waiting=None if hides or hides_pending else row.pending,
    )


def largest_loss(funnel: Funnel, mask: FunnelMask) -> str:
    """The step at which most people are lost for good, as a sentence; "" where nothing may be said.

    Pending people are not lost, and neither is somebody whose test was negative. A loss that follows from a hidden
    count is not said, and may be larger than those that are.
    """
    best: tuple[int, str] | None = None
    is_whole = True
    for step in range(1, len(funnel.rows)):
        before, row = funnel.rows[step - 1], funnel.rows[step]
        lost = before.people - row.people - row.pending
        is_hidden = mask.people[step] or mask.people[step - 1] or mask.pending[step]
        is_loss = row.stage is not FunnelStage.POSITIVE
        is_whole = is_whole and not (is_loss and is_hidden)
        if not is_loss or is_hidden or lost < THRESHOLD:
            continue
        if best is None or lost > best[0]:
            more = f", and {row.pending:,} more are pending" if row.pending else ""
            between = f"between {before.stage.label.lower()} and {row.stage.label.lower()}"
            best = lost, f"{between}: {lost:,} people{more}."
    if best is None:
        return ""
    return f"{'The largest loss is' if is_whole else 'Of the losses that are shown the largest is'} {best[1]}"


# The first page of a manager: both funnels of a period, with their sentences and notes.


@dataclass(frozen=True, kw_only=True)
class FunnelView:
    """One funnel as page, chart and paper show it: masked and in words."""

    name: str
    title: str
    sentence: str
    beside: str
    note: str
    head: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    is_empty: bool
    """Nobody, or too few to show: then the page has only the sentence."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The first page of a manager: two headlines, two funnels, the areas, and how the quarters before went."""

    headlines: tuple[Headline, ...]
    funnels: tuple[FunnelView, FunnelView]
    areas: AreasView
    horizon: int
    """After how many days the areas are compared."""
    compares_areas: bool
    """Whether they are: not of a quarter."""
    trend: Trend = field(default_factory=Trend)
    years: tuple[tuple[Stretch, AreasView], ...] = ()
    """Each year up to this one with its areas, in order of time: none of a quarter."""

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(each.sentence for each in self.headlines)


def areas_note(seen: Overview) -> str:
    """How the areas are counted and compared."""
    few = f" Fewer than {FEW_AREAS} areas: the lines are a rough guide." if len(seen.areas.plotted) < FEW_AREAS else ""
    return (
        "People first referred in the period, by the area they live in. Out of: those whose "
        f"{seen.horizon} days are over, without those who died first. Larger areas stand first, not better ones, and "
        "last those whose size is hidden. An "
        f"area of fewer than {LEAST_COMPARED} is not compared.{few} Fewer than {THRESHOLD} people are shown as "
        f"{HIDDEN}, and so is what would give them away."
    )


PEOPLE_NOT_TESTS = (
    "Whoever tested positive is counted once here. “Drug testing” counts every test: its share positive is another one."
)
CANNOT = (
    "Not why areas differ. Who is referred, how far the service is and what people need differ too; none of it is "
    "taken into account.",
    "Not that an area is as good as another where the difference is no more than chance would do: few people can hide "
    "a large difference.",
    "Not how many will have started in the end, while some are pending. The share of everybody can still rise; that of "
    "those who came a step before can also fall, as more of them come.",
)
"""What may not be concluded from the page."""
_STARTED = Asked(
    who="tested positive on arrest",
    have="had started treatment",
    had="started treatment",
    within="{horizon} days",
)
_ENGAGED = Asked(
    who="were first referred",
    have="had engaged in treatment",
    had="engaged in treatment",
)


def overview_of(
    counts: OverviewCounts, hidden: frozenset[str], *, named: Sequence[Area] = (), period: Period
) -> Overview:
    """Everything that stands on the page. `hidden` are the names of figures with a star; `named` the areas in order."""
    headlines = (
        _headline(cohort, code, hidden, asked, period)
        for cohort, code, asked in ((counts.started, STARTED, _STARTED), (counts.engaged, ENGAGED, _ENGAGED))
    )
    return Overview(
        headlines=tuple(each for each in headlines if each.sentence),
        funnels=(
            view_of_tests(counts, hidden, period=period),
            view_of_referrals(counts.by_any_route, period=period, mask=mask_of(counts.by_any_route, 1, hidden)),
        ),
        areas=areas_view(counts.areas, counts.engaged, hidden, named),
        compares_areas=bool(counts.areas) or not counts.engaged.people,
        horizon=metric(ENGAGED, period.from_on).horizon_days,
    )


def _headline(cohort: Cohort, code: str, hidden: frozenset[str], asked: Asked, period: Period) -> Headline:
    counted = metric(code, period.from_on)
    return Headline(
        name=counted.name if cohort.is_final else f"{counted.name}, {NOT_FINAL}",
        share=share_of_sentence(cohort, code, hidden),
        sentence=sentence(cohort, code, hidden, asked, counted.horizon_days, period.as_at),
    )


def view_of_tests(counts: OverviewCounts, hidden: frozenset[str], *, period: Period) -> FunnelView:
    """People tested on arrest in the period, by their furthest stage in the same test event.

    Those in no stage, or who might not stay in one, are named beside it (treatment reference 3.1 and its data-quality
    box).
    """
    funnel, mask = counts.on_arrest, mask_of(counts.on_arrest, 0, hidden)
    nobody = f"Nobody had a valid result of a test on arrest from {period.words}."
    counts_people = f" {PEOPLE_NOT_TESTS}" if funnel.rows[0].people and not mask.is_dropped else ""
    overturned = "overturned by the laboratory: they count as tested and in no later stage."
    unconfirmed = "wait for the laboratory or could not be analysed: they stay positive."
    beside = (
        (
            counts.without_result,
            "more request",
            "gave no valid result (refused, could not, not enough).",
            WITHOUT_RESULT in hidden,
        ),
        (funnel.overturned, "test", overturned, mask.overturned),
        (funnel.unconfirmed, "positive test", unconfirmed, mask.unconfirmed),
        (counts.on_hold, "test", "held for an inspector or voided: they are in no stage.", ON_HOLD in hidden),
    )
    return _view(
        "tested-on-arrest",
        "Tested on arrest",
        funnel,
        mask,
        sentence=_sentence(funnel, mask, "tested on arrest", "test", period) or nobody,
        beside=" ".join(f"{_few(count, unit, hides=hides)} {words}" for count, unit, words, hides in beside if count)
        + counts_people,
        note=f"People with a valid result of a test on arrest taken from {period.words}, each once, by their furthest "
        f"stage. {_method(period, 'test')} Engaged and started treatment are recorded apart: more can have started "
        "than are recorded as engaged.",
    )


def view_of_referrals(funnel: Funnel, *, period: Period, mask: FunnelMask) -> FunnelView:
    """People first referred in the period, from custody or any other way, by their furthest stage."""
    nobody = f"Nobody was referred from {period.words}."
    left_out = _few(funnel.left_out, "referral", hides=mask.left_out)
    beside = f"{left_out} left out: withdrawn before acceptance, or entered in error or twice."
    return _view(
        "referred-by-any-route",
        "Referred by any route",
        funnel,
        mask,
        sentence=_sentence(funnel, mask, "referred", "referral", period) or nobody,
        beside=beside if funnel.left_out else "",
        note=f"People first referred from {period.words}, from custody or any other way, each once, by their furthest "
        f"stage. Declined and sent on counts as one referral. {_method(period, 'referral')}",
    )


def _view(
    name: str, title: str, funnel: Funnel, mask: FunnelMask, *, sentence: str, beside: str, note: str
) -> FunnelView:
    out_of_order = ""
    if funnel.out_of_order:
        records = _few(funnel.out_of_order, "record", hides=mask.out_of_order)
        out_of_order = f" {records} had a step dated before the start: that step does not count."
    return FunnelView(
        name=name,
        title=title,
        sentence=sentence,
        beside=(beside + out_of_order).strip(),
        note=note,
        head=head_of(funnel),
        rows=shown(funnel, mask),
        is_empty=funnel.rows[0].people == 0 or mask.is_dropped,
    )


def _sentence(funnel: Funnel, mask: FunnelMask, done: str, unit: str, period: Period) -> str:
    """How many people in how many journeys, and where most are lost; "" for nobody."""
    people = funnel.rows[0].people
    if not people:
        return ""
    if mask.is_dropped:
        return f"How many people were {done} is not shown: too few, or it would tell of a few in another period."
    units = "" if funnel.journeys == people or mask.journeys else f" in {funnel.journeys:,} {unit}s"
    return f"{people:,} people were {done}{units}. {largest_loss(funnel, mask)}".strip()


def _method(period: Period, start: str) -> str:
    return (
        f"A stage counts only if the one before it does, up to {HORIZON_DAYS} days after the {start}. Pending: that "
        f"time is not over. Figures as known on {day_in_words(period.as_at)}. Fewer than {THRESHOLD} people are shown "
        f"as {HIDDEN}, and so is any figure that would give them away; a 0 is shown. Source: records in Pathways."
    )


def _few(count: int, unit: str, *, hides: bool) -> str:
    """As "12 referrals", or "* referrals"."""
    return f"{HIDDEN if hides else f'{count:,}'} {unit}s"
