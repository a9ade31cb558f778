"""`flask demo county` and `flask demo arc`: who comes to the made-up county, building it, and the commands."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from pathways import clock, dates
from pathways.auth import passwords, queries
from pathways.auth.models import User
from pathways.demo import arc as the_caseload
from pathways.demo import brought_over, card_index, places
from pathways.demo.custody import detained, held_for_no_offence, in_the_street, set_up
from pathways.demo.directory import build_lists, enter_codes
from pathways.demo.disposing import answer_codes
from pathways.demo.irregular import (
    dispute_and_tell,
    drug_not_known_yet,
    miss_many,
    recorded_twice,
    require_one,
    tell_one,
    waits_for_an_inspector,
)
from pathways.demo.journey import (
    BOSTON,
    GRANTHAM,
    LINCOLN,
    SKEGNESS,
    County,
    Journey,
    JourneyCase,
    MadeUp,
    Waits,
    made_up_people,
    run,
)
from pathways.demo.of_last_year import of_last_year, record_released_before
from pathways.demo.passing_days import ask_for_files, days_pass, have_packs, read_clocks
from pathways.demo.places import PASSWORD
from pathways.demo.policy import build_access, build_changes, build_policy, raise_one, run_rounds
from pathways.demo.treatment import books_today, keep_diaries, record_follow_ups
from pathways.law.rules.disposal_terms import Kind
from pathways.store import engines, schema
from pathways.store.base import db
from pathways.vocabulary import Area, Origin, Substance

# The people of the county: most come by chance, some so that every desk has something to do today.


OTHER_ORIGINS = (Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.SELF)
LATELY = 0.45
"""Below one, more people come towards the end: today's caseload needs them more than last year's report."""
IN_CUSTODY = 0.8
HERE = {"Lincoln": (265, 150, 90, 30), "Grantham": (240, 170, 110, 45, 15)}
"""Minutes since the people now in a suite came. The first of each has a proposal waiting for a sergeant."""
PLACE_LATE = 5
"""How many days ago somebody was left without a place: two working days to find one have passed, weekend or not."""
LEAVES_SOON = timedelta(minutes=385)
"""How long somebody who leaves within the hour was to stay. They came `LEAVES_SOON` less 40 minutes ago."""
REFUSE_LATELY = 8
"""How many people of the last days agreed to no referral, so that some must come to a service by notice."""
ONE_OF_EACH: tuple[tuple[Kind, dict[str, Any]], ...] = (
    (Kind.CR, {"offence": "MDA71-5-2", "drug": "crack_cocaine"}),
    (Kind.O22, {"offence": "MDA71-5-2", "drug": "crack_cocaine"}),
    (Kind.SC, {"offence": "TA68-1"}),
    (Kind.PND, {"offence": "MDA71-5-2", "drug": "cannabis"}),
    (Kind.CW, {"offence": "MDA71-5-2", "drug": "cannabis"}),
)
HEROIN, CRACK = (Substance.HEROIN, Substance.CRACK), (Substance.CRACK, Substance.ALCOHOL)
CLASS_A: dict[str, Any] = {"offence": "MDA71-5-2", "drug": "crack_cocaine"}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """The people of a county one by one, each with random numbers of their own."""

    county: County
    made_up: Iterator[MadeUp]
    dice: Random
    until: datetime

    def case(self, *, area: Area | None = None, uses: tuple[Substance, ...] = (), **facts: Any) -> JourneyCase:
        """A new person. What is not given (where they live, what they use) is drawn by chance."""
        who = next(self.made_up)
        who = replace(who, area=area or who.area, uses=uses or who.uses)
        # Each has a stream of random numbers of their own, so that one more step in one journey changes no other.
        dice = Random(self.dice.random())  # noqa: S311 - made-up people, not secrets
        return JourneyCase(dice, self.county, who, **facts)

    def ago(self, **length: float) -> datetime:
        return self.until - timedelta(**length)

    def everybody(self, number: int) -> Iterator[Journey]:
        """So many people: first those who must be there, then others by chance."""
        made = 0
        for journey in self._of_today():
            if made == number:
                return
            made += 1
            yield journey
        for _ in range(number - made):
            yield self._by_chance()

    def _by_chance(self) -> Journey:
        since = self.county.since
        case = self.case()
        start = since + (self.until - since - DAY) * self.dice.random() ** LATELY
        if self.dice.random() < IN_CUSTODY:
            return detained(case, start)
        return in_the_street(case, start, self.dice.choice(OTHER_ORIGINS))

    def _of_today(self) -> Iterator[Journey]:
        yield detained(self.case(suite="Lincoln"), self.ago(minutes=150))
        yield from self._refused_lately()
        yield from self._in_custody()
        yield from self._with_a_service()
        yield from self._with_a_disposal()

    def _refused_lately(self) -> Iterator[Journey]:
        for number in range(REFUSE_LATELY):
            yield detained(self.case(refuses=True), self.ago(hours=19 * (number + 1)))
        yield detained(self.case(goes_wrong=True), self.ago(days=3))  # something waits for an inspector
        yield recorded_twice(self.case(), self.ago(days=2))

    def _in_custody(self) -> Iterator[Journey]:
        for suite, minutes in HERE.items():
            came = self.until - LEAVES_SOON + 40 * MINUTE
            yield detained(self.case(suite=suite, stays=LEAVES_SOON), came)
            for place, since in enumerate(minutes):
                facts: dict[str, Any] = (
                    {"kind": Kind.CC, "waits": Waits.FOR_A_SERGEANT, **CLASS_A} if place == 0 else {}
                )
                area = BOSTON if suite == "Grantham" else None  # so that not all of them go to one provider
                yield detained(self.case(suite=suite, area=area, **facts), self.ago(minutes=since))
        yield held_for_no_offence(self.case(), self.ago(hours=3))
        yield detained(self.case(suite="Lincoln", is_back_on_bail=True, needs_adult=True), self.ago(hours=2))
        yield drug_not_known_yet(self.case(), self.ago(minutes=50))
        yield waits_for_an_inspector(self.case(), self.ago(minutes=70), town="Grantham", is_oral=False)
        yield waits_for_an_inspector(self.case(), self.ago(minutes=95), town="Lincoln", is_oral=True)

    def _with_a_service(self) -> Iterator[Journey]:
        """Referrals that wait, and cases in each of the rare states."""
        waits = Waits.FOR_AN_ANSWER
        urgent = self.case(area=LINCOLN, uses=HEROIN, waits=waits, is_urgent=True)
        yield in_the_street(urgent, self.ago(hours=12), Origin.LIAISON_AND_DIVERSION)
        required = self.case(area=GRANTHAM, uses=CRACK, waits=waits, offence="TA68-1")
        yield detained(required, self.ago(hours=14))
        missed = self.case(area=LINCOLN, uses=CRACK, waits=Waits.TO_BE_DECIDED, offence="TA68-1")
        yield detained(missed, self.ago(days=10))
        left_at = self._in_the_afternoon(days_ago=PLACE_LATE)
        nowhere = self.case(area=GRANTHAM, uses=CRACK, waits=Waits.FOR_A_PLACE, waits_from=left_at)
        yield in_the_street(nowhere, left_at - DAY, Origin.STREET)
        for area, state, treated, since in (
            (SKEGNESS, Waits.FOR_ANOTHER_SERVICE, 90, 2),
            (LINCOLN, Waits.TO_COME_BACK, 110, 12),
            (LINCOLN, Waits.TO_BE_FOUND, 120, 33),
            (LINCOLN, Waits.FOR_NOTHING, 260, 150),
        ):
            facts = {"offence": "FA06-1", "waits": state, "waits_from": self.ago(days=since)}
            case = self.case(area=area, uses=HEROIN, **facts)
            yield detained(case, self.ago(days=treated))

    def _in_the_afternoon(self, *, days_ago: int) -> datetime:
        """Four o'clock of a day so many before the last."""
        return dates.from_london(dates.london_date(self.until) - days_ago * DAY, datetime.min.time().replace(hour=16))

    def _with_a_disposal(self) -> Iterator[Journey]:
        """Three conditions due this week, one missed with a reason, and a disposal of every kind."""
        today = dates.london_date(self.until)
        for days, waits in (
            (2, Waits.FOR_A_REPORT),
            (4, Waits.FOR_A_REPORT),
            (6, Waits.FOR_A_REPORT),
            (-2, Waits.TO_BE_WEIGHED),
        ):
            facts = {"due_on": today + days * DAY, "waits": waits, "kind": Kind.CC, **CLASS_A}
            yield detained(self.case(area=LINCOLN, uses=CRACK, **facts), self.ago(days=22 - days))
        for number, (kind, offence) in enumerate(ONE_OF_EACH):
            yield detained(self.case(kind=kind, **offence), self.ago(days=9 + 17 * number))


