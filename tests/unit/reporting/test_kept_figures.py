"""Figures as they are kept are read back whole, and their digest tells nothing to whoever tries every number."""

from pathways.reporting.rules import overview_counts
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.kept_figures import digest_of, read_counts, read_table, written
from pathways.reporting.rules.periods import QUARTER, of_months, period_of
from pathways.small_numbers.beside import hidden_alone
from tests.unit.reporting.made_up_units import FIRST, units_of

DAYS = of_months(FIRST, QUARTER)
COUNTS = units_of(3, 200, DAYS.from_on, DAYS.to_on).counts(period_of(DAYS, DAYS.to_on))
TABLE = hidden_alone("the quarter", overview_counts.published_of(COUNTS))


def test_counts_and_what_is_hidden_and_how_it_adds_up_are_read_back_as_they_were():
    text = written(COUNTS, TABLE, salt="drawn by chance")
    assert read_counts(Report.OVERVIEW, text) == (COUNTS, TABLE.hidden)
    again = read_table("the quarter", text)
    assert (again.hidden, tuple(again.published.figures)) == (TABLE.hidden, tuple(TABLE.published.figures))
    assert tuple(again.published.sums) == tuple(TABLE.published.sums)


def test_the_same_figures_have_another_digest_each_time_they_are_made():
    """The digest stands on pages: without chance in it whoever tried every number of a star would know the right one."""
    one, other = (digest_of(written(COUNTS, TABLE, salt=salt)) for salt in ("one", "other"))
    assert one != other
    assert one == digest_of(written(COUNTS, TABLE, salt="one"))
