"""Reminders, holds, laboratory checks and shifts; the tests of an episode, and who may be told a result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, select, tuple_

from pathways import clock, dates
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.lawful_basis.rules.facts import SPOILED
from pathways.arrest_tests.models.testing import Analyte, AskLater, DrugTest, Hold, LabCheck, LabCheckStep, ShiftSetUp
from pathways.arrest_tests.testing.rules.record import ShiftFacts, is_of_this_shift
from pathways.arrest_tests.testing.rules.results import (
    ANSWER_WORKING_DAYS,
    AdultFacts,
    AdultStep,
    AnalyteResult,
    LabState,
    LabStep,
    OverallResult,
    ResultPurpose,
    SampleOutcome,
    ToldAnswer,
)
from pathways.auth.roles import Role, Viewer
from pathways.law.queries import law_of
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.law.rules.tables import PanelAnalyte
from pathways.people.models.custody import Detention, Episode
from pathways.refusals import OutOfSight
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide, among

# Reminders to ask again. The caller has made sure that the episode is in sight.


def reminders_of(episode_id: int) -> tuple[AskLater, ...]:
    """Every reminder of an episode, latest first."""
    rows = select(AskLater).where(AskLater.episode_id == episode_id)
    return tuple(db.session.scalars(rows.order_by(AskLater.recorded_at.desc(), AskLater.id.desc())))


_LATER = shared_alias(AskLater)


def is_reminder_that_counts() -> ColumnElement[bool]:
    """Whether a reminder is the one that counts, as a condition on `AskLater`: the latest of its episode, unless
    somebody has asked, or decided not to ask, since."""
    asked = exists().where(DrugTest.episode_id == AskLater.episode_id, DrugTest.recorded_at >= AskLater.recorded_at)
    same, after = _LATER.episode_id == AskLater.episode_id, tuple_(_LATER.recorded_at, _LATER.id)
    later = exists().where(same, after > tuple_(AskLater.recorded_at, AskLater.id)).correlate_except(_LATER)
    return and_(~asked.correlate_except(DrugTest), ~later)


# Whether a test is held for an inspector.


def hold_of(test_id: int) -> Hold | None:
    """The hold of a test; None if it has none."""
    return db.session.scalar(select(Hold).where(Hold.drug_test_id == test_id))


def is_held(test: DrugTest | None) -> bool:
    """Whether a test may not be used, because it waits for an inspector or was voided; False without a test."""
    if test is None:
        return False
    hold = hold_of(test.id)
    return test.is_irregular if hold is None else not hold.state.may_be_used


# The laboratory's check of a test.


def lab_check_of(test_id: int) -> LabCheck | None:
    """The laboratory's check of a test; None if none was begun."""
    return db.session.scalar(select(LabCheck).where(LabCheck.drug_test_id == test_id))


def steps_of(check: LabCheck | None) -> tuple[LabCheckStep, ...]:
    """The steps of a laboratory check, in order."""
    if check is None:
        return ()
    statement = select(LabCheckStep).where(LabCheckStep.lab_check_id == check.id)
    return tuple(db.session.scalars(statement.order_by(LabCheckStep.recorded_at, LabCheckStep.id)))


def steps_of_checks(*which: ColumnElement[bool]) -> dict[int, tuple[tuple[date, LabStep], ...]]:
    """The steps of the laboratory's check of each test that fits `which`, with their London days, by the test's id.

    Whoever counts works the state on a day out from them, like every other figure.
    """
    statement = (
        select(LabCheck.drug_test_id, LabCheckStep.step, LabCheckStep.at)
        .join(LabCheckStep, LabCheckStep.lab_check_id == LabCheck.id)
        .join(DrugTest, DrugTest.id == LabCheck.drug_test_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*which)
        .order_by(LabCheckStep.recorded_at, LabCheckStep.id)
    )
    steps: dict[int, tuple[tuple[date, LabStep], ...]] = {}
    for row in db.session.execute(statement):
        steps[row.drug_test_id] = (*steps.get(row.drug_test_id, ()), (dates.london_date(row.at), row.step))
    return steps


def is_not_confirmed(check: LabCheck | None) -> bool:
    """Whether the laboratory found no specified drug, so that the result supports nothing any more (s.16)."""
    return check is not None and check.state is LabState.NOT_CONFIRMED


