"""The forms of this room: they check each field and hand over what the actions take. Nothing is chosen beforehand,
except the standard condition, which is shown and can be changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FieldList, FormField, ValidationError

from pathways.disposals.rules import QUESTIONS, ConditionKind, Planned, Proof, Question, standard_due
from pathways.ui.fields import Choice, DateBoxes, LongText, Moment, Pick, Radios, WholeNumber, choices_of
from pathways.ui.forms import Form, Part
from pathways.vocabulary import YesNo

CONDITIONS_OFFERED = 3


class FactsForm(Form):
    """The fact sheet: one group of radios for each question of the rules (added below), and the day of the offence."""

    offence_on = DateBoxes(
        "When was the offence?",
        called="The day of the offence",
        hint="Only an offence tried only in a magistrates' court has a time limit of six months.",
        required=False,
        not_future=True,
    )

    def leave_out(self, names: Iterable[str]) -> None:
        """Drop the questions that another part of the record answers."""
        for name in names:
            del self[name]

    @property
    def answers(self) -> dict[str, str]:
        """The stored value of every answer that was given."""
        given = {question.name: self[question.name].data for question in QUESTIONS if question.name in self}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def day_of_offence(self) -> date | None:
        return self.offence_on.data if "offence_on" in self else None


def _radios(question: Question) -> Any:
    must = not question.depends_on and not question.may_be_blank
    return Radios(
        question.ask,
        choices=[Choice(choice.value, choice.label, choice.hint) for choice in question.choices],
        hint=question.hint,
        required=f"Answer “{question.ask}”, or choose ‘Not known’" if must else False,
    )


for _question in QUESTIONS:
    setattr(FactsForm, _question.name, _radios(_question))


class ConditionPart(Part):
    """One condition. Left wholly blank it is none; blank wording takes the standard wording of its kind."""

    kind = Pick(
        "What kind of condition?",
        choices=choices_of(ConditionKind, hints=dict.fromkeys(ConditionKind, "")),
        required=False,
    )
    service = Pick("Which service?", prompt="The service that accepts the referral", required=False)
    wording = LongText(
        "What must be done?",
        called="What must be done",
        hint="A condition asks a person to turn up, not to be drug free. Leave blank for the standard wording.",
        most=600,
        required=False,
    )
    due_on = DateBoxes("By when?", called="The date", required=False)
    proof = Radios("How will it be shown?", choices=choices_of(Proof), required=False)
    hours = WholeNumber("Hours of attendance", hint="Not for treatment", most=200, required=False)
    amount = WholeNumber("Amount in pounds", hint="Only a penalty or compensation", most=1000, required=False)

    @property
    def is_blank(self) -> bool:
        return self.kind.data is None and not self.wording.data

    def validate_kind(self, _asked: Any) -> None:
        if not self.is_blank and self.kind.data is None:
            raise ValidationError("Select the kind of condition")

    def validate_due_on(self, asked: Any) -> None:
        if not self.is_blank and asked.data is None:
            raise ValidationError("Enter the date by which it must be done")

    def validate_proof(self, asked: Any) -> None:
        if not self.is_blank and asked.data is None:
            raise ValidationError("Select how it will be shown")

    def planned(self) -> Planned:
        """The condition as the rules read it. Standard wording without a service takes the name of the one chosen."""
        kind: ConditionKind = self.kind.data
        chosen = self.service.by_value.get(str(self.service.data)) if self.service.data else None
        written = self.wording.data or ""
        if not written or written == kind.wording(None):
            written = kind.wording(chosen.label if chosen else None)
        return Planned(
            kind=kind,
            wording=written,
            due_on=self.due_on.data,
            service_id=int(self.service.data) if self.service.data else None,
            proof=self.proof.data,
            hours=self.hours.data,
            amount=self.amount.data,
        )


class ProposalForm(Form):
    """Why this disposal, and its conditions."""

    conditions = FieldList(FormField(ConditionPart), min_entries=CONDITIONS_OFFERED, max_entries=CONDITIONS_OFFERED)
    deadline_reason = LongText(
        "Why does a condition need more than 16 weeks?",
        called="The reason for a later date",
        hint="Only if a date is more than 16 weeks away.",
        required=False,
        most=600,
    )
    rationale = LongText(
        "Why this disposal?",
        called="Why this disposal",
        hint="At least 40 characters. The authoriser and any scrutiny panel read this.",
        least=40,
    )
    reasons_cite_test = Radios(
        "Do your reasons rest on the drug test result?",
        choices=choices_of(YesNo),
        hint="A result may inform only a conditional caution. It is not evidence of possession.",
    )

    words_stand_because = LongText(
        "Why are these words not about the drug test?",
        called="Why the words are not about the test",
        hint="Only if you answer No and the reasons or a condition speak of a test or result. The authoriser reads it.",
        required=False,
        most=600,
    )

    def offer_services(self, services: Iterable[tuple[int, str]]) -> None:
        """The services a condition may name, as (id, name)."""
        offered = [Choice(str(number), name) for number, name in services]
        for part in self.conditions:
            part.form.service.choices = offered

    @property
    def plan(self) -> tuple[Planned, ...]:
        return tuple(part.form.planned() for part in self.conditions if not part.form.is_blank)


def standard_conditions(today: date) -> list[dict[str, Any]]:
    """The assessment condition as it is filled in, and room for more."""
    kind = ConditionKind.DRUG_ASSESSMENT
    first = {"kind": kind, "wording": kind.wording(None), "due_on": standard_due(today), "proof": Proof.ATTENDANCE_LOG}
    return [first, *({} for _ in range(CONDITIONS_OFFERED - 1))]


class AuthorityForm(Form):
    """What the authoriser decides, and why."""

    decision = Radios(
        "What do you decide?",
        choices=[("authorise", "Authorise"), ("send_back", "Send back", "The decision is taken again")],
        required="Select whether you authorise it or send it back",
    )
    reason = LongText("Why?", called="Your reason", hint="At least 20 characters.", least=20)
    margin_reason = LongText(
        "Why is the shorter time to charge accepted?",
        called="The reason for the shorter time",
        hint="Only if less than 28 days would be left to charge a summary-only offence.",
        required=False,
    )


class SignForm(Form):
    """Consent and explanation, taken as the document is signed."""

    explained_at = Moment(
        "When did you explain the caution and give the warning?", called="Explanation", not_future=True
    )
    consents = Radios(
        "Does the person agree to the caution and its conditions?",
        choices=choices_of(YesNo),
        required="Select whether the person agrees",
    )
    was_signed = Radios(
        "Did the person sign the printed document in front of you?",
        choices=choices_of(YesNo),
        hint="Answer only if the person agrees.",
        required=False,
    )
    advice_offered = Radios(
        "Was legal advice offered?",
        choices=choices_of(YesNo),
        hint="Answer only if the person does not agree. Nothing is concluded from a no.",
        required=False,
    )

    def validate_was_signed(self, asked: Any) -> None:
        if self.consents.data is YesNo.YES and asked.data is None:
            raise ValidationError("Select whether the document was signed")

    def validate_advice_offered(self, asked: Any) -> None:
        if self.consents.data is YesNo.NO and asked.data is None:
            raise ValidationError("Select whether legal advice was offered")


class TakeBackForm(Form):
    """Before it is signed: the officer takes the proposal back, or the person says no."""

    why = Radios(
        "What has happened?",
        choices=[
            ("withdraw_proposal", "We take the proposal back"),
            ("decline", "The person does not agree to it", "Nothing is concluded from a no"),
        ],
        required="Select what has happened",
    )
    reason = LongText("Why is it taken back?", called="The reason", hint="At least 20 characters.", required=False)
    advice_offered = Radios(
        "Was legal advice offered?",
        choices=choices_of(YesNo),
        hint="Answer only if the person does not agree.",
        required=False,
    )

    def validate_reason(self, asked: Any) -> None:
        if self.why.data == "withdraw_proposal" and not asked.data:
            raise ValidationError("Say why the proposal is taken back")

    def validate_advice_offered(self, asked: Any) -> None:
        if self.why.data == "decline" and asked.data is None:
            raise ValidationError("Select whether legal advice was offered")


class AcceptForm(Form):
    """An officer accepts the evidence for one condition."""

    evidence = LongText(
        "What did you see?",
        called="What you saw",
        hint="A letter, a receipt, what you checked. Leave blank if the service's report is enough.",
        required=False,
        most=1000,
    )
    victim_told = Radios(
        "Was the victim told that the caution is completed?",
        choices=[Choice("yes", "Yes, told", means=True), Choice("no", "Not told yet, or no victim", means=False)],
        required=False,
    )
