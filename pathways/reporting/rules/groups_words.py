"""The report by group as it is shown and said: everybody, or those who were asked for, and each group beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.people.identity.rules import EthnicGroup
from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.contents import ReportContents, ReportTable, terms_as
from pathways.reporting.rules.fairness import NOT_RECORDED, AgeBand
from pathways.reporting.rules.groups import (
    ANOTHER_WAY,
    ELSEWHERE_OR_NOT_RECORDED,
    FROM_35,
    HAD,
    LEAST_AT_ONCE,
    NOT_KNOWN,
    NOT_POSITIVE,
    NOT_WHITE,
    OUT_OF,
    POSITIVE,
    UNDER_35,
    WIDE,
    Cell,
    GroupCounts,
    GroupKind,
    Showed,
    Which,
    figure_of,
    wide_group,
)
from pathways.reporting.rules.journeys import ENGAGED
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.progress import (
    LEAST_COMPARED,
    Asked,
    ComparedRow,
    beside_in_words,
    plotted,
    sentence,
    who_differs,
)
from pathways.reporting.rules.proportions import apart_in_words
from pathways.small_numbers.published import HIDDEN, THRESHOLD, TOO_FEW_BASE
from pathways.statistics.comparison import signal_of
from pathways.vocabulary import Area, Mark, Origin, Sex

TITLE: Final = "Who engages"
HEAD: Final = ("Group", "People", "Engaged", "Share", "95% interval", "Beside all of these")
ASKED_HEAD: Final = HEAD[:-1]
NOT_SHOWN: Final = (
    "How many people were first referred in this year is not shown: they are too few, or would tell of a few elsewhere."
)
OUTSIDE: Final = (
    "Too few to show: no figures are made of all of these at once, since nearly all of them would be of a few people. "
    "Choose one of them, or two of which one is the route or the area."
)
TOO_SMALL: Final = (
    f"Too few to show: fewer than {LEAST_AT_ONCE} people were first referred in this year, so figures are made of one "
    "kind of group at a time. Choose one of them, or another year."
)
TWO_QUESTIONS: Final = (
    "The tables below compare each group among these people with all of these people. That is another question, and "
    "may have another answer."
)
ASKED_FOR: Final = "Those asked for"
EVERYBODY: Final = "Everybody"
"""The answer of whoever does not ask for a group."""
SMALL: Final = (
    f"1 to {THRESHOLD - 1} people are shown as {HIDDEN}, and so is any figure that would give them away; of fewer than "
    f"{TOO_FEW_BASE} people how many engaged is not shown. A true 0 is shown."
)
CANNOT: Final = (
    "Not why groups differ. Who is referred, where they live and what they need differ too; none of it is taken into "
    "account.",
    "Not that a group differs because it stands out once: of forty groups that do not differ at all, two would.",
    "Not that a group is served as well as another where the difference is no more than chance would do: few people "
    "can hide a large difference.",
    "Not how many people of a group need help: who was never referred is in no figure.",
)
"""What may not be concluded from the page."""
TERMS: Final = (
    ReportTerm(
        "People",
        "People first referred in the year, from custody or any other way, each by the first of their referrals that "
        "counts. Left out: withdrawn before anybody accepted, entered in error or twice; and, of each group, those who "
        "died before they engaged. Restricted records are not counted anywhere.",
        Mark.DESIGN,
        "Treatment reference 3.2",
    ),
    ReportTerm(
        "Engaged",
        "A service recorded the person as engaged within 84 days (12 weeks) of that referral, whichever service it "
        "was. Being declined, not reached, in prison or no longer wanting help takes nobody out.",
        Mark.DESIGN,
        "Treatment reference 3.2",
    ),
    ReportTerm(
        "Groups",
        "Sex, age and ethnicity are as last recorded of the person; age is that on the day of the referral. Area is "
        "where they lived then. The route is what brought them in.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Test on arrest",
        "What the last test with a result, on the arrest that led to the referral, showed, as the laboratory left it. "
        "It knows cocaine and opiates alone; what people say they use is another thing, and is counted in the ARC "
        "report. No result: not tested, refused, could not, or held for an inspector.",
        Mark.DESIGN,
        "Police and Criminal Evidence Act 1984 s.63B",
    ),
    ReportTerm(
        "Beside all of these",
        "Whether the share of a group lies further from that of all who stand in its table together than chance would "
        f"do: 19 in 20 groups that do not differ lie within. Under {LEAST_COMPARED} people no group is compared.",
        Mark.VERIFIED,
        "Treatment reference 4.2 (PHEindicatormethods)",
    ),
    ReportTerm(
        "Two at once",
        "One group of any kind can be asked for, and two where one is a route or an area and at least "
        f"{LEAST_AT_ONCE} people were first referred. Then the groups are wider: of narrow ones nearly all would be "
        "hidden.",
        Mark.DESIGN,
        "Treatment reference 4.4 (one fixed set of tables)",
    ),
)
_ASKED: Final = Asked(
    who="were first referred",
    have="had engaged in treatment",
    had="engaged in treatment",
)
Called = Mapping[GroupKind, Mapping[str, str]]
_LABELS: Final[Called] = {
    GroupKind.ROUTE: {each.value: each.label for each in Origin} | {ANOTHER_WAY: "Another way than custody"},
    GroupKind.TEST: {POSITIVE: "Positive"}
    | {each.value: each.label for each in Showed}
    | {NOT_POSITIVE: "Negative, or no result"},
    GroupKind.SEX: {each.value: each.label for each in Sex},
    GroupKind.AGE: {UNDER_35: "Under 35"} | {each.value: each.label for each in AgeBand} | {FROM_35: "35 and over"},
    GroupKind.ETHNICITY: {each.value: each.label for each in EthnicGroup}
    | {NOT_RECORDED: "Not asked", NOT_WHITE: "Other than White", NOT_KNOWN: "Not asked or not stated"},
}
"""What each group is called, in the order in which they stand; areas are called as the county calls them."""
_NO_GROUP: Final = frozenset(
    {NOT_RECORDED, NOT_KNOWN, ELSEWHERE_OR_NOT_RECORDED, EthnicGroup.NOT_STATED.value, Sex.NOT_KNOWN.value}
)
"""Whoever is in these is in no group that could be served otherwise: they are compared with none."""


@dataclass(frozen=True, kw_only=True)
class GroupTable:
    """The groups of one kind. `share` is that of all of them together, None where it is hidden."""

    kind: GroupKind
    rows: tuple[ComparedRow, ...]
    share: float | None

    @property
    def plotted(self) -> tuple[ComparedRow, ...]:
        return plotted(self.rows, self.share)


@dataclass(frozen=True, kw_only=True)
class GroupsView:
    """What is shown of those who were asked for (`which`): sentences about them, and a table by each other kind."""

    days: Stretch
    which: Which
    asked_for: str
    sentences: tuple[str, ...]
    tables: tuple[GroupTable, ...]
    asked: tuple[ComparedRow, ...] = ()
    """Those who were asked for as a row, beside everybody, where figures of them were made."""
    is_outside: bool = False
    """No figures were made of these groups at once."""


def groups_to_ask_for(areas: Iterable[Area]) -> Mapping[GroupKind, Mapping[str, str]]:
    """The groups of each kind that can be asked for, by their codes, with what they are called."""
    called = _called(areas)
    return {
        kind: {code: name for code, name in called[kind].items() if code not in WIDE.get(kind, {})}
        for kind in GroupKind
    }


def groups_view(
    counts: GroupCounts, hidden: frozenset[str], areas: Sequence[Area], which: Which, days: Stretch, as_at: date
) -> GroupsView:
    """What is shown of the people in these groups; of everybody where none is named."""
    called, cells = _called(areas), counts.by_which()
    kinds = tuple(kind for kind, _ in which)
    tables: list[GroupTable] = []
    if REFERRED in hidden or not counts.everybody.people or not which:
        sentences = [_of_everybody(counts, hidden, days, as_at)]
    elif not _is_made(kinds, counts):
        sentences = [OUTSIDE if counts.at_once else TOO_SMALL]
    else:
        sentences = list(_of_groups(_cell(cells, which), counts.whole, hidden, days))
    together = _cell(cells, which) if which else counts.whole
    is_somebody = together.people or figure_of(OUT_OF, which) in hidden
    if is_somebody and REFERRED not in hidden and _is_made(kinds, counts):
        for kind in (each for each in GroupKind if each not in kinds and _is_made((*kinds, each), counts)):
            groups = _order(kind, cells, called, is_wide=bool(which))
            tables.append(_table(kind, groups, cells, together, hidden))
    asked_for = "; ".join(f"{kind.label}: {called[kind].get(group, group)}" for kind, group in which)
    asked: list[ComparedRow] = []
    if which and is_somebody and REFERRED not in hidden and _is_made(kinds, counts):
        asked = [
            _row("", name, cell, hidden, None)
            for name, cell in ((asked_for, together), ("Everybody first referred", counts.whole))
        ]
        sentences += [TWO_QUESTIONS] if tables else []
    return GroupsView(
        days=days,
        which=which,
        asked_for=asked_for,
        sentences=tuple(sentences),
        tables=tuple(tables),
        asked=tuple(asked),
        is_outside=not _is_made(kinds, counts),
    )


def _called(areas: Iterable[Area]) -> Called:
    """What the groups of each kind are called."""
    areas_called = {area.value: area.label for area in areas}
    return {**_LABELS, GroupKind.AREA: areas_called | {ELSEWHERE_OR_NOT_RECORDED: "Elsewhere, or not recorded"}}


def _cell(cells: Mapping[Which, Cell], which: Which) -> Cell:
    return cells.get(which, Cell(which=which, people=0, engaged=0))


def in_order(which: Iterable[tuple[GroupKind, str]]) -> Which:
    """The groups in the order of their kinds, as the figures have them."""
    turn = list(GroupKind)
    return tuple(sorted(which, key=lambda each: turn.index(each[0])))


def _is_made(kinds: Sequence[GroupKind], counts: GroupCounts) -> bool:
    """Whether figures were made of these kinds at once."""
    turn = list(GroupKind)
    return len(kinds) < 2 or tuple(sorted(kinds, key=turn.index)) in counts.at_once


def _order(kind: GroupKind, cells: Mapping[Which, Cell], called: Called, *, is_wide: bool) -> Mapping[str, str]:
    """The groups of a kind in which there is anybody, in the order in which they are called; wide ones where asked."""
    wide = set(WIDE.get(kind, {}).values())
    there = [which[0][1] for which in cells if len(which) == 1 and which[0][0] is kind and which[0][1] not in wide]
    shown = {wide_group(kind, group) for group in there} if is_wide else set(there)
    turn = {code: place for place, code in enumerate(called[kind])}
    in_turn = sorted(shown, key=lambda code: (turn.get(code, len(turn)), code))
    return {code: called[kind].get(code, code) for code in in_turn}


def _table(
    kind: GroupKind,
    groups: Mapping[str, str],
    cells: Mapping[Which, Cell],
    together: Cell,
    hidden: frozenset[str],
) -> GroupTable:
    total = _pair(together, hidden)
    share = total[0] / total[1] if total and total[1] else None
    rows = []
    for code, name in groups.items():
        cell = _cell(cells, in_order((*together.which, (kind, code))))
        rows.append(_row(code, name, cell, hidden, share))
    return GroupTable(kind=kind, rows=tuple(rows), share=share)


def _pair(cell: Cell, hidden: frozenset[str]) -> tuple[int, int] | None:
    """How many engaged, of how many; None where either is hidden."""
    if {figure_of(HAD, cell.which), figure_of(OUT_OF, cell.which)} & hidden:
        return None
    return cell.engaged, cell.people


def _row(code: str, name: str, cell: Cell, hidden: frozenset[str], share: float | None) -> ComparedRow:
    pair = _pair(cell, hidden)
    compared = pair if pair and pair[1] >= LEAST_COMPARED and code not in _NO_GROUP else None
    signal = signal_of(compared, share) if compared and share is not None else None
    is_hidden = pair is None or share is None
    beside = beside_in_words(signal, no_group="no group" if code in _NO_GROUP else "", is_hidden=is_hidden)
    numbers = (
        HIDDEN if figure_of(column, cell.which) in hidden else f"{number:,}"
        for column, number in ((OUT_OF, cell.people), (HAD, cell.engaged))
    )
    rate = (HIDDEN, HIDDEN) if pair is None else (cell.share.percent, cell.share.interval_words)
    return ComparedRow(code=code, name=name, cells=(*numbers, *rate, beside), compared=compared, signal=signal)


# What is said.


def _of_everybody(counts: GroupCounts, hidden: frozenset[str], days: Stretch, as_at: date) -> str:
    if not counts.everybody.people:
        return "Nobody was first referred in this year."
    if REFERRED in hidden:
        return NOT_SHOWN
    return sentence(counts.everybody, ENGAGED, hidden, _ASKED, metric(ENGAGED, days.from_on).horizon_days, as_at)


def _of_groups(cell: Cell, everybody: Cell, hidden: frozenset[str], days: Stretch) -> Iterator[str]:
    """How those who were asked for got on, and beside everybody else."""
    horizon = metric(ENGAGED, days.from_on).horizon_days
    engaged = f"engaged in treatment within {horizon} days ({horizon // 7} weeks)"
    if figure_of(OUT_OF, cell.which) in hidden:
        yield "Too few to show, here or in other figures: how many they are would tell of a few people."
        return
    if not cell.people:
        yield "Nobody who is counted in the year is one of these."
        return
    pair = _pair(cell, hidden)
    if pair is None:
        yield f"How many of these {cell.people:,} people {engaged} is not shown: too few, or it would tell of a few."
        return
    rate = f"{cell.share.percent} (95% interval {cell.share.interval_words})"
    yield f"Of these {cell.people:,} people, {cell.engaged:,} {engaged}: {rate}."
    whole = _pair(everybody, hidden)
    if whole is None:
        return
    others = whole[0] - pair[0], whole[1] - pair[1]
    if min(pair[1], others[1]) >= LEAST_COMPARED:
        yield f"Their share {apart_in_words(pair, others, 'that of everybody else')}"
    else:
        yield f"They, or everybody else, are fewer than {LEAST_COMPARED}: not compared."


def finding(table: GroupTable) -> str:
    """Which groups of a kind differ from all of them together by more than chance would do, in one sentence."""
    if not table.plotted:
        return "No group can be compared: their figures are not shown, or rest on fewer than ten people."
    apart = who_differs(table.plotted)
    if not apart:
        shown = " that is shown" if len(table.plotted) < len(table.rows) else ""
        return f"No group{shown} differs from all of these together by more than chance would do."
    return f"More than chance would do: {apart} than all of these together."


def caption_of(view: GroupsView, table: GroupTable) -> str:
    """What a table is called, with whom it is of."""
    return f"By {table.kind.label.lower()}{f', of: {view.asked_for}' if view.asked_for else ''}"


def rows_asked(view: GroupsView) -> list[tuple[str, ...]]:
    """Those who were asked for, and everybody, under `ASKED_HEAD`."""
    return [(row.name, *row.cells[:-1]) for row in view.asked]


def contents_of_groups(view: GroupsView) -> ReportContents:
    """What the page says of those who were asked for."""
    asked = ReportTable(
        tab=ASKED_FOR,
        caption=ASKED_FOR,
        head=ASKED_HEAD,
        rows=rows_asked(view),
    )
    return ReportContents(
        title=TITLE,
        tables=[
            *([asked] if view.asked else ()),
            *(
                ReportTable(
                    tab=f"By {table.kind.label.lower()}",
                    caption=caption_of(view, table),
                    head=HEAD,
                    rows=[(row.name, *row.cells) for row in table.rows],
                )
                for table in view.tables
            ),
        ],
        sentences=(
            *view.sentences,
            *((f"{view.asked_for}.",) if view.asked_for else ()),
            *(f"By {table.kind.label.lower()}. {finding(table)}" for table in view.tables),
            *((SMALL,) if view.tables else ()),
        ),
        cannot=CANNOT,
        terms=tuple(terms_as(TERMS)),
    )
