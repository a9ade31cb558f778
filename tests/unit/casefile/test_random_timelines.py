"""Random timelines in custody, over both clock changes and midnights: the product's clocks agree with a slow reading."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways import dates
from pathways.arrest_tests.lawful_basis.rules.basis import (
    ClockKind,
    hold_breach,
    legal_clocks,
    may_a_sample_be_requested,
)
from pathways.arrest_tests.lawful_basis.rules.facts import AuthorityFacts, CaseFacts, OffenceFacts, SampleFacts
from pathways.casefile.rules.board_clocks import RowTimes, row_clock
from pathways.dates import LONDON
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.law.rules.tables import packaged
from pathways.people.rules import ReleaseType
from tests.rounds import rounds
from tests.slow_clock import Timeline, Wall, breach, first_out, minute_of

MANY, SOME = rounds(300, 2000), 120
START = datetime(2000, 1, 1, tzinfo=UTC)
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
NIGHTS = (*CHANGES, datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 11, 24, 23, 55, tzinfo=UTC))
HELD_FOR = "CJA88-139"
"""The further offence: no trigger, and nobody authorised a test for it."""

minutes = st.integers(0, 30 * 60)
maybe = st.none() | minutes


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Somebody who arrived within two days of a clock change or a midnight, and what came after."""
    at = draw(st.sampled_from(NIGHTS)) - timedelta(minutes=draw(st.integers(0, 36 * 60)))
    arrived = as_minute(at)
    decision = draw(st.sampled_from((None, *ReleaseType)))
    sampled = draw(st.none() | st.none() | minutes)
    length = draw(minutes)
    return Timeline(
        now=arrived + length,
        arrived=arrived,
        planned=after(arrived, draw(maybe)),
        decision=decision.value if decision else None,
        only_for_sample=decision is not None and draw(st.booleans()),
        charged=tuple(arrived + each for each in draw(st.lists(minutes, max_size=2))),
        first_offence_from=arrived + draw(st.integers(0, 10)) if length > 20 and draw(st.booleans()) else None,
        oral_authority=after(arrived, draw(maybe)),
        ask_again=after(arrived, draw(maybe)),
        sampled=arrived + min(sampled, length) if sampled is not None else None,
    )


def after(start: int, left: int | None) -> int | None:
    return None if left is None else start + left


def as_minute(instant: datetime) -> int:
    """By the wall in London, through the slow reading: it must come back to where it was."""
    wall = instant.astimezone(LONDON)
    read = minute_of(Wall(wall.year, wall.month, wall.day, wall.hour, wall.minute, bool(wall.fold)))
    assert START + timedelta(minutes=read) == instant
    return read


def instant(minute: int | None) -> datetime | None:
    """A moment as the product holds it: what the wall says, read by the product's own clock, in UTC."""
    if minute is None:
        return None
    wall = (START + timedelta(minutes=minute)).astimezone(LONDON)
    if wall.fold:  # the second of an hour that comes twice cannot be typed: the product holds it as an instant
        return START + timedelta(minutes=minute)
    return dates.from_london(wall.date(), wall.time())


def moment(minute: int) -> datetime:
    at = instant(minute)
    assert at is not None
    return at


def as_case(line: Timeline) -> CaseFacts:
    charged = tuple(
        OffenceFacts(
            law=packaged(),
            key=f"charged-{place}",
            code="TA68-1",
            arrested_at=moment(line.arrived),
            charged_at=moment(at),
        )
        for place, at in enumerate(line.charged)
    )
    first = (
        OffenceFacts(
            law=packaged(),
            key="first",
            code="TA68-1",
            arrested_at=moment(line.arrived),
            detention_start_at=moment(line.first_offence_from),
            closed_at=moment(line.arrived + 15),
        )
        if line.first_offence_from is not None
        else None
    )
    further = OffenceFacts(law=packaged(), key="further", code=HELD_FOR, arrested_at=moment(line.arrived))
    given = line.oral_authority
    return CaseFacts(
        request_at=moment(line.now),
        born_on=date(1991, 6, 9),
        in_police_detention=True,
        offences=(*charged, *((first, further) if first else ())),
        authorities=(
            AuthorityFacts(
                offence_key="none of these",
                rank_label="Inspector",
                is_inspector_or_above=True,
                grounds="He said that he stole to pay for heroin",
                given_at=moment(given),
                is_oral=True,
            ),
        )
        if given is not None
        else (),
        samples=(
            SampleFacts(route=SampleRoute.ARREST, condition=SampleCondition.SUFFICIENT, taken_at=moment(line.sampled)),
        )
        if line.sampled is not None
        else (),
        relevant_time=moment(line.arrived),
        release_decision=ReleaseType(line.decision) if line.decision else None,
        held_only_for_sample=line.only_for_sample,
    )


@settings(max_examples=MANY, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(timelines())
def test_the_clocks_agree_with_a_slow_reading_of_any_timeline(line: Timeline) -> None:
    case = as_case(line)
    times = RowTimes(
        arrived_at=moment(line.arrived),
        planned_release_at=instant(line.planned),
        legal=legal_clocks(case),
        sample_taken_at=instant(line.sampled),
        wants_sample=line.sampled is None,
        asked_later_at=moment(line.arrived),
        ask_again_at=instant(line.ask_again),
    )
    board_clock = row_clock(times, moment(line.now))
    word, minute = first_out(line)
    assert board_clock.state.value.replace("_", " ") == word
    assert (as_minute(board_clock.at) if board_clock.at else None) == minute
    if word == "running" and minute is not None:
        assert board_clock.minutes == minute - line.now
    broken = hold_breach(case)
    assert (broken[0] if broken else "") == breach(line)


@settings(max_examples=SOME, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(timelines())
def test_who_is_kept_only_for_a_sample_is_told_the_rule_it_breaks(line: Timeline) -> None:
    blocks = {"V-019", "V-019a", "V-020"} & set(may_a_sample_be_requested(as_case(line)).arrest.blocks)
    assert blocks == ({breach(line)} if breach(line) else set())


def test_the_slow_reading_knows_both_nights_of_the_year() -> None:
    assert minute_of(Wall(2026, 3, 29, 2, 30)) - minute_of(Wall(2026, 3, 29, 0, 30)) == 60
    first, second = Wall(2026, 10, 25, 1, 30), Wall(2026, 10, 25, 1, 30, again=True)
    assert minute_of(second) - minute_of(first) == 60
    assert minute_of(Wall(2026, 10, 25, 2, 30)) - minute_of(first) == 120


def test_every_kind_of_clock_is_met_by_a_timeline() -> None:
    """The generator would be worth little if it never reached one of them."""
    plain = Timeline(now=as_minute(CHANGES[0]), arrived=as_minute(CHANGES[0]) - 120)
    lines = {
        ClockKind.AFTER_CHARGE: Timeline(plain.now, plain.arrived, charged=(plain.arrived,)),
        ClockKind.BEFORE_BAIL: Timeline(plain.now, plain.arrived, decision="on_bail", only_for_sample=True),
        ClockKind.NO_HOLD: Timeline(plain.now, plain.arrived, decision="without_bail"),
        ClockKind.FIRST_OFFENCE: Timeline(plain.now, plain.arrived, first_offence_from=plain.arrived),
        ClockKind.AUTHORITY: Timeline(plain.now, plain.arrived, oral_authority=plain.arrived),
    }
    for kind, line in lines.items():
        assert [legal_clock.kind for legal_clock in legal_clocks(as_case(line))] == [kind]
