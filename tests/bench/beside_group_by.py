"""`python -m tests.bench.beside_group_by DATABASE_URL`: counting the overview of all years beside one plain GROUP BY.

The plain one counts the referrals of the same county by month of sending, service, state, and whether they engaged, with
nothing of what the page does: who looks, what is small, which referrals are one journey, how anybody stood on a day.
"""

import sys
from datetime import date

from sqlalchemy import func, select

import config
from pathways import clock
from pathways.app import create_app
from pathways.audit.models import SYSTEM
from pathways.referrals.models.referral import Referral
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from tests.bench.figures import Figure, of_another, seconds, table
from tests.bench.serving import AS_SERVED

ROUNDS, WARMING, AT_MOST = 9, 6, 3


def measured(application: str) -> tuple[Figure, ...]:
    """Counting, as it is done at the end of a quarter, and the plain statement, in turn."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, **AS_SERVED})
    with app.app_context():
        whole, plain = [], []
        for number in range(WARMING + ROUNDS):
            counting.counted_as_row.cache_clear()
            counted, statement = seconds(_overview), seconds(_plainly)
            if number >= WARMING:
                whole.append(1000 * counted)
                plain.append(1000 * statement)
        db.session.remove()
        db.engine.dispose()
    return of_another(("counting the overview of all years", whole), ("one plain GROUP BY", plain), "ms", AT_MOST)


def _overview() -> None:
    today = clock.today()
    counting.overview(SYSTEM, Period(from_on=date(2024, 1, 1), to_on=today, as_at=today))
    db.session.rollback()


def _plainly() -> None:
    sent, on_postgres = Referral.sent_at, db.engine.dialect.name == "postgresql"
    of_month = func.to_char(sent, "YYYY-MM") if on_postgres else func.strftime("%Y-%m", sent)
    cuts = (of_month, Referral.service_id, Referral.state, Referral.engaged_on.is_not(None))
    db.session.execute(select(*cuts, func.count()).where(sent.is_not(None)).group_by(*cuts)).all()
    db.session.rollback()


def main(address: str) -> int:
    """Print the figures of one database."""
    print(table("A report beside one plain GROUP BY", measured(config.database_url(address))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