def earliest_assessment_on(test: DrugTest | None, check: LabCheck | None) -> date | None:
    """For a disputed result, the day by which the laboratory should have answered; None if it is not disputed."""
    is_awaited = check is not None and check.state.is_awaited
    if not is_awaited and (check is not None or test is None or test.told_answer is not ToldAnswer.DISPUTES):
        return None
    sent_at = check.sent_at if check is not None else None
    return answer_due_on(dates.london_date(sent_at or clock.now()))


def answer_due_on(sent_on: date) -> date | None:
    """The day on which the answer is due, five working days on; None if bank holidays are not known that far."""
    try:
        return dates.add_working_days(sent_on, ANSWER_WORKING_DAYS)
    except dates.HorizonPassed:
        return None


# The set-up of the viewer's shift, and that of a recorded sample.


def latest_set_up(viewer: Viewer) -> ShiftSetUp | None:
    """The viewer's latest set-up at their suite, of any shift, which fills the form."""
    theirs = (ShiftSetUp.user_id == viewer.user_id, ShiftSetUp.suite_id == viewer.suite_id)
    return db.session.scalar(select(ShiftSetUp).where(*theirs).order_by(ShiftSetUp.id.desc()).limit(1))


def set_up_now(viewer: Viewer) -> ShiftSetUp | None:
    """The viewer's set-up for the current shift; None if there is none yet."""
    latest = latest_set_up(viewer)
    return latest if latest and is_of_this_shift(latest.made_at, clock.now()) else None


def set_up_of(test: DrugTest | None) -> ShiftSetUp | None:
    """The set-up with which a recorded sample was taken; None if it was not recorded."""
    return db.session.get(ShiftSetUp, test.shift_set_up_id) if test and test.shift_set_up_id else None


def shift_facts(row: ShiftSetUp) -> ShiftFacts:
    """A set-up as the rules read it."""
    return ShiftFacts(
        device=row.device,
        serial=row.serial,
        lot=row.lot,
        lot_expires_on=row.lot_expires_on,
        check_passed_at=row.check_passed_at,
        taker=row.taker,
        category=row.category,
        trained_until=row.trained_until,
    )


# The tests of an episode, and who may be told a result, for which of the purposes of PACE 1984 s.63B(7).


# The tests of these episodes, and of every other episode of these continuous detentions, by the live custody records:
# so samples follow a correction. The board asks it for everybody in custody, and so does every step of a test.

_OWN, _SAME, _SAMPLE = shared_alias(Detention), shared_alias(Detention), shared_alias(DrugTest)
TESTS = {
    "tests": Records(
        (DrugTest, Hold, LabCheck),
        and_(DrugTest.episode_id == Episode.id, DrugTest.superseded_at.is_(None)),
        (DrugTest.recorded_at, DrugTest.id),
        beside=((Hold, Hold.drug_test_id == DrugTest.id), (LabCheck, LabCheck.drug_test_id == DrugTest.id)),
    ),
    "samples": Records(
        (_SAMPLE, _OWN.continuous_detention),
        and_(_OWN.episode_id == Episode.id, _OWN.superseded_at.is_(None)),
        (_SAMPLE.recorded_at, _SAMPLE.id),
        beside=(
            (_SAME, and_(_SAME.continuous_detention == _OWN.continuous_detention, _SAME.superseded_at.is_(None))),
            (
                _SAMPLE,
                and_(
                    _SAMPLE.episode_id == _SAME.episode_id,
                    _SAMPLE.superseded_at.is_(None),
                    _SAMPLE.outcome == SampleOutcome.SAMPLE_GIVEN,
                ),
            ),
        ),
        of=_OWN,
    ),
}
"""What `tests_from` is made of: a later room reads it with what it asks of the same episodes. The samples are those of
the continuous detention, by the key of the live record, whatever the custody number or the episode (s.63B(5B))."""
_EACH, _READ = (Episode, among(Episode.id, "of_episodes")), shared_alias(DrugTest)
_TESTS_ALONE = SideBySide(_EACH, tests=TESTS["tests"])
_LINES = (_READ.episode_id == Episode.id) & _READ.superseded_at.is_(None)
_OF_TEST = ((Analyte, Analyte.drug_test_id == _READ.id),)
_RESULT = SideBySide(
    _EACH, tests=TESTS["tests"], analytes=Records((Analyte,), _LINES, (Analyte.id,), beside=_OF_TEST, of=_READ)
)

