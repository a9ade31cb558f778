"""Authority, signature, taking back, and accepting the evidence for a condition. Nothing is chosen beforehand."""

from typing import Any

from wtforms import ValidationError

from pathways.ui.fields import Choice, LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo


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
