"""Whether a change of the law's data or of a notification may be proposed, what it must hold, and when it may stop."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pathways.approvals.rules import ChangeState
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.tables import Law, LawChange, LawTable
from pathways.refusals import Reason
from pathways.tables import Row, covers, day_or_none
from pathways.vocabulary import Mark, Worded


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What a notification for the station covers (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5))."""

    routes: frozenset[SampleRoute] = frozenset()
    covers_under_18: bool = False
    covers_assessment: bool = False


# The columns of each dated table, as questions that a proposed change answers.


LAST_BEFORE_FIRST: Final = "The last day cannot be before the first day"
NOTHING_DIFFERS: Final = "Nothing here differs from the law as it is now"
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,29}")

RESERVED: Final = frozenset({"OTHER", "NEW"})
"""OTHER is an offence in no list, and a row of that code would make it a trigger. NEW is the address of a new row."""
LONGEST_REGIME: Final = 20
"""Letters in the code of a regime: every test stores it."""


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """One question about a row. `choices` are (value, words); `faulty` is the answer where `pattern` does not match."""

    name: str
    label: str
    hint: str = ""
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    faulty: str = ""

    def fault_of(self, text: str, known_drugs: Iterable[str]) -> str:
        """Why a value cannot stand, in a sentence; "" where it can."""
        if not text:
            return f"Enter {self.label[:1].lower()}{self.label[1:]}" if self.is_required else ""
        if self.choices and text not in {value for value, _ in self.choices}:
            return f"Select {self.label[:1].lower()}{self.label[1:]}"
        if self.pattern and not re.fullmatch(self.pattern, text):
            return self.faulty
        if self.name in ("drugs", "shows"):
            unknown = [code for code in text.split("|") if code not in set(known_drugs)]
            return f"No drug of the table is called {unknown[0]}" if unknown else ""
        return "" if self.name not in ("stood_on", "class_a_from") or _is_day(text) else self.faulty


_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WRITE_A_DAY: Final = "Write the date as 2023-08-02"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_OFFENCE = (
    TableColumn(name="act", label="Act", hint="With its year"),
    TableColumn(name="section", label="Section", hint="For example s.1"),
    TableColumn(name="offence", label="Offence", hint="As staff say it"),
)
COLUMNS: Final[Mapping[LawTable, tuple[TableColumn, ...]]] = {
    LawTable.REGIME: (
        TableColumn(name="name", label="Name", hint="As staff read it"),
        TableColumn(
            name="max_samples",
            label="Samples allowed in one continuous detention",
            choices=(("1", "One"), ("2", "Two, where the first cannot be used")),
        ),
        TableColumn(name="rule", label="Which drugs are specified", hint="In words, as the page shows it"),
        TableColumn(
            name="drugs",
            label="Drugs specified by name",
            hint="Their codes, with | between them. Leave blank if none is named",
            is_required=False,
        ),
        TableColumn(
            name="part1_paras",
            label="Paragraphs of Part 1 of Schedule 2",
            hint="Numbers 1 to 6 with | between them",
            is_required=False,
            pattern=r"[1-6](\|[1-6])*",
            faulty="Write paragraphs as numbers from 1 to 6 with | between them",
        ),
        TableColumn(
            name="stood_on",
            label="As the list stood on",
            hint="For example 2023-08-02",
            is_required=False,
            pattern=_DAY,
            faulty=_WRITE_A_DAY,
        ),
    ),
    LawTable.TRIGGER: (
        *_OFFENCE,
        TableColumn(
            name="condition",
            label="Condition",
            choices=(("", "None"), ("SPECIFIED_DRUG", "Only in respect of a specified drug")),
            is_required=False,
        ),
    ),
    LawTable.DRUG: (
        TableColumn(name="name", label="Name", hint="As staff say it"),
        TableColumn(
            name="mda_class",
            label="Class",
            choices=(("A", "Class A"), ("B", "Class B"), ("C", "Class C"), ("B or C", "Class B or C")),
        ),
        TableColumn(
            name="part1_para",
            label="Paragraph of Part 1 of Schedule 2",
            hint="1 to 6. Leave blank for Class B and C",
            is_required=False,
            pattern=r"[1-6]",
            faulty="Enter the paragraph as a number from 1 to 6, or leave it blank for Class B or C",
        ),
        TableColumn(
            name="class_a_from",
            label="Class A since",
            hint="For example 2024-03-20",
            is_required=False,
            pattern=_DAY,
            faulty=_WRITE_A_DAY,
        ),
    ),
    LawTable.LOOK_ALIKE: (*_OFFENCE, TableColumn(name="why_not", label="Why it is not a trigger offence")),
    LawTable.PANEL: (
        TableColumn(name="device", label="Device"),
        TableColumn(
            name="analyte",
            label="Analyte",
            hint="One word, for example cocaine",
            pattern=r"[a-z][a-z_]{1,29}",
            faulty="An analyte is one word in small letters",
        ),
        TableColumn(name="label", label="What the page calls it"),
        TableColumn(name="shows", label="Drug it shows", hint="The code of the drug", is_required=False),
    ),
}


