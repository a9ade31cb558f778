"""The manager's first page: both funnels of a period, and what each says in words."""

from dataclasses import dataclass

from pathways.reporting.rules.funnels import BY_ANY_ROUTE, HORIZON_DAYS, ON_ARREST, Funnel, Journey, funnel
from pathways.reporting.rules.periods import Period, long_date
from pathways.reporting.rules.shown import ShownRow, head_of, largest_loss, shown
from pathways.reporting.rules.suppression import HIDDEN, is_small


@dataclass(frozen=True, kw_only=True)
class FunnelView:
    """One funnel as page, chart and paper show it: masked, in words."""

    name: str
    title: str
    sentence: str
    beside: str
    note: str
    head: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    is_empty: bool


def view_of_tests(journeys: tuple[Journey, ...], *, without_result: int, period: Period) -> FunnelView:
    """People tested on arrest in the period, by their furthest stage in the same test event."""
    found = funnel(journeys, stages=ON_ARREST, as_at=period.as_at)
    nobody = f"Nobody had a valid result of a test on arrest from {period.words}."
    beside = f"{_few(without_result, 'more request')} gave no valid result (refused, could not, not enough)."
    return _view(
        "tested-on-arrest",
        "Tested on arrest",
        found,
        sentence=_sentence(found, "tested on arrest", "test", period) or nobody,
        beside=beside if without_result else "",
        note=f"People with a valid result of a test on arrest taken from {period.words}, each once, by their furthest "
        f"stage. {_method(period, 'test')}",
    )


def view_of_referrals(journeys: tuple[Journey, ...], *, period: Period) -> FunnelView:
    """People first referred in the period, from custody or any other way, by their furthest stage."""
    found = funnel(journeys, stages=BY_ANY_ROUTE, as_at=period.as_at)
    nobody = f"Nobody was referred from {period.words}."
    beside = f"{_few(found.left_out, 'referral')} left out: withdrawn before acceptance, or entered in error or twice."
    return _view(
        "referred-by-any-route",
        "Referred by any route",
        found,
        sentence=_sentence(found, "referred", "referral", period) or nobody,
        beside=beside if found.left_out else "",
        note=f"People first referred from {period.words}, from custody or any other way, each once, by their furthest "
        f"stage. Declined and sent on counts as one referral. {_method(period, 'referral')}",
    )


def _view(name: str, title: str, found: Funnel, *, sentence: str, beside: str, note: str) -> FunnelView:
    out_of_order = ""
    if found.out_of_order:
        out_of_order = (
            f" {_few(found.out_of_order, 'record')} held a step dated before the start: that step does not count."
        )
    return FunnelView(
        name=name,
        title=title,
        sentence=sentence,
        beside=(beside + out_of_order).strip(),
        note=note,
        head=head_of(found),
        rows=shown(found),
        is_empty=found.rows[0].people == 0,
    )


def _sentence(found: Funnel, done: str, unit: str, period: Period) -> str:
    """How many people in how many journeys, and where most are lost; "" for nobody."""
    first = shown(found)[0]
    if not found.rows[0].people:
        return ""
    if first.people == HIDDEN:
        return f"Fewer than 5 people were {done}, {period.words}: too few to show."
    more = found.journeys - found.rows[0].people
    units = "" if not more or is_small(more) else f" in {found.journeys:,} {unit}s"
    return f"{first.people} people were {done}{units}. {largest_loss(found)}".strip()


def _method(period: Period, start: str) -> str:
    return (
        f"A stage counts only if the one before it does, up to {HORIZON_DAYS} days after the {start}. Pending: that "
        f"time is not over. Figures as known on {long_date(period.as_at)}. 1 to 4 people are shown as {HIDDEN}, and so "
        "is any figure that would give them away. Source: live records."
    )


def _few(count: int, one: str) -> str:
    """As "12 referrals", or "1 to 4 referrals" where the number would say too much."""
    return f"1 to 4 {one}s" if is_small(count) else f"{count:,} {one}s"
