"""The offences of an episode: rows that were used, each with its times."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wtforms import FieldList, FormField

from pathways import clock
from pathways.arrest_tests.rules import ClosedAs
from pathways.arrest_tests.rules.entries import EnteredOffence, entry_reasons
from pathways.arrest_tests.rules.law import (
    OTHER_OFFENCE,
    Law,
    controlled_drugs,
    listed_codes,
    look_alike_on,
    offence_label,
)
from pathways.arrest_tests.rules.tables import search_words
from pathways.refusals import Reason
from pathways.safeguarding.forms import RisksForm, risk_field
from pathways.ui.fields import Choice, Hidden, Line, Moment, Pick, Radios, choices_of
from pathways.ui.forms import Part, RuledForm

ROWS_AT_LEAST, ROWS_AT_MOST = 3, 12
OTHER_DRUG = "other_drug"
NOT_FOUND = "Choose this where nothing else fits, and say below what it is"
LOOKS_LIKE = "Looks like a trigger offence, but is not. {why}"


class OffencePart(Part):
    """One offence. `number` names a recorded one; a row without an offence is no row."""

    number = Hidden()
    offence = Pick("Offence", required=False, hint="A word, the Act or the section. The last line is ‘Another offence’")
    described_as = Line(
        "Which other offence?", hint="With its Act and section. Choose ‘Another offence’ above", required=False
    )
    drug = Pick(
        "Drug",
        required=False,
        hint="For a drug offence; suspected is enough. Blank if it is not known yet: until it is, no sample can be "
        "asked for on this alone",
    )
    amount = Line("Amount (optional)", hint="Wraps, tablets or grams", required=False, most=60)
    arrested_at = Moment("Arrested for it", called="Arrest", required=False)
    charged_at = Moment("Charged with it", called="Charge", required=False)
    closed_at = Moment("Ended", called="End of this offence", required=False)
    closed_as = Radios("How did it end?", choices=choices_of(ClosedAs), required=False)

    @property
    def is_used(self) -> bool:
        """Whether the officer said anything here: a filled arrest time alone says nothing."""
        answers = ("offence", "described_as", "drug", "amount", "charged_at", "closed_at", "closed_as")
        return any(not self[name].is_blank for name in answers)

    @property
    def is_open(self) -> bool:
        """Whether the page shows the row unfolded."""
        return self.is_used or bool(self.errors or self.offence.unchosen or self.drug.unchosen)

    @property
    def may_be_of_a_drug(self) -> bool:
        """Whether the drug is asked in the open: no offence is chosen yet, or the one chosen may be of a drug."""
        code = self.offence.data
        chosen = next((choice.label for choice in self.offence.choices if choice.value == code), "")
        return not chosen or code == OTHER_OFFENCE or re.search("drug|psychoactive", chosen, re.IGNORECASE) is not None

    def entry(self, row: int) -> EnteredOffence:
        number = str(self.number.data or "")
        return EnteredOffence(
            row=row,
            number=int(number) if number.isascii() and number.isdigit() else None,
            code=self.offence.data or "",
            drug=self.drug.data,
            amount=self.amount.data,
            described_as=self.described_as.data,
            arrested_at=self.arrested_at.data,
            charged_at=self.charged_at.data,
            closed_at=self.closed_at.data,
            closed_as=self.closed_as.data,
        )


class ArrestForm(RisksForm, RuledForm):
    """Up to three offences without script; "Add another offence" saves and gives a further row. The risks may wait."""

    offences = FieldList(FormField(OffencePart), min_entries=ROWS_AT_LEAST, max_entries=ROWS_AT_MOST)
    law: Law | None = None
    correction_reason = Line(
        "Why was it wrong?",
        hint="Only if you change what is recorded. Adding a drug or a charge needs no reason",
        required=False,
        most=400,
    )
    overdose_last_7_days = risk_field("overdose_last_7_days")
    suicide_risk = risk_field("suicide_risk")
    exploitation = risk_field("exploitation")
    in_detention = True
    is_for_an_offence = True

    def offer(self, law: Law) -> None:
        """The offences and drugs of this law to choose from, in every row."""
        self.law = law
        today = clock.today()
        likes = {code: look_alike_on(code, today, law) for code in listed_codes(law)}
        offences = [
            Choice(
                code,
                offence_label(code, law),
                LOOKS_LIKE.format(why=like.why_not) if like else NOT_FOUND if code == OTHER_OFFENCE else "",
                words=search_words("offence").get(code, ""),
                otherwise=code == OTHER_OFFENCE,
            )
            for code, like in likes.items()
        ]
        words = search_words("drug")
        drugs = [
            Choice(drug.code, drug.name, words=words.get(drug.code, ""), otherwise=drug.code == OTHER_DRUG)
            for drug in controlled_drugs(law).values()
        ]
        for field in self.offences:
            field.form.offence.choices, field.form.drug.choices = offences, drugs

    def entries(self) -> tuple[EnteredOffence, ...]:
        """The rows that were used, with their place on the page."""
        parts = enumerate(field.form for field in self.offences)
        return tuple(part.entry(place) for place, part in parts if part.is_used)

    def against(self) -> Iterable[Reason]:
        return entry_reasons(
            self.entries(),
            now=clock.now(),
            in_detention=self.in_detention,
            is_for_an_offence=self.is_for_an_offence,
            law=self.law,
        )


def blank_rows(arrested_at: datetime | date | None, count: int) -> list[dict[str, Any]]:
    """Rows that wait for an offence, each with the arrest of the custody record, or its day, filled in."""
    return [{"number": "", "arrested_at": arrested_at} for _ in range(count)]
