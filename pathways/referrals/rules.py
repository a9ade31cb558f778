"""How long a referral, a case and what belongs to them may wait, by the table of deadlines. Source: its rows."""

from pathlib import Path
from typing import Final

from pathways.tables import rows_of

DEADLINES: Final = Path(__file__).parent / "data" / "deadlines.csv"
"""The clocks of these rows are run by `deadlines`, a later room; this module reads the lengths for earlier ones."""

_ROWS: Final = {row["code"]: row for row in rows_of(DEADLINES)}


def _length(code: str) -> int:
    """The length of a deadline, in the unit of its row."""
    return int(_ROWS[code]["length"])


def _lengths_told(code: str) -> tuple[int, ...]:
    """The times after which somebody is told of a deadline, soonest first, in the unit of its row."""
    return tuple(int(stage.split(":")[0]) for stage in _ROWS[code]["tells"].split("|"))


WORKING_DAYS_TO_DECIDE: Final = _lengths_told("decide")[0]
"""The time in which a service answers: after it, its manager is told for the first time."""
WORKING_DAYS_TO_PLACE: Final = _length("find_a_place")
REOPENS_WITHIN_DAYS: Final = _length("reopen_window")
"""How many days a closed case may be re-opened, both dates counted: until then its episode is not over."""
PICK_UP_DAYS: Final = _length("transfer_pick_up")
CUSTODY_CHECK_DAYS, CUSTODY_END_DAYS = _lengths_told("suspended_check")
CONSENT_MONTHS: Final = _length("consent_review")
"""After how many months a consent lapses and has to be asked for again."""
ANSWER_WORKING_DAYS: Final = _length("answer")
"""After how many working days the clock of a service runs again, though nobody answered its question."""
OFFER_WORKING_DAYS: Final = _length("re_offer")
NO_CONTACT_DAYS: Final = _length("no_contact")
OUTREACH_WORKING_DAYS: Final = _length("outreach")
REPRESENTATION_MONTHS: Final = _length("representation_watch")
REVIEW_DAYS: Final = _length("twelve_week_review")
"""The days from the structured start to the first review of the care plan, and from each review to the next."""
