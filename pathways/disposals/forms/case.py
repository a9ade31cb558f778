"""The forms of the fact sheet, reports and changes, codes, earlier outcomes, scans and victim contacts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FormField, ValidationError

from pathways.disposals.conditions.rules import EARLY, early_report
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS, FactQuestion
from pathways.disposals.forms.proposal import ConditionPart
from pathways.disposals.victims.rules import ReachResult, VictimAnswer, ways_of_telling
from pathways.documents.kinds import OF_DISPOSALS
from pathways.law.rules.disposal_terms import DrugFamily
from pathways.refusals import Reason
from pathways.tables import offered
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText
from pathways.ui.files import ScanField
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import Known, YesNo

# The fact sheet. Nothing is chosen beforehand.


class FactsForm(Form):
    """The fact sheet: a group of radios for each question of the rules (added below the class), and three days."""

    offence_on = DateBoxes(
        "When was the offence?",
        called="The day of the offence",
        hint="Needed where earlier outcomes were found, and for an offence that only a magistrates' court tries.",
        required=False,
        not_future=True,
    )

    prosecutor_evidence_on = DateBoxes(
        "When did a prosecutor have enough evidence to charge?",
        called="The day on which a prosecutor had enough evidence",
        hint="Only where a prosecutor has.",
        required=False,
        not_future=True,
    )

    victim_statement_on = DateBoxes(
        "When was the first statement given, or the first interview recorded?",
        called="The day of the statement",
        hint="Only where there is one.",
        required=False,
        not_future=True,
    )

    def leave_out(self, names: Iterable[str]) -> None:
        """Drop the questions that another part of the record answers."""
        for name in names:
            del self[name]
        for asked in ("prosecutor_evidence", "victim_statement"):
            if asked not in self:
                del self[f"{asked}_on"]

    @property
    def answers(self) -> dict[str, str]:
        """The stored value of every answer that was given."""
        given = {question.name: self[question.name].data for question in QUESTIONS if question.name in self}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def day_of_evidence(self) -> date | None:
        return self.prosecutor_evidence_on.data if "prosecutor_evidence_on" in self else None

    @property
    def day_of_statement(self) -> date | None:
        return self.victim_statement_on.data if "victim_statement_on" in self else None

    @property
    def day_of_offence(self) -> date | None:
        return self.offence_on.data if "offence_on" in self else None


def _radios(question: FactQuestion) -> Any:
    must = not question.depends_on and not question.may_be_blank
    return Radios(
        question.ask,
        choices=[Choice(choice.value, choice.label, choice.hint) for choice in question.choices],
        hint=question.hint,
        required=f"Answer “{question.ask}”, or choose ‘Not known’" if must else False,
    )


for _question in QUESTIONS:
    setattr(FactsForm, _question.name, _radios(_question))


# After a decision: a report, a contact, a change by agreement, and the registrar's answer about the code.


class ReportForm(RuledForm):
    """What a service said about one condition, action or activity. A report is not a finding."""

    met = Radios(
        "What was reported?",
        choices=[Choice("yes", "It was done", means=True), Choice("no", "It was not done", means=False)],
        required="Select what was reported",
    )
    on = DateBoxes("For which day?", called="The day", not_future=True)
    words = LongText(
        "Who said so, and how?",
        called="Who said so",
        hint="No health details: attended or not, and how much of it.",
        required=False,
        most=400,
    )

    early = Ticks("It may still be done", choices=[Choice("early", EARLY)], required=False)
    until = ""
    """Until when it may still be done, in words (the view sets it). While there is time, “not done” is asked twice."""

    def against(self) -> Iterable[Reason]:
        return early_report(self.until, is_not_done=self.met.data is False, is_meant=bool(self.early.data))


class ReachAttemptForm(Form):
    """One attempt to reach the person."""

    at = Moment("When?", called="The contact", not_future=True)
    by_what = Radios("How?", choices=choices_of(offered(ways_of_telling())), required="Select how the person was tried")
    result = Radios("What came of it?", choices=choices_of(ReachResult), required="Select what came of it")
    note = LongText("Anything to remember?", called="The note", required=False, most=400)


class VaryForm(Form):
    """A condition or action that replaces another, by agreement."""

    new = FormField(ConditionPart)
    reason = LongText("Why is it changed?", called="The reason", hint="At least 20 characters.", least=20)
    deadline_reason = LongText(
        "Why does it need more than 16 weeks?",
        called="The reason for a later date",
        hint="Only if the date is more than 16 weeks after it was signed.",
        required=False,
        most=600,
    )
    agrees = Radios(
        "Did the person agree in writing?",
        choices=choices_of(YesNo),
        required="Select whether the person agreed in writing",
    )

    def offer_services(self, services: Iterable[tuple[int, str]]) -> None:
        """The services that a condition may name, as (id, name)."""
        self.new.form.service.choices = [Choice(str(number), name) for number, name in services]


class CodeForm(Form):
    """The registrar's answer about an outcome code."""

    answer = Radios(
        "What do you answer?",
        choices=[Choice("accept", "Accept"), Choice("correct", "Correct it to another code")],
        required="Select what you answer",
    )
    code = Pick("Which code is right?", choices=(), required=False)
    reason = LongText("Why?", called="The reason", required=False, most=400)

    def offer_codes(self, codes: Iterable[tuple[str, str]]) -> None:
        """Every code as (code, words)."""
        self.code.choices = [Choice(code, f"{code} {words}") for code, words in codes]