def values_in_words(table: LawTable, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A row as (label, words), in the order of its columns. A blank value reads “None”."""
    return tuple(
        (column.label, dict(column.choices).get(values.get(column.name, ""), values.get(column.name, "")) or "None")
        for column in COLUMNS[table]
    )


# Whether a change of the law's data may be proposed or stopped. `approvals.rules` says who decides it.


FIRST_DAY_OF_ALL: Final = date(2001, 7, 2)
ADDRESS: Final = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(/[^\s<>\"]*)?")
"""A page that a browser opens safely: no name before the host, no other scheme (design choice)."""
NO_ADDRESS: Final = (
    "Enter the whole address, beginning with https://, like https://www.legislation.gov.uk/ukpga/1984/60/section/63B"
)


class Intent(Worded):
    CHANGE = "change", "From that day the row reads as below"
    END = "end", "The row ends: the day before is its last"


@dataclass(frozen=True, kw_only=True)
class ChangeDraft:
    """A change of the law's data as it is typed."""

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
        """The draft as a change to be laid over the rows."""
        values = tuple((column.name, self.values.get(column.name, "")) for column in COLUMNS[self.table])
        return LawChange(
            number=0,
            table=self.table,
            code=self.code,
            starts_on=self.starts_on,
            until=self.until,
            values=() if self.intent is Intent.END else values,
            source=self.source,
            mark=self.mark,
        )


def row_at(rows: Iterable[Row], code: str, day: date) -> Row | None:
    """The row of a code on a day, else the one that has no first day yet."""
    of_code = [row for row in rows if row["code"] == code]
    in_force = [
        row for row in of_code if covers(day, day_or_none(row["effective_from"]), day_or_none(row["effective_to"]))
    ]
    waiting = [row for row in of_code if not row["effective_from"]]
    return next(iter(in_force or waiting), None)


def draft_reasons(draft: ChangeDraft, rows: tuple[Row, ...], law: Law) -> tuple[Reason, ...]:
    """Why a change cannot be proposed, each at its field. `rows` are those of its table under the law in use."""
    reasons: list[Reason] = []
    if not CODE.fullmatch(draft.code):
        reasons.append(Reason("Enter a code of letters, digits and hyphens, for example TA68-1", "code"))
    elif draft.code.upper() in RESERVED:
        reasons.append(Reason(f"{draft.code} has another meaning here. Enter another code", "code"))
    elif draft.table is LawTable.REGIME and len(draft.code) > LONGEST_REGIME:
        reasons.append(Reason(f"The code of a regime has at most {LONGEST_REGIME} letters. Shorten it", "code"))
    if draft.starts_on < FIRST_DAY_OF_ALL:
        reasons.append(Reason("There is no rule from before 2 July 2001. Enter a later first day", "starts_on"))
    if draft.until is not None and draft.until < draft.starts_on:
        reasons.append(Reason(LAST_BEFORE_FIRST, "until"))
    if not draft.source.strip():
        reasons.append(Reason("Enter the source: the instrument and its article", "source"))
    if draft.source_url.strip() and not ADDRESS.fullmatch(draft.source_url.strip()):
        reasons.append(Reason(NO_ADDRESS, "source_url"))
    if not draft.why.strip():
        reasons.append(Reason("Say why now", "why"))
    if draft.intent is Intent.END:
        reasons += _ending_reasons(draft, rows)
    else:
        drugs = [drug.code for drug in law.drugs]
        for column in COLUMNS[draft.table]:
            if fault := column.fault_of(draft.values.get(column.name, ""), drugs):
                reasons.append(Reason(fault, f"value_{column.name}"))
        if draft.table is LawTable.DRUG:
            reasons += _class_a_reasons(draft.values)
    if not reasons and _says_the_same(draft, rows):
        reasons.append(Reason(NOTHING_DIFFERS))
    return tuple(reasons)


def _class_a_reasons(values: Mapping[str, str]) -> list[Reason]:
    """A drug of Class A stands in a paragraph of Part 1 of Schedule 2 since a day; one without is never specified."""
    paragraph, since, is_class_a = values.get("part1_para"), values.get("class_a_from"), values.get("mda_class") == "A"
    reasons = []
    if is_class_a and not paragraph:
        words = "A drug of Class A stands in a paragraph of Part 1 of Schedule 2. Enter its number, 1 to 6"
        reasons.append(Reason(words, "value_part1_para"))
    if is_class_a and not since:
        reasons.append(Reason("Enter the date it became Class A, for example 2024-03-20", "value_class_a_from"))
    if values.get("mda_class") and not is_class_a:
        blank = "Leave this blank, or select Class A"
        if paragraph:
            words = f"Only a drug of Class A stands in Part 1 of Schedule 2. {blank}"
            reasons.append(Reason(words, "value_part1_para"))
        if since:
            reasons.append(Reason(f"It is not Class A. {blank}", "value_class_a_from"))
    return reasons


def _says_the_same(draft: ChangeDraft, rows: tuple[Row, ...]) -> bool:
    """Whether the row in force on the first day of the draft already reads and ends as the draft would have it."""
    row, change = row_at(rows, draft.code, draft.starts_on), draft.change
    if row is None or not row["effective_from"] or change.ends_the_row:
        return False
    same = {**change.row, "effective_from": row["effective_from"], "note": row["note"]}
    return same == row


def _ending_reasons(draft: ChangeDraft, rows: tuple[Row, ...]) -> list[Reason]:
    if draft.until is not None:
        return [Reason("A row that ends needs no last day. Leave it blank", "until")]
    last = [row for row in rows if row["code"] == draft.code and row["effective_from"]]
    later = [row for row in last if not row["effective_to"] or row["effective_to"] >= draft.starts_on.isoformat()]
    return [] if later else [Reason("No row of this code is in use on that day or after it", "starts_on")]


def stopping_bars(*, state: ChangeState, starts_on: date, today: date) -> tuple[Reason, ...]:
    """An approved change can be stopped until the day before it begins; after that a further change ends it."""
    if state is not ChangeState.APPROVED:
        return (Reason("Only an approved change can be stopped"),)
    if starts_on <= today:
        return (Reason("This change has begun. Propose a further change to end it"),)
    return ()


# Whether a change of what a suite is notified for may be proposed. A second person decides, as for all law data.
#
# Source: PACE 1984 s.63B(4A)-(4B) and Drugs Act 2005 s.9(5) (verified): a notice for the area or the station, for the
# groups it names, until it is withdrawn. That two people enter it is a design choice (separation of duties).


@dataclass(frozen=True, kw_only=True)
class NotificationDraft:
    """A notification as it is typed. With `ends_from` it is the last day of an existing one that began then."""

    starts_on: date | None = None
    until: date | None = None
    routes: Collection[SampleRoute] = ()
    under18: bool = False
    assessment: bool = False
    source: str = ""
    why: str = ""
    ends_from: date | None = None
    ends_already: bool = False

    @property
    def ends(self) -> bool:
        return self.ends_from is not None


def notification_reasons(draft: NotificationDraft) -> tuple[Reason, ...]:
    """Every reason why a notification cannot be proposed, each at its field."""
    reasons: list[Reason] = []
    begins = draft.ends_from or draft.starts_on
    if draft.ends_already:
        reasons.append(Reason("This notification already has its last day", "valid_to"))
    elif draft.ends and draft.until is None:
        reasons.append(Reason("Enter the last day", "valid_to"))
    elif not draft.ends and not draft.routes and not draft.assessment:
        reasons.append(Reason("Select what the notification covers", "routes"))
    if begins is not None and begins < FIRST_DAY_OF_ALL:
        reasons.append(Reason("There is no rule from before 2 July 2001. Enter a later first day", "valid_from"))
    if begins is not None and draft.until is not None and draft.until < begins:
        reasons.append(Reason(LAST_BEFORE_FIRST, "valid_to"))
    if not draft.source.strip():
        reasons.append(Reason("Enter the notice or letter this comes from", "source"))
    if not draft.why.strip():
        reasons.append(Reason("Say why now", "why"))
    return tuple(reasons)
