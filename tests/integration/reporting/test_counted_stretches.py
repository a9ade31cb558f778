"""What the worker keeps of how everybody stands gives every figure that the records give, whenever something changes."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import delete, func, select, update

from pathways import clock
from pathways.arrest_tests.models.testing import DrugTest
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Rank, Role
from pathways.cli import worker
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity import actions as people
from pathways.people.models.identity import Person
from pathways.people.rules import ReleaseType
from pathways.reporting.actions import making
from pathways.reporting.models import CountedStretch, CountedThrough
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from pathways.vocabulary import Substance
from tests import county, restricted
from tests.figures import keep_standings
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.records import (
    a_referral,
    a_test_on_arrest,
    assessed,
    at_noon,
    became,
    dies,
    in_treatment,
    merge,
    offered,
    released,
    supplied,
)
from tests.integration.reporting.test_fairness_pages import decided
from tests.integration.reporting.test_reporting_queries import overturned
from tests.on_both import POSTGRES_ALONE
from tests.rounds import rounds
from tests.together import meanwhile


def kept_by():
    return db.session.scalar(select(func.count(CountedStretch.id)))


def figures(period, viewer=SYSTEM):
    """Every figure of every report, hidden or not."""
    return (
        counting.overview(viewer, period),
        counting.arc(viewer, period),
        counting.fairness(viewer, period),
        *(
            Counter({(each.states, each.records // each.people): each.people for each in of_kind})
            for of_kind in _added_up(counting.counted(viewer, period, *UnitKind))
        ),
    )


def _added_up(people):
    """People alike may be counted in two parts: those kept, and those read anew."""
    for of_kind in people.values():
        alike = {}
        for states, number, records in of_kind:
            before = alike.get(states, (0, 0))
            alike[states] = (before[0] + number, before[1] + records)
        yield [counting.PeopleAlike(states, *both) for states, both in alike.items()]


def by_the_records(period, viewer=SYSTEM):
    """The same figures where nothing is kept."""
    with db.session.begin_nested() as before:
        db.session.execute(delete(CountedThrough))
        slowly = figures(period, viewer)
        before.rollback()
    return slowly


def periods(seed, number):
    """Drawn periods of the last three years; some are looked at from a day before today."""
    dice, today = Random(seed), clock.today()
    for _ in range(number):
        first, last, as_at = sorted(today - timedelta(days=dice.randrange(1100)) for _ in range(3))
        yield Period(from_on=first, to_on=last, as_at=dice.choice((as_at, today, last)))
    yield Period(from_on=date(1900, 1, 1), to_on=today, as_at=today)


def a_small_county(seed):
    """Some thirty people with several of everything, some of them merged, some dead, tests on hold and overturned."""
    dice, today = Random(seed), clock.today()

    def ago(most=1000):
        return today - timedelta(days=dice.randrange(10, most))

    def after(day):
        return dice.choice((None, day + timedelta(days=dice.randrange(200))))

    persons = [county.person(born=ago(20_000) - timedelta(days=5_000)) for _ in range(14)]
    for person in dice.choices(persons, k=24):
        day, imposed = ago(), dice.choice((None, True, False))
        episode = a_test_on_arrest(
            person, on=day, positive=dice.random() < 0.8, imposed=imposed,
            outcome=dice.choice(("sample_given", "sample_given", "refused")),
        )  # fmt: skip
        test = db.session.scalars(select(DrugTest).where(DrugTest.episode_id == episode.id)).one()
        if test.overall_result and dice.random() < 0.2:
            overturned(test, day + timedelta(days=dice.randrange(1, 90)))
        if imposed and dice.random() < 0.6:
            outcome = dice.choice(("attended_remained", "failed_to_attend"))
            became(episode, outcome, day + timedelta(days=dice.randrange(1, 9)))
        if dice.random() < 0.6:
            accepted = after(day)
            closed = after(accepted or day)
            attended = accepted and after(accepted)
            a_referral(
                episode, on=day, accepted_on=accepted, attended_on=attended, engaged_on=attended and after(attended),
                state=dice.choice(("WITHDRAWN", "REROUTED", "ERROR")) if closed and not accepted else "SUBMITTED",
                closed_at=at_noon(closed) if closed else None,
            )  # fmt: skip
    for person in dice.choices(persons, k=16):
        assessed(
            person, *dice.sample(list(Substance), dice.randrange(1, 4)), on=ago(), engaged=dice.random() < 0.5,
            is_open=dice.random() < 0.3,
        )  # fmt: skip
    for person in dice.sample(persons, 2):
        dies(person.id, ago())
    officer = county.officer()
    for _ in range(6):
        day = at_noon(ago())
        released = dice.choice((ReleaseType.CHARGED_BAIL, ReleaseType.NO_FURTHER_ACTION))
        episode, _ = county.detained(
            dice.choice(persons),
            by=officer,
            arrested_at=day - timedelta(hours=9),
            released_at=day,
            release_type=released,
        )
        plain_disposal.offence(episode)
    decided(4, State.ACTIVE)
    decided(2, State.GIVEN, kind=Kind.SC)
    for disposal, event in db.session.query(Disposal, DisposalEvent).where(DisposalEvent.disposal_id == Disposal.id):
        disposal.proposed_at = at_noon(ago(400))
        event.at = disposal.proposed_at + timedelta(days=dice.randrange(300))
    _treated_lately(Random(seed), persons)
    away, keeps, other = dice.sample(persons, 3)
    merge(away.id, keeps.id)
    merge(other.id, keeps.id)
    db.session.commit()


def _treated_lately(dice, persons):
    """Courses of treatment of some of them, one after the other, with naloxone and peers; and releases with a referral."""
    for person in dice.sample(persons, 8):
        began = date(2025, 2, 1) + timedelta(days=dice.randrange(150))
        for _ in range(dice.randrange(1, 4)):
            ended = began + timedelta(days=dice.randrange(-3, 200))
            why = dice.choice(("80", "82", "85", "84", "89", "80"))
            is_over = dice.random() < 0.8
            referral = in_treatment(began, ended if is_over else None, why, person=person)
            supplied(referral, on=began, kits=dice.randrange(1, 3), recipient=dice.choice(("at_risk", "family")))
            met_on = dice.choice((None, began + timedelta(days=dice.randrange(120))))
            offered(referral, dice.choice(("accepted", "declined")), on=began, met_on=met_on)
            began = ended + timedelta(days=dice.choice((20, 21, 90, 183)))
    for person in dice.choices(persons, k=12):
        on, seen = date(2025, 4, 1) + timedelta(days=dice.randrange(365)), dice.choice((None, -1, 0, 7, 8, 21, 22))
        released(on, seen=seen, sent=dice.choice((0, 0, -1)), person=person)


@pytest.fixture
def small_county(built_once):
    """`small_county(seed)`: the rows of that county, drawn and built once a run."""
    return lambda seed: built_once(f"small_county_{seed}", lambda: a_small_county(seed))


@pytest.mark.database
@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(1, 5)))
def test_what_is_kept_gives_every_figure_of_every_report_on_every_day(small_county, seed):
    small_county(seed)
    asked = list(periods(seed, rounds(6, 10)))
    slowly = [figures(period) for period in asked]
    keep_standings()
    assert kept_by() > 100
    for period, figure in zip(asked, slowly, strict=True):
        assert figures(period) == figure


@pytest.mark.database
@pytest.mark.rounds
def test_the_figures_of_the_made_up_county_are_those_of_its_records(made_up_county):
    asked = list(periods(0, rounds(3, 5)))
    slowly = [figures(period) for period in asked]
    keep_standings()
    assert [figures(period) for period in asked] == slowly


@pytest.mark.database
@pytest.mark.rounds
def test_what_is_recorded_is_counted_at_once_and_made_anew_by_the_next_round(small_county):
    small_county(rounds(0, 7))
    by, today = county.officer(), clock.today()
    everything = Period(from_on=date(1900, 1, 1), to_on=today, as_at=today)
    first, second, third, *_ = db.session.scalars(
        select(Person).where(Person.merged_into_id.is_(None), Person.died_at.is_(None)).order_by(Person.id)
    )
    a_referral(county.episode(first))  # of whom something may still come, until they die
    keep_standings()
    changes = (
        lambda: people.record_death(by=by, person=first, died_at=clock.now(), source="hospital"),
        lambda: people.merge(by=by, keep=second, away=third, reason="The same PNC number"),
        lambda: audit.change(by, a_test_on_arrest(first).person_id, "test.sampled", ("drug_test", None)),
        lambda: audit.change(
            by, assessed(second, Substance.KETAMINE).person_id, "assessment.recorded", ("referral", 1)
        ),
    )
    counted = figures(everything)
    for change in changes:
        before = counted
        change()
        db.session.flush()
        counted = figures(everything)
        assert counted == by_the_records(everything)
        assert counted != before
        db.session.commit()
        keep_standings()
        assert figures(everything) == counted
        made_at = db.session.scalar(select(CountedThrough.token))
        keep_standings()
        assert db.session.scalar(select(CountedThrough.token)) == made_at, "nothing more was recorded"


@pytest.mark.database
def test_records_that_are_parted_again_count_as_two_people(app):
    first, second = (a_referral(county.episode(county.person())).person_id for _ in range(2))
    merge(second, first)
    db.session.commit()
    keep_standings()
    db.session.get_one(Person, second).merged_into_id = None
    for person_id in (first, second):
        audit.change(SYSTEM, person_id, "person.unmerged", ("person", person_id))
    everything = Period(from_on=date(1900, 1, 1), to_on=clock.today(), as_at=clock.today())
    for _ in range(2):
        assert counting.overview(SYSTEM, everything) == by_the_records(everything)[0]
        assert people_referred() == 2
        db.session.commit()
        keep_standings()


def test_whose_record_is_shut_is_in_no_figure_of_what_is_kept_either(small_county):
    small_county(0)
    keep_standings()
    everything = Period(from_on=date(1900, 1, 1), to_on=clock.today(), as_at=clock.today())
    whole = figures(everything)
    merged = db.session.scalars(select(Person).where(Person.merged_into_id.is_not(None))).first()
    restricted.shut_to_all_but(
        [db.session.get_one(Person, merged.merged_into_id)], county.user(Role.DM, rank=Rank.INSPECTOR)
    )
    manager = county.viewer_of(county.user(Role.MG))
    assert figures(everything, manager) == by_the_records(everything, manager) != whole


@pytest.mark.rounds
def test_while_they_are_made_for_the_first_time_and_after_the_rules_changed_the_records_are_read(
    small_county, monkeypatch
):
    small_county(rounds(0, 1))
    everything = Period(from_on=date(1900, 1, 1), to_on=clock.today(), as_at=clock.today())
    slowly = figures(everything)
    monkeypatch.setattr(making, "LOT", 5)
    for _ in range(4):
        making.keep_standings()
        db.session.commit()
        assert figures(everything) == slowly
    keep_standings()
    db.session.execute(delete(CountedStretch))
    monkeypatch.setattr(counting, "rules_in_use", lambda: "of another release")
    assert figures(everything) == slowly
    monkeypatch.setattr(making, "rules_in_use", lambda: "of another release")
    keep_standings()
    assert kept_by()
    assert figures(everything) == slowly


def a_referral_of(person_id):
    """What somebody else records, and its event."""
    a_referral(county.episode(db.session.get_one(Person, person_id)))
    audit.change(SYSTEM, person_id, "referral.submitted", ("referral", None))


def people_referred():
    everything = Period(from_on=date(1900, 1, 1), to_on=clock.today(), as_at=clock.today())
    return sum(alike.people for alike in counting.counted(SYSTEM, everything, UnitKind.REFERRED)[UnitKind.REFERRED])


def noted(person_id):
    audit.change(SYSTEM, person_id, "note.added", ("referral", None))
    db.session.commit()


@POSTGRES_ALONE
@pytest.mark.parametrize("who_began_first", ["whoever commits first", "whoever commits last"])
def test_what_was_being_written_while_the_worker_read_the_log_is_not_missed(app, who_began_first):
    """An event with a lower number that is committed after one with a higher number."""
    late, early = county.person().id, county.person()
    a_referral(county.episode(early))
    db.session.commit()
    keep_standings()
    if who_began_first == "whoever commits first":
        audit.change(SYSTEM, early.id, "note.added", ("referral", None))
        db.session.flush()
    with meanwhile(app, partial(a_referral_of, late)):
        noted(early.id)
        keep_standings()
    for _ in range(2):
        assert people_referred() == 2
        keep_standings()


@POSTGRES_ALONE
def test_what_was_being_written_while_a_report_was_counted_is_in_the_next_one(app):
    """Of the same people, and with the same last event."""
    late, early = county.person().id, county.person()
    a_referral(county.episode(early))
    db.session.commit()
    keep_standings()
    noted(late)
    with meanwhile(app, partial(a_referral_of, late)):
        noted(early.id)
        assert people_referred() == 1
        db.session.rollback()
    assert people_referred() == 2


@POSTGRES_ALONE
def test_after_the_database_was_restored_into_another_server_all_are_made(app):
    """That server counts its transactions from the beginning: those that had begun on the other one never come."""
    a_referral(county.episode(county.person()))
    db.session.commit()
    keep_standings()
    db.session.execute(update(CountedThrough).values(person_id=0, ahead_event_id=0, ahead_of=2**62))
    db.session.commit()
    keep_standings()
    assert db.session.scalar(select(CountedThrough.person_id)) is None


@pytest.mark.parametrize(
    "start",
    [
        lambda app: app.extensions["ready_to_serve"](),
        lambda app: app.test_cli_runner().invoke(args=["worker", "--once"]),
    ],
    ids=["server", "worker"],
)
def test_a_process_counts_as_the_release_that_it_was_started_with(app, tmp_path, monkeypatch, start):
    """Also when its files are replaced while it runs, before it was asked for a report."""
    monkeypatch.setattr(counting, "_PRODUCT", tmp_path)
    monkeypatch.setattr(worker, "JOBS", ())
    started_with = counting.rules_in_use.__wrapped__()
    counting.rules_in_use.cache_clear()
    start(app)
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "rules.py").write_text("of the next release")
    rules_in_use = counting.rules_in_use()
    counting.rules_in_use.cache_clear()
    assert rules_in_use == started_with


@pytest.mark.parametrize(
    "name",
    [
        "pathways/dates.py",
        "pathways/arrest_tests/held_records/queries.py",
        "pathways/arrest_tests/testing/data/test_transitions.csv",
        "migrations/versions/0167.py",
    ],
)
def test_what_a_release_with_another_rule_query_table_or_migration_made_is_not_counted(tmp_path, monkeypatch, name):
    """What is kept says by which release: of another one everybody is read from the records."""
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(counting, "_PRODUCT", tmp_path)
    of_release = []
    for content in ("before", "after"):
        file.write_text(content)
        of_release.append(counting.rules_in_use.__wrapped__())
    assert of_release[0] != of_release[1]
