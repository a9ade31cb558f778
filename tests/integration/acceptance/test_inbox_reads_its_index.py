"""The inbox stays quick however many referrals there are: it reads its own index, in the order of the page."""

import re
from datetime import UTC, date, datetime

from sqlalchemy import text

from pathways.acceptance.queries import inbox as queries
from pathways.referrals.models.referral import WAITS
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.store.paging import _mark
from tests.bench.statements import statements_in


def test_what_waits_for_an_answer_is_one_list_of_states():
    listed = WAITS.removeprefix("state IN (").removesuffix(")").replace("'", "").split(", ")
    assert set(listed) == REFERRAL_STEPS.groups["WITH_PROVIDER"]


def test_the_first_page_of_the_inbox_and_the_next_read_its_index_in_order(worker, db):
    after = _mark((1, date(2026, 11, 25), datetime(2026, 11, 25, 3, 12, tzinfo=UTC), 1))
    if db.engine.dialect.name == "postgresql":
        # Of a handful of rows it rightly sorts; what is asked here is whether the index can serve the order at all.
        for dearer in ("enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"):
            db.session.execute(text(f"SET LOCAL {dearer} = off"))
    for page in (None, after):
        with statements_in(db.engine) as statements:
            queries.inbox(worker, page)
        inbox = next(each for each in statements if "referral.due_on" in each.sql)
        explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(
            str(row) for row in db.session.connection().exec_driver_sql(f"{explain} {inbox.sql}", inbox.values)
        )
        assert "ix_referral_inbox" in plan
        assert re.search(r"Index Cond: .*person_died = false|person_died=\?", plan), plan
        assert "FOR ORDER BY" not in plan
        assert "Sort" not in plan
