"""Authority, taking effect, taking back, and accepting evidence."""

from collections.abc import Iterable
from typing import Any

from wtforms import ValidationError

from pathways.disposals.rules import Kind
from pathways.ui.fields import Choice, Line, LongText, Moment, Radios, Ticks, choices_of
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
    set_aside = Ticks("Which rule do you set aside?", choices=(), required=False)
    aside_because = LongText(
        "Why is it set aside?",
        called="The reason for setting it aside",
        hint="At least 20 characters. A panel may read it.",
        required=False,
        most=600,
    )

    @property
    def overrides(self) -> dict[str, str]:
        """The rules that are set aside, with the reason."""
        if "set_aside" not in self:
            return {}
        return dict.fromkeys(self.set_aside.data or (), self.aside_because.data or "")

    def offer_overrides(self, rules: Iterable[tuple[str, str]]) -> None:
        """The rules that may be set aside, as (id, what it says); without any, nothing is asked."""
        self.set_aside.choices = [Choice(rule_id, f"{rule_id}: {words}") for rule_id, words in rules]
        if not self.set_aside.choices:
            del self["set_aside"]
            del self["aside_because"]


class SignForm(Form):
    """What is recorded as a disposal takes effect. What its kind does not ask is taken out by `for_kind`."""

    explained_at = Moment("When did you explain it and what follows?", called="Explanation", not_future=True)
    consents = Radios(
        "Does the person agree?",
        choices=choices_of(YesNo),
        required="Select whether the person agrees",
    )
    was_signed = Radios(
        "Did the person sign the document in front of you?",
        choices=choices_of(YesNo),
        hint="On the printed document, or on this screen. Answer only if the person agrees.",
        required=False,
    )
    typed_name = Line(
        "On this screen: the person types their full name here",
        called="The full name",
        hint="Leave blank if the printed document was signed. Your sign-in confirms that you were there.",
        most=120,
        required=False,
    )
    read_it = Radios(
        "The person says: I have read it, or it was read to me",
        choices=choices_of(YesNo),
        hint="Only if they sign on this screen.",
        required=False,
    )
    reference = Line("Number of the notice", called="The number of the notice", most=60)
    advice_offered = Radios(
        "Was legal advice offered?",
        choices=choices_of(YesNo),
        hint="Answer only if the person does not agree. Nothing is concluded from a no.",
        required=False,
    )

    def for_kind(self, kind: Kind) -> None:
        """Leave what this kind asks: a notice and a warning are given, nothing is signed by the person."""
        if kind in (Kind.PND, Kind.CW):
            for name in ("was_signed", "typed_name", "read_it"):
                del self[name]
            if kind is Kind.PND:
                for name in ("explained_at", "consents", "advice_offered"):
                    del self[name]
            else:
                self.reference.label.text = "Reference of the seizure"
                self.reference.called = "The reference of the seizure"
        else:
            del self["reference"]

    @property
    def agrees(self) -> bool:
        return "consents" not in self or self.consents.data is YesNo.YES

    def validate_was_signed(self, asked: Any) -> None:
        if self.agrees and asked.data is None:
            raise ValidationError("Select whether the document was signed")

    def validate_read_it(self, asked: Any) -> None:
        if self.typed_name.data and asked.data is None:
            raise ValidationError("Select whether the person has read it or heard it read")

    def validate_advice_offered(self, asked: Any) -> None:
        if not self.agrees and asked.data is None:
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
