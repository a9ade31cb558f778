"""The manager's first page: both funnels of a period, and what each says in words."""

from dataclasses import dataclass

from pathways.reporting.rules.funnel_mask import FunnelMask, masks_of
from pathways.reporting.rules.funnels import BY_ANY_ROUTE, HORIZON_DAYS, ON_ARREST, Funnel, Journey, funnel
from pathways.reporting.rules.periods import Period, long_date
from pathways.reporting.rules.shown import ShownRow, head_of, largest_loss, shown
from pathways.small_numbers import HIDDEN, THRESHOLD, is_small


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
    """Nobody, or too few to show: then only the sentence stands on the page."""


def views_of_both(
    tested: tuple[Journey, ...],
    referred: tuple[Journey, ...],
    *,
    without_result: int,
    on_hold: int = 0,
    period: Period,
) -> tuple[FunnelView, FunnelView]:
    """Both funnels as they stand on one page, masked together.

    Where the period ends on the day the figures are known on, each referral after a test is in the second funnel too.
    """
    on_arrest = funnel(tested, stages=ON_ARREST, as_at=period.as_at)
    by_any_route = funnel(referred, stages=BY_ANY_ROUTE, as_at=period.as_at)
    first, second = masks_of(on_arrest, by_any_route, nested=period.to_on >= period.as_at)
    return (
        view_of_tests(on_arrest, without_result=without_result, on_hold=on_hold, period=period, mask=first),
        view_of_referrals(by_any_route, period=period, mask=second),
    )


def view_of_tests(
    funnel: Funnel, *, without_result: int, on_hold: int = 0, period: Period, mask: FunnelMask
) -> FunnelView:
    """People tested on arrest in the period, by their furthest stage in the same test event.

    Beside them what is in no stage, or might not stay in one (treatment reference 3.1 and its data-quality box).
    """
    nobody = f"Nobody had a valid result of a test on arrest from {period.words}."
    overturned = "overturned by the laboratory: they count as tested and in no later stage."
    unconfirmed = "wait for the laboratory or could not be analysed: they stay positive."
    beside = (
        (without_result, "more request", "gave no valid result (refused, could not, not enough).", False),
        (funnel.overturned, "test", overturned, mask.overturned),
        (funnel.unconfirmed, "positive test", unconfirmed, mask.unconfirmed),
        (on_hold, "test", "held for an inspector or voided: they are in no stage.", False),
    )
    return _view(
        "tested-on-arrest",
        "Tested on arrest",
        funnel,
        mask,
        sentence=_sentence(funnel, mask, "tested on arrest", "test", period) or nobody,
        beside=" ".join(f"{_few(count, unit, hides=hides)} {words}" for count, unit, words, hides in beside if count),
        note=f"People with a valid result of a test on arrest taken from {period.words}, each once, by their furthest "
        f"stage. {_method(period, 'test')}",
    )


def view_of_referrals(found: Funnel, *, period: Period, mask: FunnelMask) -> FunnelView:
    """People first referred in the period, from custody or any other way, by their furthest stage."""
    nobody = f"Nobody was referred from {period.words}."
    beside = f"{_few(found.left_out, 'referral')} left out: withdrawn before acceptance, or entered in error or twice."
    return _view(
        "referred-by-any-route",
        "Referred by any route",
        found,
        mask,
        sentence=_sentence(found, mask, "referred", "referral", period) or nobody,
        beside=beside if found.left_out else "",
        note=f"People first referred from {period.words}, from custody or any other way, each once, by their furthest "
        f"stage. Declined and sent on counts as one referral. {_method(period, 'referral')}",
    )


def _view(
    name: str, title: str, found: Funnel, mask: FunnelMask, *, sentence: str, beside: str, note: str
) -> FunnelView:
    out_of_order = ""
    if found.out_of_order:
        out_of_order = (
            f" {_few(found.out_of_order, 'record')} had a step dated before the start: that step does not count."
        )
    return FunnelView(
        name=name,
        title=title,
        sentence=sentence,
        beside=(beside + out_of_order).strip(),
        note=note,
        head=head_of(found),
        rows=shown(found, mask),
        is_empty=found.rows[0].people == 0 or mask.is_dropped,
    )


def _sentence(found: Funnel, mask: FunnelMask, done: str, unit: str, period: Period) -> str:
    """How many people in how many journeys, and where most are lost; "" for nobody."""
    people = found.rows[0].people
    if not people:
        return ""
    if mask.is_dropped:
        return f"Too few people were {done} to show figures of them, {period.words}."
    more = found.journeys - people
    units = "" if not more or is_small(more) else f" in {found.journeys:,} {unit}s"
    return f"{people:,} people were {done}{units}. {largest_loss(found, mask)}".strip()


def _method(period: Period, start: str) -> str:
    return (
        f"A stage counts only if the one before it does, up to {HORIZON_DAYS} days after the {start}. Pending: that "
        f"time is not over. Figures as known on {long_date(period.as_at)}. Fewer than {THRESHOLD} people are shown as "
        f"{HIDDEN}, and so is any figure that would give them away; a 0 is shown. Source: live records."
    )


def _few(count: int, unit: str, *, hides: bool = False) -> str:
    """As "12 referrals", or "* referrals" where the number would say too much: no end of it is said either."""
    return f"{HIDDEN if hides or is_small(count) else f'{count:,}'} {unit}s"
