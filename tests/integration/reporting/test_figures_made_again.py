"""Figures are made again to the digit of the records of then; what was recorded later is told beside them, by cause."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import delete, select, update

from pathways import clock
from pathways.arrest_tests.models.testing import DrugTest
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM, EventClass
from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.people.identity import actions as people
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import Referral
from pathways.reporting.actions import making
from pathways.reporting.models import CountedSnapshot, CountedStretch, FiguresCheck, FiguresMaking, PublishedFigures
from pathways.reporting.queries import counting
from pathways.reporting.queries.counting import NotKeptYet
from pathways.reporting.queries.figures import last_making
from pathways.reporting.queries.records import all_records
from pathways.reporting.queries.remade import remade
from pathways.reporting.queries.units import KINDS, UNITS
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.kept_figures import digest_of
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.revisions import FOR_THE_BOARD, Cause
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from pathways.store.engines import about_nobody
from pathways.vocabulary import Substance
from tests import county
from tests.figures import AFTER_THE_QUARTER, keep_standings, make_figures, make_figures_after_the_quarter
from tests.integration.reporting.records import a_referral, a_test_on_arrest, assessed, at_noon
from tests.integration.reporting.test_counted_stretches import a_small_county
from tests.pages import faulty
from tests.papers import words_of
from tests.report_files import workbook_equals_page
from tests.rounds import rounds

CHANGES = rounds(24, 500)
ERASED = rounds(6, 200)
MANY = 12
A_QUARTER = timedelta(days=91)


@pytest.fixture
def made(app, built_once, the_clock):
    """The figures of a county, some of whom will have nothing but one test, which will be erased. They were made on
    SQLite, whatever database they are made again on."""
    built_once("small_county_0_with_figures", lambda: with_figures(the_clock))
    the_clock.set(AFTER_THE_QUARTER)


def with_figures(the_clock):
    a_small_county(0)
    for _ in range(ERASED):
        a_test_on_arrest(on=clock.today() - timedelta(days=40), positive=False)
    make_figures_after_the_quarter(the_clock)


def all_made():
    return list(db.session.scalars(select(PublishedFigures).order_by(PublishedFigures.id)))


def as_they_stand(made):
    """By unit, whose it is, its day and its state, of all that these figures may count: asked of the rules."""
    records, standing = all_records(), {}
    for kind in KINDS[made.report]:
        for unit in UNITS[kind](records):
            if (stands := unit.on(made.as_at)) is not None:
                standing[kind, unit.record_id, unit.number] = unit.person_id, stands.counts_on, stands.state
    return standing


def recorded_later(dice):
    """One thing that somebody records, corrects, joins or withdraws after the figures were made."""
    live = select(Person).where(Person.merged_into_id.is_(None), Person.died_at.is_(None)).order_by(Person.id)
    person, other = dice.sample(list(db.session.scalars(live)), 2)
    on = clock.today() - timedelta(days=dice.randrange(10, 800))
    match dice.randrange(5):
        case 0:
            changed, what = a_test_on_arrest(person, on=on, positive=dice.random() < 0.5).person_id, "test.sampled"
        case 1:
            changed, what = assessed(person, Substance.HEROIN, on=on).person_id, "assessment.recorded"
        case 2:
            test = dice.choice(
                list(
                    db.session.scalars(
                        select(DrugTest).where(DrugTest.overall_result.is_not(None)).order_by(DrugTest.id)
                    )
                )
            )
            test.overall_result = "negative" if test.overall_result == "positive" else "positive"
            changed, what = db.session.get_one(Episode, test.episode_id).person_id, "test.corrected"
        case 3:
            referral = dice.choice(list(db.session.scalars(select(Referral).order_by(Referral.id))))
            referral.state, referral.closed_at = "ERROR", at_noon(referral.first_submitted_at.date())
            changed, what = referral.person_id, "referral.withdrawn"
        case _:
            people.merge(by=county.officer(), keep=person, away=other, reason="The same PNC number")
            return
    audit.change(SYSTEM, changed, what, ("person", changed))


def erase(number):
    """What lawful disposal leaves of people who had one test: nothing, and that it was done."""
    lone = db.session.scalars(
        select(DrugTest).join(Episode, Episode.id == DrugTest.episode_id)
        .where(Episode.person_id.not_in(select(Referral.person_id)), DrugTest.overall_result == "negative")
        .order_by(DrugTest.id.desc()).limit(number)
    ).all()  # fmt: skip
    for test in lone:
        person_id = db.session.get_one(Episode, test.episode_id).person_id
        db.session.execute(delete(DrugTest).where(DrugTest.id == test.id))
        audit.record_all(
            [
                audit.entry_about_person(
                    SYSTEM, person_id, "test.disposed", ("drug_test", test.id), {}, changes=1,
                    event_class=EventClass.ERASURE,
                )
            ]
        )  # fmt: skip
    db.session.commit()
    return len(lone)


def expected_causes(made, before, after):
    """Written anew: by cause, the people of whom a unit in the period is another than it was."""
    found = defaultdict(set)
    for unit in before.keys() | after.keys():
        (was, day_then, state_then), (now, day_now, state_now) = (
            standing.get(unit, (None, None, None)) for standing in (before, after)
        )
        first, last = made.from_on, made.to_on
        if unit[0] == UnitKind.RELEASED:  # whoever was released is counted a year later
            first, last = first.replace(year=first.year - 1), last.replace(year=last.year - 1)
        days, states = (day_then, day_now), [state for state in (state_then, state_now) if state]
        if unit[0] == UnitKind.IN_TREATMENT:  # whoever had begun by then, and had not ended before the year
            year = first.year
            if not any(began_in <= year and ended_in in (0, *range(year, 2100)) for began_in, ended_in, *_ in states):
                continue
        elif not any(day and first <= day <= last for day in days):
            continue
        if was is None:
            found[Cause.LATE].add(now)
        elif now is None:
            found[Cause.LEFT_OUT].add(was)
        elif was != now:
            found[Cause.MERGED] |= {was, now}
        if None not in (was, now) and (day_then, state_then) != (day_now, state_now):
            found[Cause.CORRECTED] |= {was, now}
    return dict(found)


@pytest.mark.database
@pytest.mark.rounds
def test_all_figures_are_made_again_to_the_digit_whatever_is_recorded_later_and_revisions_are_listed_whole(
    made, the_clock
):
    assert len(all_made()) > 10
    before = {each.id: as_they_stand(each) for each in all_made()}
    contents = {each.id: each.content for each in all_made()}
    dice = Random(1)
    for _ in range(CHANGES):
        recorded_later(dice)
        db.session.commit()
        if dice.random() < 0.2:
            keep_standings()
    keep_standings()
    several = set()
    for each in all_made():
        again = remade(each)
        assert (again.is_as_written, again.is_same, again.disposed_of) == (True, True, 0), again.edition.name
        assert dict(again.revisions) == expected_causes(each, before[each.id], as_they_stand(each)), again.edition.name
        several |= again.revisions.keys()
    assert several == set(Cause)
    the_clock.set(AFTER_THE_QUARTER + A_QUARTER)
    make_figures()
    assert all(each.content == contents.get(each.id, each.content) for each in all_made())
    assert all(remade(each).is_same for each in all_made()), "those of two snapshots"


@pytest.mark.database
def test_after_records_were_erased_figures_stand_and_say_so_and_nothing_is_kept_of_these_people(made, the_clock):
    counted = max(all_made(), key=lambda each: (each.report == "testing", each.to_on, -each.id))
    number = erase(ERASED)
    assert number == ERASED
    keep_standings()
    again = remade(counted)
    assert (again.is_as_written, again.is_same, again.disposed_of) == (True, False, number)
    left = select(CountedStretch.id).join(Episode, Episode.person_id == CountedStretch.person_id)
    assert db.session.scalars(left.where(CountedStretch.through_snapshot.is_not(None))).all() == []
    the_clock.set(AFTER_THE_QUARTER + A_QUARTER)
    make_figures()
    checked = db.session.scalars(
        select(FiguresCheck).where(FiguresCheck.figures_id == counted.id).order_by(FiguresCheck.id.desc())
    ).first()
    assert (checked.is_same, checked.disposed_of) == (False, number)


@pytest.mark.database
def test_what_another_worker_disposes_of_while_figures_are_decided_is_in_none_of_them(app, the_clock, monkeypatch):
    for days in range(30, 30 + MANY):
        a_test_on_arrest(on=clock.today() - timedelta(days=days), positive=False)
    db.session.commit()
    keep_standings()
    the_clock.set(AFTER_THE_QUARTER)
    decide = making.hidden_from_each

    def dispose():
        with app.app_context():
            erase(1)
            keep_standings()
            db.session.remove()

    def while_another_disposes(*facts):
        monkeypatch.setattr(making, "hidden_from_each", decide)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(dispose).result()
        return decide(*facts)

    monkeypatch.setattr(making, "hidden_from_each", while_another_disposes)
    with about_nobody():
        make_figures()
    assert all_made()
    assert [each.edition.name for each in map(remade, all_made()) if not each.is_same] == []


def test_a_force_that_is_called_otherwise_later_is_no_revision(made):
    for organisation in db.session.scalars(select(Organisation)):
        organisation.name = f"{organisation.name}, as it is called now"
    db.session.flush()
    assert all(remade(each).is_same for each in all_made())


@pytest.mark.database
def test_what_was_changed_behind_the_product_is_told(app, made):
    figures = all_made()[0]
    told = app.test_cli_runner().invoke(args=["report", "again"])
    assert (told.exit_code, told.output.count("\n")) == (0, len(all_made()) + 1)
    assert f"{figures.report},{figures.from_on},{figures.to_on},2026-12-31,yes,yes,0,0,0,0,0" in told.output
    db.session.execute(
        update(CountedStretch).where(CountedStretch.kind == "on_return").values(counts_on=figures.to_on + A_QUARTER)
    )
    later = [remade(each).is_same for each in all_made() if each.report == "testing"]
    assert False in later
    figures.content = figures.content.replace('"people":', '"people": ', 1)
    assert not remade(figures).is_as_written
    figures.sha256 = digest_of(figures.content)
    assert not remade(figures).is_as_written, "the log says another digest"
    figures.content = "of a hand that wrote no figures"
    assert (remade(figures).is_as_written, remade(figures).is_same) == (False, None)
    told = app.test_cli_runner().invoke(args=["report", "again"])
    assert told.exit_code == 1
    assert "are not what they were, and nothing recorded says why." in told.output


def some_people():
    """Tested and referred, a few in each of eight months: enough for figures of every report that counts them."""
    for number in range(MANY):
        on = clock.today() - timedelta(days=20 * number + 10)
        a_referral(a_test_on_arrest(on=on, positive=number % 2 == 0), on=on, accepted_on=on)


def test_whoever_made_figures_while_another_release_came_goes_on_with_its_own_snapshot(app, the_clock, monkeypatch):
    some_people()
    keep_standings()
    the_clock.set(AFTER_THE_QUARTER)
    while len(first := all_made()) < 2:
        assert making.make_figures() == 1
        db.session.commit()
    for module in ("actions.making", "queries.counting", "queries.remade"):
        monkeypatch.setattr(f"pathways.reporting.{module}.rules_in_use", lambda: "of another release")
    make_figures()
    rest = [each for each in all_made() if each.id not in {each.id for each in first}]
    assert {each.snapshot_id for each in first} & {each.snapshot_id for each in rest} == set()
    assert all(remade(each).is_same for each in all_made())
    assert db.session.scalars(select(FiguresMaking.snapshot_id)).all() == [rest[0].snapshot_id]


def test_of_two_workers_the_second_makes_figures_of_the_snapshot_that_the_first_took(app, the_clock):
    a_test_on_arrest(on=clock.today() - timedelta(days=40), positive=False)
    db.session.commit()
    keep_standings()
    the_clock.set(AFTER_THE_QUARTER)
    assert making.make_figures() == 1
    db.session.commit()

    def take():
        with app.app_context():
            making.make_figures()
            db.session.commit()
            db.session.remove()

    with about_nobody():
        read_before = last_making()
        assert read_before.snapshot_id is None
        with ThreadPoolExecutor(1) as pool:
            pool.submit(take).result()
        assert making.make_figures() == 1
        db.session.commit()
    assert db.session.scalars(select(CountedSnapshot.id)).all() == [read_before.snapshot_id]


def test_all_are_kept_by_the_rules_of_now_before_figures_are_made_again(app, the_clock, monkeypatch):
    """Each is asked but once: whoever is not made yet would be missing among those who changed."""
    some_people()
    keep_standings()
    the_clock.set(AFTER_THE_QUARTER)
    while not (of_quarter := last_making()) or of_quarter.ended_at is None:
        assert making.make_figures() == 1
        db.session.commit()
    assert making.make_figures() == 1, "the first of them is made again"
    db.session.commit()
    monkeypatch.setattr(making, "LOT", 5)
    monkeypatch.setattr(making, "rules_in_use", lambda: "of another release")
    for _ in range(3):
        making.keep_standings()
        with pytest.raises(NotKeptYet):
            making.make_figures()
        db.session.commit()
    keep_standings()
    assert making.make_figures() == 1


def test_what_was_counted_of_a_snapshot_while_all_were_made_anew_is_not_taken_for_what_is_counted_after(
    made, monkeypatch
):
    everything = Period(from_on=date(1900, 1, 1), to_on=clock.today(), as_at=clock.today())
    before = counting.arc(SYSTEM, everything).assessed
    uses = (Substance.HEROIN, Substance.CRACK, Substance.ALCOHOL, Substance.KETAMINE, Substance.MDMA)
    as_nobody_before = assessed(county.person(), *uses, on=clock.today() - timedelta(days=3))
    audit.change(SYSTEM, as_nobody_before.person_id, "assessment.recorded", ("assessment", as_nobody_before.id))
    db.session.commit()
    for module in ("actions.making", "queries.counting", "queries.remade"):
        monkeypatch.setattr(f"pathways.reporting.{module}.rules_in_use", lambda: "of another release")
    making.keep_standings()
    db.session.commit()
    assert all(remade(each).is_same for each in all_made())
    keep_standings()
    assert counting.arc(SYSTEM, everything).assessed == before + 1


def named_as_on_the_page(_, head, row):
    """The page says below the name what the file says behind it."""
    return head, [row[0].partition(" (")[0], *row[1:]]


def test_the_page_lists_all_figures_made_with_what_came_of_making_them_again(made, client_of, the_clock):
    a_referral(county.episode(county.person()), on=clock.today() - timedelta(days=60))
    manager = client_of(county.user(Role.MG), Role.MG)
    page = manager.get("/reports/figures").text
    assert "As known on 31 December 2026." in page
    assert page.count("<tr") == len(all_made()) + 1
    assert "The same, on 8 January 2027" in page
    assert "“Nobody” is exact." in page
    assert ">Nobody</td>" in page
    quarters = [
        each for each in all_made() if each.report == Report.OVERVIEW and each.to_on - each.from_on < A_QUARTER * 1.1
    ]
    assert page.count(FOR_THE_BOARD) == len(quarters) > 0
    sheets = workbook_equals_page(manager, "/reports/figures", "/reports/figures.xlsx", named_as_on_the_page)
    assert sum(FOR_THE_BOARD[1:] in row[0] for row in sheets["Figures made"]) == len(quarters)
    (fingerprint,) = {row[2] for row in sheets["Figures made"][2:3]}
    assert fingerprint in manager.get("/reports/figures.csv").text
    assert fingerprint in words_of(manager.get("/reports/figures.pdf").data)
    for ending in ("csv", "xlsx", "pdf"):
        answer = manager.ask("GET", f"/reports/figures.{ending}?as_at=2026-12-30")
        assert answer.location == "/reports/figures?as_at=2026-12-30"
    assert faulty(manager.get("/reports/figures?as_at=2026-12-30").text) == ["as_at"]
    assert client_of(county.user(Role.CO), Role.CO).ask("GET", "/reports/figures").status_code in (403, 404)
