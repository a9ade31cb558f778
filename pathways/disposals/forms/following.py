"""What follows a decision: reports, contacts, changes by agreement, and the registrar's answer about the code."""

from collections.abc import Iterable

from wtforms import FormField

from pathways.disposals.forms.proposing import ConditionPart
from pathways.disposals.rules import EARLY, Reached, ReachedBy, early_report
from pathways.refusals import Reason
from pathways.ui.fields import Choice, DateBoxes, LongText, Moment, Pick, Radios, Ticks, choices_of
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import YesNo


class ReportForm(RuledForm):
    """What a service said about one condition, action or activity. A report finds nothing."""

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
    """Until when it may still be done, in words: “not done” is then asked twice. The view says it."""

    def against(self) -> Iterable[Reason]:
        return early_report(self.until, is_not_done=self.met.data is False, is_meant=bool(self.early.data))


class ContactForm(Form):
    """One attempt to reach the person."""

    at = Moment("When?", called="The contact", not_future=True)
    by_what = Radios("How?", choices=choices_of(ReachedBy), required="Select how the person was tried")
    result = Radios("What came of it?", choices=choices_of(Reached), required="Select what came of it")
    note = LongText("Anything to remember?", called="The note", required=False, most=400)


class VaryForm(Form):
    """One condition or action in the place of another."""

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
    """What the registrar answers."""

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