MAY_USE: Final = frozenset(
    {
        (Role.CO, ResultPurpose.SUPERVISION),
        (Role.CO, ResultPurpose.BAIL),
        (Role.CO, ResultPurpose.REQUIRED_ASSESSMENT),
        (Role.DM, ResultPurpose.CONDITIONAL_CAUTION),
        (Role.TW, ResultPurpose.ADVICE_AND_TREATMENT),
        (Role.TW, ResultPurpose.REQUIRED_ASSESSMENT),
        (Role.PM, ResultPurpose.ADVICE_AND_TREATMENT),
    }
)
"""Which role may be told a result, and for which purpose (design choice within s.63B(7))."""


@dataclass(frozen=True, kw_only=True)
class ResultView:
    """A result with the lines of the device's panel, for one purpose only. `taken_on` is the day in London."""

    test_id: int
    overall: OverallResult
    analytes: Mapping[str, AnalyteResult]
    taken_on: date
    purpose: ResultPurpose
    panel: tuple[PanelAnalyte, ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each line of the panel with what was read, in the device's order: (label, words)."""
        groups = ((analyte.label, self.analytes.get(analyte.code)) for analyte in self.panel)
        return tuple((label, read.label) for label, read in groups if read is not None)


@dataclass(frozen=True, kw_only=True)
class TestStanding:
    """A live test with what decides whether it may be used: its hold and the laboratory's check of it."""

    __test__ = False  # so that pytest does not collect it

    test: DrugTest
    hold: Hold | None
    check: LabCheck | None

    @property
    def is_held(self) -> bool:
        """Whether it may not be used, because it waits for an inspector or was voided."""
        return self.test.is_irregular if self.hold is None else not self.hold.state.may_be_used

    @property
    def usable(self) -> DrugTest | None:
        """The test, if its result may be told and relied on (`usable_result`)."""
        has_result = self.test.overall_result is not None
        return self.test if has_result and not self.is_held and not is_not_confirmed(self.check) else None


@dataclass(frozen=True, kw_only=True)
class EpisodeTests:
    """The live tests of an episode in the order they were recorded, and every sample of its continuous detention."""

    standing: tuple[TestStanding, ...] = ()
    samples: tuple[DrugTest, ...] = ()

    @property
    def rows(self) -> tuple[DrugTest, ...]:
        return tuple(each.test for each in self.standing)

    @property
    def deciding(self) -> TestStanding | None:
        """The test that counts; None if there is none.

        That is a sample: a second one before the first, one that may be used before one that waits for an inspector, a
        regular one before an irregular one, and a voided one only if there is no other (V-055). Without a sample it is
        the latest answer; so it is if the sample could not be used and the person gave no second one.
        """
        samples = [each for each in self.standing if each.test.outcome is SampleOutcome.SAMPLE_GIVEN]
        if not samples:
            return self.standing[-1] if self.standing else None
        counts, last = min(samples, key=_order_of), self.standing[-1]
        is_spoiled = counts.test.sample_condition in SPOILED
        was_asked_again = is_spoiled and last.test.outcome is not SampleOutcome.SAMPLE_GIVEN
        return last if was_asked_again and not (last.test.is_irregular or counts.test.is_irregular) else counts

    @property
    def deciding_test(self) -> DrugTest | None:
        """The test that counts, by itself."""
        return self.deciding.test if self.deciding else None


def tests_from(detentions: Mapping[int, str | None], read: Mapping[str, Iterable[Any]]) -> dict[int, EpisodeTests]:
    """The tests of these episodes in sight, each with the key of its detention, from what was read (`TESTS`)."""
    standing: dict[int, list[TestStanding]] = {episode_id: [] for episode_id in detentions}
    samples: dict[str | None, set[DrugTest]] = {}
    for test, hold, check in read["tests"]:
        if test.episode_id in standing:
            standing[test.episode_id].append(TestStanding(test=test, hold=hold, check=check))
    for sample, key in read["samples"]:
        samples.setdefault(key, set()).add(sample)
    return {
        episode_id: EpisodeTests(
            standing=tuple(standing[episode_id]),
            samples=tuple(sorted(samples.get(key, ()), key=lambda sample: (sample.taken_at, sample.id))),
        )
        for episode_id, key in detentions.items()
    }


def tests_of(episode_id: int) -> tuple[DrugTest, ...]:
    """The live tests of an episode in sight, in the order they were recorded. There may be several."""
    return tests_in(episode_id).rows


def standing_test(episode_id: int) -> TestStanding | None:
    """The test of an episode in sight that counts, with its hold and the laboratory's check; None if there is none."""
    return tests_in(episode_id).deciding


def deciding_test(episode_id: int) -> DrugTest | None:
    """The test of an episode in sight that counts (`EpisodeTests.deciding`); None if there is none."""
    return tests_in(episode_id).deciding_test


def tests_in(episode_id: int) -> EpisodeTests:
    """The tests of an episode in sight, without the samples of its detention."""
    return tests_from({episode_id: None}, _TESTS_ALONE.read({"of_episodes": [episode_id]}) | {"samples": []})[
        episode_id
    ]


def _order_of(standing: TestStanding) -> tuple[Any, ...]:
    sample, hold = standing.test, standing.hold
    is_voided = hold is not None and hold.state is HoldState.VOIDED
    waits = hold is not None and not hold.state.may_be_used
    taken_at = sample.taken_at or sample.recorded_at
    return is_voided, -sample.sample_seq, waits, sample.is_irregular, taken_at, sample.id


def usable_result(episode_id: int) -> DrugTest | None:
    """The test that counts, if its result may be told and relied on; None if there is no such result.

    A result that is held or was voided may not be used (V-055), nor one that the laboratory did not confirm (Drugs Act
    2005 s.16; that this holds for every purpose is a design choice).
    """
    return counts.usable if (counts := standing_test(episode_id)) else None


def result_for(
    viewer: Viewer, episode_id: int, purpose: ResultPurpose, *, accepting_organisation_id: int | None = None
) -> ResultView | None:
    """The usable result of an episode in sight, for one lawful purpose; None if there is none (`usable_result`).

    For treatment staff the caller names the organisation that accepted the episode's referral, which this room cannot
    read: it must be the viewer's own. Raises OutOfSight if it is not, or if the role may not use a result for this
    purpose (V-049). The caller logs the look as `test.result.viewed` with the purpose.
    """
    if (viewer.role, purpose) not in MAY_USE:
        raise OutOfSight
    if viewer.is_treatment and viewer.organisation_id != accepting_organisation_id:
        raise OutOfSight
    read = _RESULT.read({"of_episodes": [episode_id]})
    counts = tests_from({episode_id: None}, read | {"samples": []})[episode_id].deciding
    test = counts.usable if counts else None
    if test is None or test.overall_result is None or test.taken_at is None:
        return None
    taken_on = dates.london_date(test.taken_at)
    return ResultView(
        test_id=test.id,
        overall=test.overall_result,
        analytes={row.analyte: row.result for row in read["analytes"] if row.drug_test_id == test.id},
        taken_on=taken_on,
        purpose=purpose,
        panel=panel_on(taken_on, law_of(test.law_version)),
    )


_ANALYTES = (
    select(Analyte.analyte, Analyte.result).where(Analyte.drug_test_id == bindparam("of_test")).order_by(Analyte.id)
)


def analytes_of(test_id: int) -> dict[str, AnalyteResult]:
    """The result of each line of a test's panel, by analyte."""
    return {row[0]: row[1] for row in db.session.execute(_ANALYTES, {"of_test": test_id})}


def adult_of(test: DrugTest) -> AdultFacts | None:
    """The appropriate adult of a request; None if nobody was asked about one."""
    if test.adult_at_warning is None:
        return None
    steps = {step for step in AdultStep.of_a_test() if getattr(test, f"adult_at_{step.value}")}
    return AdultFacts(name=test.adult_name or "", relation=test.adult_relation, there_for=frozenset(steps))


def earlier_tests(episode_id: int) -> tuple[DrugTest, ...]:
    """The tests of an episode that a correction superseded, latest first."""
    statement = select(DrugTest).where(DrugTest.episode_id == episode_id, DrugTest.superseded_at.is_not(None))
    return tuple(db.session.scalars(statement.order_by(DrugTest.superseded_at.desc(), DrugTest.id.desc())))
