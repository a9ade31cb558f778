"""`python -m tests.bench.due_clocks OWNER_URL APPLICATION_URL`: what the worker spends on 20,000 clocks that are due.

It reads the clocks of the county in that database (see `larger_county`) as a worker would that stood still for a day:
first with everything that is to be told since, then again when nothing is. The county's log ends a day ahead afterwards.
"""

import gc
import sys
import time
from datetime import timedelta

from sqlalchemy import func, select, update

from pathways import clock
from pathways.app import create_app
from pathways.cli import jobs
from pathways.outbox.models import Message
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.bench import processes
from tests.bench.figures import Figure, table
from tests.bench.statements import statements_in

OUTAGE, CLOCKS, SECONDS, STATEMENTS = timedelta(days=1), 20_000, 20, 2_000
"""How many are due, and at most how many seconds of CPU and statements that may take."""


def measured(owner: str, application: str) -> tuple[Figure, ...]:
    """CPU with the database's own, and statements, of reading them all, however many rounds that takes."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner})
    with app.app_context(), clock.standing(clock.SettableClock(clock.now())) as tomorrow:
        jobs.act_on_all_due_clocks()  # what was due before the worker stood still
        gc.freeze()  # as the process of a worker does
        tomorrow.set(clock.now() + OUTAGE)
        figures: list[Figure] = []
        for after in ("after a day's outage", "again, when all was told"):
            due, told_before = _due_now(), _messages()
            with db.engine.connect() as asking, statements_in(db.engine) as statements:
                pids = processes.backends(asking)
                asking.rollback()
                spent, there = time.process_time(), processes.seconds_of(pids)
                jobs.act_on_all_due_clocks()
                spent = time.process_time() - spent + processes.seconds_of(pids) - there
                said = len(statements)
            what = f"{due:,} clocks {after}"
            figures += (
                Figure(what=f"{what}: messages", values=(_messages() - told_before,), unit=""),
                Figure(what=f"{what}: CPU", values=(spent,), unit="s", at_most=SECONDS),
                Figure(what=f"{what}: statements", values=(said,), unit="", at_most=STATEMENTS),
            )
        gc.unfreeze()
        db.session.remove()
        db.engine.dispose()
    return tuple(figures)


def _due_now() -> int:
    """Have that many be due and no other, or as many as anybody looks at ever again."""
    some = select(Referral.id).where(Referral.look_at.is_not(None)).order_by(Referral.id).limit(CLOCKS)
    ids = db.session.scalars(some).all()
    db.session.execute(update(Referral).where(Referral.look_at <= clock.now()).values(look_at=clock.now() + OUTAGE))
    db.session.execute(update(Referral).where(Referral.id.in_(ids)).values(look_at=clock.now()))
    db.session.commit()
    return len(ids)


def _messages() -> int:
    number = db.session.scalar(select(func.count(Message.id))) or 0
    db.session.rollback()
    return number


def main(owner: str, application: str) -> int:
    """Print the figures of one database."""
    print(table("The worker's clocks", measured(owner, application)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
