"""The comparison of services as it is shown and said: by size, in words, without a league table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.by_service import (
    ALL,
    LEAST_OTHERS,
    PRINTED,
    ServiceCounts,
    Tally,
    code_of,
    counts_in,
    figure_of,
    rest_of,
)
from pathways.reporting.rules.journeys import ENGAGED
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.progress import LEAST_COMPARED, Asked, sentence, who_differs
from pathways.reporting.rules.proportions import apart_in_words
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.statistics.comparison import (
    Scatter,
    Signal,
    limits,
    scatter_of,
    signal_of,
    widened_limits,
    widened_signal_of,
)
from pathways.vocabulary import Mark

TITLE: Final = "Services"
OWN_TITLE: Final = "Your services"
HEAD: Final = (
    "Service", "People", "Accepted", "Declined or sent on", "Engaged", "Share", "95% interval", "Beside all services",
)  # fmt: skip
OWN_HEAD: Final = HEAD[:-1]
OWN_CAPTION: Final = "People first referred in the year, with your services; engaged within 84 days (12 weeks)"
FEW_SERVICES: Final = 5
FEW: Final = "Few services: the lines are a rough guide."
NOT_MADE: Final = (
    "There are no figures yet. They are made once a year, of April to March, in the second week of July: then the 84 "
    "days of everybody are over."
)
TOO_FEW: Final = (
    "How many people were first referred in this year is not shown: they are too few, or would tell of a few elsewhere."
)
SMALL: Final = (
    f"1 to {THRESHOLD - 1} people are shown as {HIDDEN}, and so is any figure that would give them away, also to "
    "somebody who knows the figures of one provider. A true 0 is shown."
)
CANNOT: Final = (
    "Not which service is best: services stand by size, and this is no league table.",
    "Not why services differ. Whom they are sent, what people need and how far away they live differ too; none of it "
    "is taken into account.",
    "Not that a service is as good as another where the difference is no more than chance would do: few people can "
    "hide a large difference.",
    "Not how many people there are: whoever was sent on is counted with each service that had them.",
)
"""What may not be concluded from the page."""
TERMS: Final = (
    ReportTerm(
        "People",
        "People first referred in the year, from custody or any other way, each by the first of their referrals that "
        "counts, with every service that had them within 84 days and before anybody engaged with them. Left out: "
        "withdrawn before anybody accepted, entered in error or twice. Restricted records are not counted anywhere.",
        Mark.DESIGN,
        "Treatment reference 3.2",
    ),
    ReportTerm(
        "Accepted; declined or sent on",
        "What the service had said by the as-known date. Declined or sent on: it declined, did not answer in time, or "
        "the person needed a place elsewhere, before it accepted. Who is in neither column waits for an answer, or "
        "their referral ended without one. The overview counts whoever any service accepted within 168 days, also one "
        "that had them later: its number is another.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Engaged",
        "This service recorded the person as engaged within 84 days of their first referral, wherever it was sent. "
        "Being declined, not reached, in prison or no longer wanting help takes nobody out.",
        Mark.DESIGN,
        "Treatment reference 3.2",
    ),
    ReportTerm(
        "Pending; died first",
        "Nobody is pending: figures of services are made once, when the 84 days of everybody are over. Those who died "
        "before they engaged are left out. They are counted of everybody together, and not by service.",
        Mark.DESIGN,
        "Treatment reference 3.0",
    ),
    ReportTerm(
        "The lines of the picture",
        "A service between the lines differs from all together by no more than chance would do. They lie around the "
        "share of all services together: 19 in 20, and 998 in 1,000, are within them by chance alone. Where "
        f"{FEW_SERVICES} services or more differ from each other by more than chance would do, the lines are set as "
        f"much wider apart (a tenth drawn in at each end). Under {LEAST_COMPARED} people no service is compared or "
        "plotted.",
        Mark.VERIFIED,
        "Treatment reference 4.2 (PHEindicatormethods; FunnelPlotR for overdispersion)",
    ),
)
SENT_ON: Final = (
    "The table may count more people than that: whoever was sent on is counted with each service that had them."
)
_ASKED: Final = Asked(
    who="were first referred",
    have="had engaged in treatment with any service",
    had="engaged in treatment with any service",
)


@dataclass(frozen=True, kw_only=True)
class ServiceRow:
    """One row in words. `compared` is how many of how many: None where hidden or too few; `cells` are those of `HEAD`
    after the name."""

    name: str
    provider: str
    cells: tuple[str, ...]
    compared: tuple[int, int] | None = None
    signal: Signal | None = None

    @property
    def percent(self) -> str:
        return self.cells[4]


@dataclass(frozen=True, kw_only=True)
class ServicesView:
    """Services as page, chart, file and paper show them. `share` is that of all together, None where it is hidden;
    `scatter` says by how much the limits are widened, None where they are not."""

    days: Stretch
    lead: str
    rows: tuple[ServiceRow, ...]
    together: ServiceRow
    share: float | None
    scatter: Scatter | None

    @property
    def plotted(self) -> tuple[ServiceRow, ...]:
        return tuple(row for row in self.rows if row.compared) if self.share is not None else ()

    @property
    def is_few(self) -> bool:
        return len(self.plotted) < FEW_SERVICES

    def limits_at(self, of: float, z: float) -> tuple[float, float]:
        """The limits of a service of so many people."""
        share = self.share or 0.0
        return widened_limits(share, of, self.scatter, z) if self.scatter else limits(share, of, z)


def services_view(counts: ServiceCounts, hidden: frozenset[str], days: Stretch, as_at: date) -> ServicesView:
    """The services with somebody, largest first; those of which even that is hidden stand last, by name."""
    shown = {each: _pair(code_of(each), each.tally, hidden) for each in counts.services}
    together = _pair(ALL, counts.together, hidden)
    share = together[0] / together[1] if together and together[1] else None
    enough = {each: pair for each, pair in shown.items() if pair and pair[1] >= LEAST_COMPARED}
    scatter = None
    if share is not None and 0 < share < 1 and len(enough) >= FEW_SERVICES:
        measured = scatter_of([*enough.values()], share)
        scatter = measured if measured.between > 0 else None

    def signal(pair: tuple[int, int] | None) -> Signal | None:
        if pair is None or share is None:
            return None
        return widened_signal_of(pair, share, scatter) if scatter else signal_of(pair, share)

    names = _toldapart_in_words(counts)
    rows = []
    for each in sorted(shown, key=lambda each: (*_turn(code_of(each), each.tally, hidden), names[each.service_id])):
        compared = enough.get(each)
        against_all = signal(compared)
        beside = against_all.label if against_all else HIDDEN if shown[each] is None or share is None else _TOO_FEW
        rows.append(
            ServiceRow(
                name=names[each.service_id],
                provider=each.provider,
                cells=(*_cells(code_of(each), each.tally, hidden), beside),
                compared=compared,
                signal=against_all,
            )
        )
    return ServicesView(
        days=days,
        lead=_lead(counts, hidden, days, as_at),
        rows=tuple(rows),
        together=ServiceRow(
            name="All services together",
            provider="",
            cells=(*_cells(ALL, counts.together, hidden), ""),
            compared=together,
        ),
        share=share,
        scatter=scatter,
    )


def _turn(code: str, tally: Tally, hidden: frozenset[str]) -> tuple[int, int]:
    """An order by a hidden size would tell it."""
    is_hidden = figure_of("people", code) in hidden
    return is_hidden, 0 if is_hidden else -tally.people


_TOO_FEW: Final = f"fewer than {LEAST_COMPARED}: not compared"


def _toldapart_in_words(counts: ServiceCounts) -> Mapping[int, str]:
    """The name of each service; of two of one name each with its provider."""
    names = [each.name for each in counts.services]
    return {
        each.service_id: each.name if names.count(each.name) == 1 else f"{each.name} ({each.provider})"
        for each in counts.services
    }


def _lead(counts: ServiceCounts, hidden: frozenset[str], days: Stretch, as_at: date) -> str:
    if not counts.everybody.people:
        return "Nobody was first referred in this year."
    if REFERRED in hidden:
        return TOO_FEW
    words = sentence(counts.everybody, ENGAGED, hidden, _ASKED, metric(ENGAGED, days.from_on).horizon_days, as_at)
    return f"{words} {SENT_ON}"


def _pair(code: str, tally: Tally, hidden: frozenset[str]) -> tuple[int, int] | None:
    if {figure_of("engaged", code), figure_of("people", code)} & hidden:
        return None
    return tally.share.count, tally.share.of


def _cells(code: str, tally: Tally, hidden: frozenset[str]) -> tuple[str, ...]:
    counted = counts_in(tally)
    cells = {column: HIDDEN if figure_of(column, code) in hidden else f"{counted[column]:,}" for column in PRINTED}
    is_shown = _pair(code, tally, hidden) is not None
    share = (tally.share.percent, tally.share.interval_words) if is_shown else (HIDDEN, HIDDEN)
    return (*(cells[column] for column in PRINTED), *share)


# What is said of it.


def title(view: ServicesView) -> str:
    return f"Engaged within {metric(ENGAGED, view.days.from_on).horizon_days} days, by service"


def finding(view: ServicesView) -> str:
    """Which services differ from all together by more than chance would do, in one sentence."""
    if not view.plotted:
        return "No service can be compared: their figures are not shown, or rest on fewer than ten people."
    apart = who_differs(view.plotted)
    if not apart and view.scatter:
        return (
            f"The services differ from each other {view.scatter.ratio:.1f} times as much as chance would do. Beside "
            "that, no single one stands apart from all together."
        )
    if not apart:
        return "No service’s share differs from that of all together by more than chance would do."
    return f"More than chance would do: {apart} than all services together."


def differences(view: ServicesView) -> Iterator[str]:
    """Of each service that differs: by how many points from all the others together."""
    together = view.together.compared
    for row in view.plotted:
        if row.signal in (None, Signal.NONE) or row.compared is None or together is None:
            continue
        others = (together[0] - row.compared[0], together[1] - row.compared[1])
        if others[1] < LEAST_COMPARED:
            continue
        yield f"{row.name}’s share {apart_in_words(row.compared, others, 'that of all other services together')}"


def limits_note(view: ServicesView) -> str:
    """How the picture was made, and how far it can be trusted."""
    words = [f"People first referred from {view.days.words}."]
    if view.plotted:
        words.append(
            "A service between the lines differs from all together by no more than chance would do. For the analyst: "
            "by chance alone 19 in 20 lie within the inner lines, and 998 in 1,000 within the dashed ones. Not "
            "adjusted for who is referred."
        )
    if view.scatter:
        words.append(
            f"Services differ from each other by more than chance would do ({view.scatter.ratio:.1f} times): the lines "
            "are set as much wider apart."
        )
    if view.is_few and view.plotted:
        words.append(FEW)
    return " ".join(words)


FILE_HEAD: Final = ("service", "provider", "measure", "value")


def file_rows(view: ServicesView) -> Iterator[tuple[str, str, str, str]]:
    """A line for each figure of the page; one that says so where nothing is shown."""
    if not view.rows:
        yield view.together.name, "", "people", view.lead
        return
    for row in (*view.rows, view.together):
        for measure, value in zip(HEAD[1:], row.cells, strict=True):
            if value:
                yield row.name, row.provider, measure, value


# What a provider sees: its own services to the digit, and the rest where there are enough others.


@dataclass(frozen=True, kw_only=True)
class OwnView:
    """A provider's own rows and, where there are enough others, the row of the rest; no other service by itself."""

    days: Stretch
    provider: str
    rows: tuple[ServiceRow, ...]
    rest: ServiceRow | None
    compared: str
    died: int

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        return tuple((row.name, *row.cells) for row in (*self.rows, *((self.rest,) if self.rest else ())))


