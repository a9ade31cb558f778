"""How long a referral, a case and what belongs to them may wait, by the table of deadlines. Source: its rows."""

from pathlib import Path
from typing import Final

from pathways.tables import rows_of

DEADLINES: Final = Path(__file__).parent / "data" / "deadlines.csv"
"""Its clocks are told by `deadlines`, above; here its lengths are read for what stands below."""

_ROWS: Final = {row["code"]: row for row in rows_of(DEADLINES)}


def _length(code: str) -> int:
    """The length of a deadline, in the unit of its row."""
    return int(_ROWS[code]["length"])


def _lengths_told(code: str) -> tuple[int, ...]:
    """After how long somebody is told of a deadline, the first first, in the unit of its row."""
    return tuple(int(stage.split(":")[0]) for stage in _ROWS[code]["tells"].split("|"))


WORKING_DAYS_TO_DECIDE: Final = _lengths_told("decide")[0]
"""The service answers by then: its manager is told the first time."""
WORKING_DAYS_TO_PLACE: Final = _length("find_a_place")
REOPENS_WITHIN_DAYS: Final = _length("reopen_window")
"""A closed case may be re-opened so long, both dates counted: until then its episode is not over."""
PICK_UP_DAYS: Final = _length("transfer_pick_up")
CUSTODY_CHECK_DAYS, CUSTODY_END_DAYS = _lengths_told("suspended_check")
CONSENT_MONTHS: Final = _length("consent_review")
"""After so many months a consent lapses, and is asked for again."""
REVIEW_DAYS: Final = _length("twelve_week_review")
"""From the structured start to the first review of the care plan, and from each to the next."""
