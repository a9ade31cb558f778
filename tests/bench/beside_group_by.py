"""`python -m tests.bench.beside_group_by DATABASE_URL`: the overview of all years beside one plain GROUP BY.

The plain one counts the referrals of the same county by month of sending, service, state, and whether they engaged, with
nothing of what the page does: who looks, what is small, which referrals are one journey, how anybody stood on a day.
"""

import sys

from sqlalchemy import func, select

import config
from pathways.app import create_app
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.bench.figures import Figure, of_another, seconds, table
from tests.bench.page_costs import pages
from tests.bench.serving import AS_SERVED

ROUNDS, WARMING, AT_MOST = 9, 6, 3


def measured(application: str) -> tuple[Figure, ...]:
    """The whole page, asked in this process, and the plain statement, in turn."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, **AS_SERVED})
    with app.app_context():
        overview = pages(app)["overview, all years"]()
        assert overview is not None
        whole, plain = [], []
        for number in range(WARMING + ROUNDS):
            page, statement = seconds(overview), seconds(_plainly)
            if number >= WARMING:
                whole.append(1000 * page)
                plain.append(1000 * statement)
        db.session.remove()
        db.engine.dispose()
    return of_another(("overview of all years", whole), ("one plain GROUP BY", plain), "ms", AT_MOST)


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