# Earlier outcomes.


class EarlierForm(Form):
    """One earlier outcome: what, when, for what, whether it is similar, and where it was found."""

    kind = Pick("What was it?", choices=choices_of(PriorKind), required="Select what the earlier case ended with")
    given_on = DateBoxes("When was it given?", called="The day it was given", not_future=True)
    offence = Line("For which offence?", called="The offence", hint="In a few words, as the source has it.")
    drug_family = Pick("Which drug?", choices=choices_of(DrugFamily), required=False, prompt="No drug")
    is_similar = Radios(
        "Is it similar to the offence now?",
        choices=choices_of(Known),
        hint="You decide this as the officer named. For a simple caution an inspector must.",
    )
    engaged = Radios(
        "Did the person take part at all?",
        choices=choices_of(Known),
        hint="Only for a community resolution or Outcome 22.",
        required=False,
    )
    found_in = Radios("Where was it found?", choices=choices_of(FoundIn), required="Select where it was found")

    def validate_drug_family(self, asked: Any) -> None:
        if self.kind.data is PriorKind.CW and asked.data is None:
            raise ValidationError("Select which drug the warning was for")


class CorrectEarlierForm(EarlierForm):
    """One earlier outcome, corrected, with what was wrong."""

    correction_reason = LongText(
        "What was wrong?", called="The reason", hint="At least 20 characters.", least=20, most=400
    )


# The scan of a paper that was signed or decided on paper.


class ScanForm(Form):
    """Which paper it is, and its scan."""

    purpose = Radios("Which paper is it?", choices=choices_of(OF_DISPOSALS), required="Select which paper it is")
    scan = ScanField("The scan", called="Scan", hint="It is kept as it is and cannot be taken out again.")


# Contact with the victim.


class VictimForm(Form):
    """One attempt to reach the victim: when, how, what came of it, and what the victim chose."""

    at = Moment("When was it?", called="The attempt", not_future=True)
    by_what = Radios("How?", choices=choices_of(offered(ways_of_telling())), required="Select how it was tried")
    answer = Radios("What came of it?", choices=choices_of(VictimAnswer), required="Select what came of it")
    remedy = Line(
        "What did the victim choose to put things right?",
        called="What was chosen",
        hint="From the force’s list of community remedies. Write no name and no address: it is printed in the letter.",
        required=False,
    )
