"""The made-up county: 300 people over eighteen months, from one seed number, more of them lately than long ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from pathways import clock
from pathways.demo import places
from pathways.demo.cast import Cast
from pathways.demo.courses import books_today
from pathways.demo.custody import set_up
from pathways.demo.following_up import keep_diaries, record_follow_ups
from pathways.demo.law import build_changes
from pathways.demo.lists import build_lists
from pathways.demo.passing_days import days_pass, read_clocks
from pathways.demo.persons import made_up_people
from pathways.demo.policy import build_access, build_policy
from pathways.demo.required_otherwise import require_one
from pathways.demo.results import dispute_and_tell, miss_many
from pathways.demo.running import answer_codes
from pathways.demo.safeguarding import raise_one
from pathways.demo.schedule import run
from pathways.demo.scrutiny import hold_rounds
from pathways.demo.statistics import enter_codes
from pathways.demo.telling import tell_one
from pathways.store import db

PEOPLE, DAYS, SEED = 300, 548, 20261125


def build(password_hash: str, until: datetime, tick: Callable[[], None], seed: int = SEED) -> None:
    """Build the county up to `until`; `tick` is called as each person's journey ends. Commits as it goes."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    since = until - timedelta(days=DAYS)
    with clock.standing(clock.SettableClock(since)) as standing:
        county = places.build(password_hash, since - timedelta(days=30))
        county.since = since
        cast = Cast(county, made_up_people(random, until.date()), random, until)
        beside = [books_today(county, until), days_pass(county, until)]
        run(list(cast.everybody(PEOPLE)), standing, until, tick, beside=beside)
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
        hold_rounds(county)
        enter_codes(county)
        read_clocks()
        db.session.commit()
