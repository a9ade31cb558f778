"""`python -m tests.bench.what_if`: a question over 100,000 decisions beside one plain read of the same rows.

Only the ratio counts, taken in one run. The plain read asks for the stored facts of the same decisions as text and
does nothing with them; the question parses them, answers each, counts, and hides what is small.
"""

import os
import sys
import tempfile
from datetime import timedelta

from sqlalchemy import Text, cast, create_engine, select

from pathways import clock
from pathways.app import create_app
from pathways.auth.roles import Role, Viewer
from pathways.disposals.models import Disposal
from pathways.policy.actions import answered
from pathways.policy.queries import extent_of
from pathways.policy.rules.counts import AnswerTally, result_of
from pathways.policy.rules.what_if import WhatIfQuestion
from pathways.store import schema
from pathways.store.base import db
from tests import county
from tests.bench import decided, places
from tests.bench.__main__ import databases
from tests.bench.figures import Figure, of_another, seconds, table

ROUNDS, AT_MOST = 3, 10


def the_question() -> WhatIfQuestion:
    """Outcome 22 off, and a higher gravity for resolutions, over the past year."""
    changed = (("cfg_o22_enabled", False), ("cfg_cr_max_gravity", 3))
    today = clock.today()
    return WhatIfQuestion(switches=changed, dates=(), from_on=today - timedelta(days=365), to_on=today)


def plain_read() -> int:
    """Every row of the same decisions, as it is stored."""
    columns = (Disposal.id, Disposal.kind, cast(Disposal.facts, Text), Disposal.rules_version, Disposal.proposed_at)
    return len(db.session.execute(select(*columns).where(Disposal.id >= decided.FIRST_ID)).all())


def ask(lead: Viewer) -> AnswerTally:
    """The whole question, as the page answers it."""
    question, tally = the_question(), AnswerTally()
    extent = extent_of(lead, question)
    answered(lead, question, tally, after_id=0, last_id=extent.last_id, most=extent.total)
    result_of(tally)
    return tally


def measured(name: str, owner: str, application: str) -> tuple[Figure, ...]:
    """Load the decisions and take both sides in turn."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner})
    schema.upgrade(app)
    with app.app_context():
        where = places.made()
        lead = county.viewer_of(county.user(Role.PL))
        db.session.commit()
        engine = create_engine(owner)
        print(f"{name}: {decided.DECISIONS:,} decisions loaded in {seconds(lambda: decided.load(engine, where)):.0f} s")
        engine.dispose()
        assert plain_read() == decided.DECISIONS
        reads, questions = [], []
        for _ in range(ROUNDS):
            reads.append(seconds(plain_read))
            questions.append(seconds(lambda: ask(lead)))
        tally = ask(lead)
        assert sum(tally.counts.values()) + tally.unanswered == decided.DECISIONS
        db.session.remove()
        db.engine.dispose()
    return of_another(("the question", questions), ("one plain read", reads), "s", AT_MOST)


def main() -> int:
    """Print a table for each database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATHWAYS_DATA"] = folder
        for name, owner, application in databases(folder):
            print(table(f"{name}. What if, over {decided.DECISIONS:,} decisions", measured(name, owner, application)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