# Building the county: 250 people over eighteen months from one seed, more of them lately than long ago. Its history,
# with which they are two thousand over three years, is imported afterwards.


PEOPLE, DAYS, SEED = 250, 548, 20261125


def build(
    password_hash: str,
    until: datetime,
    tick: Callable[[], None],
    seed: int = SEED,
    *,
    people: int = PEOPLE,
    days: int = DAYS,
) -> None:
    """Build the county up to `until`. `tick` is called when a person's journey ends. Commits as it goes.

    Of fewer `people`, who come within the last so many `days`, those who must be there come first, as in the whole.
    """
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    since = until - timedelta(days=days)
    with clock.standing(clock.SettableClock(since)) as standing:
        county = places.build(password_hash, since - timedelta(days=30))
        county.since = since
        cast = Cast(county, made_up_people(random, until.date()), random, until)
        beside = [books_today(county, until), days_pass(county, until)]
        earlier = of_last_year(lambda: cast.case(uses=HEROIN), county, until)
        run(list(cast.everybody(people)), standing, until, tick, beside=[*beside, *earlier])
        for name in ("officer", "officer2"):
            set_up(county.staff[name])
        raise_one(county.staff["officer"])
        tell_one(county.staff["officer"])
        require_one(county.staff["officer"])
        dispute_and_tell(county.staff["officer"])
        miss_many(county.staff["officer2"])
        build_lists(*(county.staff[name] for name in ("officer", "inspector", "sergeant", "officer2", "worker2")))
        build_changes(county.staff["policy"], county.staff["policy2"])
        build_policy(county.staff["policy"], county.staff["policy2"])
        build_access(county.staff["admin"], county.organisations["Cathedral Quarter Recovery"])
        record_follow_ups(county)
        keep_diaries(county)
        answer_codes(county)
        run_rounds(county)
        enter_codes(county)
        record_released_before(county)
        card_index.leave_in_doubt(county.staff["officer"])
        read_clocks()
        db.session.commit()
        ask_for_files(county)
        have_packs(county)