OF_THE_REST: Final = (
    f"Of all other providers together a figure is hidden (*) where it would tell of 1 to {THRESHOLD - 1} people."
)
OWN_CANNOT: Final = (
    "Not why your share differs. Whom services are sent, what people need and how far away they live differ too; none "
    "of it is taken into account.",
    "Not that nothing differs where it is no more than chance would do: few people can hide a large difference.",
)
NO_REST: Final = (
    f"No figures of other providers are shown: fewer than {LEAST_OTHERS} others had anybody in this year, and of so "
    "few one could be told from another."
)


def own_view(counts: ServiceCounts, hidden: frozenset[str], days: Stretch, provider_id: int) -> OwnView:
    """What a provider sees of the year."""
    own = [each for each in counts.services if each.provider_id == provider_id]
    rows = [
        ServiceRow(name=each.name, provider=each.provider, cells=_cells(code_of(each), each.tally, frozenset()))
        for each in sorted(own, key=lambda each: (-each.tally.people, each.name))
    ]
    tally = counts.of(provider_id)
    if len(rows) > 1:
        rows.append(
            ServiceRow(name="Your services together", provider=own[0].provider, cells=_cells("", tally, frozenset()))
        )
    rest, code = counts.rest_of(provider_id), rest_of(provider_id)
    row = None
    if counts.has_rest(provider_id):
        row = ServiceRow(name="All other providers together", provider="", cells=_cells(code, rest, hidden))
    pairs = (tally.share.count, tally.share.of), _pair(code, rest, hidden) if row else None
    return OwnView(
        days=days,
        provider=own[0].provider if own else "",
        rows=tuple(rows),
        rest=row,
        compared=_beside_rest(*pairs) if rows else "Nobody first referred in this year was with one of your services.",
        died=tally.died,
    )


def _beside_rest(own: tuple[int, int], rest: tuple[int, int] | None) -> str:
    if rest is None:
        return ""
    if own[1] < LEAST_COMPARED or rest[1] < LEAST_COMPARED:
        return f"Your share is not compared: it takes {LEAST_COMPARED} people or more on either side."
    return f"Your share {apart_in_words(own, rest, 'that of all other providers together')}"


def own_notes(view: OwnView) -> Iterator[str]:
    """What is said below a provider's own figures: who died, and how the rest is shown, or why it is not."""
    if view.died:
        yield f"{view.died:,} people of your services died before they engaged. They are in none of these figures."
    yield OF_THE_REST if view.rest else NO_REST
    yield "Your own figures are exact, small ones too: whoever you pass them on to may know whom they are of."


def own_file_rows(view: OwnView) -> Iterator[tuple[str, str, str, str]]:
    for row in (*view.rows, *((view.rest,) if view.rest else ())):
        for measure, value in zip(OWN_HEAD[1:], row.cells, strict=True):
            yield row.name, row.provider, measure, value
