"""Whether a change of the law's data may be proposed, and who may decide it. Two people, never one (design choice).

Source: trust rules of this product, separation of duties (R4): proposer and approver are two people.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pathways.arrest_tests.rules.book import Law
from pathways.arrest_tests.rules.law_columns import CODE, COLUMNS, LONGEST_REGIME, RESERVED
from pathways.arrest_tests.rules.overlay import LawChange, LawTable
from pathways.refusals import Reason
from pathways.tables import Row, covers, day_or_none
from pathways.vocabulary import Mark, Worded

FIRST_DAY_OF_ALL: Final = date(2001, 7, 2)
SOURCE: Final = "Separation of duties: proposer and approver are two people"
LEAST_CHECKED: Final = 10
ADDRESS: Final = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(/[^\s<>\"]*)?")
"""A page that a browser opens safely: no name before the host, no other scheme (design choice)."""
NO_ADDRESS: Final = (
    "Enter the whole address, beginning with https://, like https://www.legislation.gov.uk/ukpga/1984/60/section/63B"
)


class ChangeState(Worded):
    """From proposal to effect. Nothing is ever taken away from the list."""

    WAITING = "waiting", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"
    STOPPED = "stopped", "Stopped before it began"


class Intent(Worded):
    CHANGE = "change", "From that day the row reads as below"
    END = "end", "The row ends: the day before is its last"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A change as it is typed."""

    table: LawTable
    code: str
    intent: Intent
    starts_on: date
    until: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    source_url: str = ""
    mark: Mark = Mark.UNCERTAIN
    why: str = ""

    @property
    def change(self) -> LawChange:
        """The same as it would be laid over the rows."""
        kept = tuple((column.name, self.values.get(column.name, "")) for column in COLUMNS[self.table])
        return LawChange(
            number=0,
            table=self.table,
            code=self.code,
            starts_on=self.starts_on,
            until=self.until,
            values=() if self.intent is Intent.END else kept,
            source=self.source,
            mark=self.mark,
        )


def row_at(rows: Iterable[Row], code: str, day: date) -> Row | None:
    """The row of a code on a day, else the one that has no first day yet."""
    of_code = [row for row in rows if row["code"] == code]
    found = [
        row for row in of_code if covers(day, day_or_none(row["effective_from"]), day_or_none(row["effective_to"]))
    ]
    waiting = [row for row in of_code if not row["effective_from"]]
    return next(iter(found or waiting), None)


def draft_reasons(draft: Draft, rows: tuple[Row, ...], law: Law) -> tuple[Reason, ...]:
    """Why a change cannot be proposed, each at its field. `rows` are those of its table, as the law stands."""
    found: list[Reason] = []
    if not CODE.fullmatch(draft.code):
        found.append(Reason("Enter a code of letters, digits and hyphens, for example TA68-1", "code"))
    elif draft.code.upper() in RESERVED:
        found.append(Reason(f"{draft.code} has another meaning here. Enter another code", "code"))
    elif draft.table is LawTable.REGIME and len(draft.code) > LONGEST_REGIME:
        found.append(Reason(f"The code of a regime has at most {LONGEST_REGIME} letters. Shorten it", "code"))
    if draft.starts_on < FIRST_DAY_OF_ALL:
        found.append(Reason("There is no rule from before 2 July 2001. Enter a later first day", "starts_on"))
    if draft.until is not None and draft.until < draft.starts_on:
        found.append(Reason("The last day cannot be before the first day", "until"))
    if not draft.source.strip():
        found.append(Reason("Enter the source: the instrument and its article", "source"))
    if draft.source_url.strip() and not ADDRESS.fullmatch(draft.source_url.strip()):
        found.append(Reason(NO_ADDRESS, "source_url"))
    if not draft.why.strip():
        found.append(Reason("Say why now", "why"))
    if draft.intent is Intent.END:
        found += _ending_reasons(draft, rows)
    else:
        drugs = [drug.code for drug in law.drugs]
        for column in COLUMNS[draft.table]:
            if fault := column.fault_of(draft.values.get(column.name, ""), drugs):
                found.append(Reason(fault, f"value_{column.name}"))
    if not found and _says_the_same(draft, rows):
        found.append(Reason("Nothing here differs from the law as it is now"))
    return tuple(found)


def _says_the_same(draft: Draft, rows: tuple[Row, ...]) -> bool:
    """Whether the row that holds on the first day reads like this already, and ends as this would."""
    row, change = row_at(rows, draft.code, draft.starts_on), draft.change
    if row is None or not row["effective_from"] or change.ends_the_row:
        return False
    same = {**change.row, "effective_from": row["effective_from"], "note": row["note"]}
    return same == row


def _ending_reasons(draft: Draft, rows: tuple[Row, ...]) -> list[Reason]:
    if draft.until is not None:
        return [Reason("A row that ends needs no last day. Leave it blank", "until")]
    last = [row for row in rows if row["code"] == draft.code and row["effective_from"]]
    later = [row for row in last if not row["effective_to"] or row["effective_to"] >= draft.starts_on.isoformat()]
    return [] if later else [Reason("No row of this code is in use on that day or after it", "starts_on")]


def decision_bars(*, state: ChangeState, proposed_by_id: int, by_id: int) -> tuple[Reason, ...]:
    """Why somebody may not decide a change: it is decided, or it is their own."""
    if state is not ChangeState.WAITING:
        return (Reason(f"This change is no longer waiting: {state.label.lower()}"),)
    if proposed_by_id == by_id:
        return (Reason("You proposed this: another policy lead decides", None, SOURCE, Mark.DESIGN),)
    return ()


def approval_reasons(
    *, checked: str, has_read_source: bool | None, approves: bool, is_made_up: bool = False
) -> tuple[Reason, ...]:
    """What a decision needs: what was checked and, to approve, that the source was read, where there is one."""
    found = []
    if len(checked.strip()) < LEAST_CHECKED:
        found.append(Reason("Say what you checked, in a sentence", "checked"))
    if is_made_up:
        return tuple(found)
    if has_read_source is None:
        found.append(Reason("Select whether you have read the source", "read_source"))
    elif approves and not has_read_source:
        found.append(Reason("Read the source before you approve, or send the change back", "read_source"))
    return tuple(found)


def stopping_bars(*, state: ChangeState, starts_on: date, today: date) -> tuple[Reason, ...]:
    """An approved change can be stopped until the day before it begins; after that a further change ends it."""
    if state is not ChangeState.APPROVED:
        return (Reason("Only an approved change can be stopped"),)
    if starts_on <= today:
        return (Reason("This change has begun. Propose a further change to end it"),)
    return ()