# The commands. They only work in an empty database, and never in production.


demo = AppGroup("demo", help="Made-up people for a demonstration, in an empty database.")
Build = Callable[[str, Callable[[], None]], None]


@demo.command("county")
@with_appcontext
def county() -> None:
    """A made-up county: four towns, two suites, six services, 2,000 people over three years."""
    _load(_the_county, PEOPLE, "county")
    _bring_over()
    say_sign_ins()


@demo.command("arc")
@with_appcontext
def arc() -> None:
    """The ARC caseload: 354 people whose totals are the published ones."""
    _load(the_caseload.build, sum((the_caseload.NONE, the_caseload.SINGLE, the_caseload.MULTIPLE)), "ARC caseload")
    say_sign_ins()


def _the_county(password_hash: str, tick: Callable[[], None]) -> None:
    build(password_hash, clock.now(), tick)
    db.session.commit()
    brought_over.prepare()


def _bring_over() -> None:
    """The whole of its history at once. Where the county is served the worker does it meanwhile."""
    began = time.monotonic()
    with swept_seldom(), engines.not_waiting_for_the_disk(db.engine):
        for _ in brought_over.bring_over():
            db.session.commit()
        db.session.commit()
    click.echo(f"Imported their history in {time.monotonic() - began:.0f} seconds.")


def _load(build: Build, length: int, name: str) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy
    if app.config["PATHWAYS_ENV"] == "production":
        _stop("A demonstration is never loaded in production")
    schema.upgrade(app)
    if not is_empty():
        _stop("This database holds something already. A demonstration is loaded only into an empty one")
    password_hash = passwords.hash_of(PASSWORD)
    began = time.monotonic()
    with (
        click.progressbar(length=length, label=f"Making up the {name}", file=sys.stderr) as bar,
        swept_seldom(),
        engines.not_waiting_for_the_disk(db.engine),
    ):
        build(password_hash, lambda: bar.update(1))
        db.session.commit()
    click.echo(f"Made {length} people in {time.monotonic() - began:.0f} seconds.")


@contextmanager
def swept_seldom() -> Iterator[None]:
    """Collect garbage rarely inside the block. Imports stay to the end and a county makes much that is soon dropped, so
    the usual collections would take a tenth of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def is_empty() -> bool:
    """Whether nobody can sign in yet, which is so only before a database is set up. Ends its transaction."""
    somebody = db.session.scalar(select(select(User.id).exists()))
    db.session.rollback()
    return not somebody


def load_county_if_empty(app: Flask) -> None:
    """Load the county for `flask serve`, only into an empty database and outside production."""
    if app.config["PATHWAYS_ENV"] != "production" and is_empty():
        _load(_the_county, PEOPLE, "county")


def say_sign_ins() -> None:
    """Print who can sign in, if this database is a demonstration."""
    users = db.session.scalars(select(User).where(User.is_demonstration).order_by(User.id)).all()
    if users:
        click.echo(f"Everyone in it is made up. Sign in with the password “{PASSWORD}” as:")
    for user in users:
        roles = ", ".join(role.label for role in queries.roles_of(user.id, clock.today()))
        click.echo(f"  {user.sign_in_name:10} {user.name}, {roles}")
    db.session.rollback()


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)
