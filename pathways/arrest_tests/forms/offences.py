"""The forms of an inspector's authority, of the offences with their times, and of booking somebody in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from wtforms import FieldList, FormField
from wtforms import Form as Part

from pathways import clock
from pathways.arrest_tests.authority.rules import WHAT_WAS_SAID, WHY_ASKED, WHY_REFUSED
from pathways.arrest_tests.offences.rules import EnteredOffence, entry_reasons
from pathways.arrest_tests.rules import AuthorityDecision, AuthorityMode
from pathways.law.rules.findings import ClosedAs, stops
from pathways.law.rules.offences_and_drugs import (
    OTHER_OFFENCE,
    controlled_drugs,
    listed_codes,
    look_alike_on,
    offence_label,
)
from pathways.law.rules.tables import Law, search_words
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.forms.custody import CustodyForm
from pathways.refusals import Reason
from pathways.safeguarding.forms import RisksForm, risk_field
from pathways.ui.choices import Choice, Pick, Radios, choices_of
from pathways.ui.dates_and_times import Moment
from pathways.ui.fields import Hidden, Line, LongText
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import Origin

# The inspector's authority.


class AuthorityForm(RuledForm):
    """The inspector's decision. The view offers the offences that need an authority and the officers who can give it.

    `grounds` and `told_at` belong to an authority, `refusal_reason` to a refusal.
    """

    offence_id = Radios("Which offence is it for?", required="Select the offence")
    given_by_id = Pick(
        "Who decides?", hint="An officer of at least the rank of inspector", required="Select the officer who decides"
    )
    decision = Radios(
        "What does the officer decide?",
        choices=choices_of(AuthorityDecision),
        required="Select what the officer decides",
    )
    grounds = LongText(
        "Grounds",
        hint="Why you suspect that misuse of a specified Class A drug caused or contributed to this offence",
        required=False,
        most=2000,
    )
    refusal_reason = LongText("Why is it refused?", called="The reason", required=False, most=2000)
    mode = Radios("How is it given?", choices=choices_of(AuthorityMode), required="Select how it is given")
    given_at = Moment(
        "Decided at",
        hint="In writing: leave the time blank, for it counts from when you save it here. Orally: when it was said",
        required=False,
        not_future=True,
    )
    told_at = Moment(
        "Person told of it and of the grounds (leave the time blank if not yet)",
        called="Told",
        required=False,
        not_future=True,
    )

    @property
    def is_refused(self) -> bool:
        return bool(self.decision.data is AuthorityDecision.REFUSED)

    @property
    def decided_at(self) -> datetime:
        """The time as typed; now if it is left blank, which `against` allows only for a written decision."""
        return self.given_at.data or clock.now().replace(second=0, microsecond=0)

    def against(self) -> Iterable[Reason]:
        if self.mode.data is AuthorityMode.ORAL and self.given_at.is_blank:
            yield Reason("Enter the time under “Decided at”: when it was said", "given_at")
        if self.is_refused and not self.refusal_reason.data:
            yield Reason(WHY_REFUSED, "refusal_reason")
        elif not self.is_refused and not self.grounds.data:
            yield stops("V-012").as_reason("grounds")

    def offer(self, offences: Sequence[tuple[int, str]], officers: Sequence[tuple[int, str]]) -> None:
        """What can be chosen, as (id, words)."""
        self.offence_id.choices = [Choice(str(number), words, means=number) for number, words in offences]
        self.given_by_id.choices = [Choice(str(number), words, means=number) for number, words in officers]


class DisownForm(Form):
    """What the inspector did say, where an oral authority was recorded otherwise."""

    words = LongText(
        "What did you say?",
        called="What you said",
        hint="For example: not for this offence; other grounds; or that nobody asked you",
        required=WHAT_WAS_SAID,
        most=2000,
    )


class AskForAuthorityForm(RuledForm):
    """What an officer puts to an inspector. The view offers the offences that need an authority."""

    offence_id = Radios("Which offence is it for?", required="Select the offence")
    grounds = LongText(
        "Why do you ask?",
        called="Why you ask",
        hint="What makes you suspect that misuse of heroin, crack or cocaine caused or contributed to this offence. "
        "The inspector reads it, and takes your words or writes their own",
        required=WHY_ASKED,
        most=2000,
    )

    def offer(self, offences: Sequence[tuple[int, str]]) -> None:
        """The offences that can be chosen, as (id, words)."""
        self.offence_id.choices = [Choice(str(number), words, means=number) for number, words in offences]


# The offences of an episode, one row each with its times.


ROWS_AT_LEAST, ROWS_AT_MOST = 3, 12
OTHER_DRUG = "other_drug"
NOT_FOUND = "Choose this where nothing else fits, and say below what it is"
LOOKS_LIKE = "Looks like a trigger offence, but is not. {why}"


class OffencePart(Part):
    """One offence. `number` names a recorded one; a row that is not used is left out."""

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
    """Offences and risks of an episode. It has three rows at first; "Add another offence" saves and adds one."""

    offences = FieldList(FormField(OffencePart), min_entries=ROWS_AT_LEAST, max_entries=ROWS_AT_MOST)
    law: Law
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
    """Empty rows for offences, each with the time or day of the arrest filled in."""
    return [{"number": "", "arrested_at": arrested_at} for _ in range(count)]


# Booking somebody in: the custody record, the offences and the risks, on one page.


class BookingForm(CustodyForm, ArrestForm):
    """Booking somebody in. Offences and risks may wait, so that neither delays the custody record."""

    asks_at_once = True

    def episode(self) -> EpisodeFacts:
        """The detention as typed."""
        return EpisodeFacts(origin=Origin.DETENTION, came_on=None, detention=self.detention())

    def entries(self) -> tuple[EnteredOffence, ...]:
        """The rows that were used. One without an arrest of its own takes the first arrest above, else the arrest."""
        facts = self.detention()
        of_offence = facts.first_arrested_at or facts.arrested_at
        arrested_at = of_offence if facts.presence.is_for_an_offence else None
        return tuple(replace(entry, arrested_at=entry.arrested_at or arrested_at) for entry in super().entries())

    def against(self) -> tuple[Reason, ...]:
        of_offences = ArrestForm.against(self) if self.entries() else ()
        return (*CustodyForm.against(self), *of_offences)
