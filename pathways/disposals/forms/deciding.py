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

    gravity_factors = Ticks("Which of these apply?", choices=(), hint="They change the gravity score.", required=False)

    def offer_factors(self, factors: Iterable[tuple[str, str]]) -> None:
        """The factors of the force's gravity table, as (code, words); without a table, nothing is asked."""
        self.gravity_factors.choices = [Choice(code, words) for code, words in factors]
        if not self.gravity_factors.choices:
            del self["gravity_factors"]

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors that were ticked."""
        return tuple(self.gravity_factors.data or ()) if "gravity_factors" in self else ()

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
        "How did the person sign?",
        choices=[
            Choice("paper", "On the printed document, in front of you"),
            Choice("screen", "Here on the screen", "The person reads it, or it is read aloud, and types their name."),
            Choice("no", "Not signed"),
        ],
        hint="Answer only if the person agrees.",
        required=False,
    )
    typed_name = Line("The person types their full name", called="The full name", required=False)
    has_read = Ticks(
        "The person confirms",
        choices=[Choice("yes", "I have read it, or it was read to me, and I understand it")],
        required=False,
    )
    reference = Line("Number of the notice", called="The number of the notice", most=60)
    advice_offered = Radios(
        "Was legal advice offered?",
        choices=choices_of(YesNo),
        hint="Answer only if the person does not agree. A no is not held against the person.",
        required=False,
    )

    def for_kind(self, kind: Kind) -> None:
        """Leave what this kind asks: a notice and a warning are given, nothing is signed by the person."""
        if kind in (Kind.PND, Kind.CW):
            for name in ("was_signed", "typed_name", "has_read"):
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

    @property
    def is_on_screen(self) -> bool:
        """Whether the person signs here, by typing the name."""
        return self.agrees and "was_signed" in self and self.was_signed.data == "screen"

    def validate_was_signed(self, asked: Any) -> None:
        if self.agrees and asked.data is None:
            raise ValidationError("Select how the person signed")

    def validate_typed_name(self, asked: Any) -> None:
        if self.is_on_screen and not asked.data:
            raise ValidationError("The person must type their full name")

    def validate_has_read(self, asked: Any) -> None:
        if self.is_on_screen and not asked.data:
            raise ValidationError("The person must confirm that they have read it or that it was read to them")

    def validate_advice_offered(self, asked: Any) -> None:
        if not self.agrees and self.consents.data is YesNo.NO and asked.data is None:
            raise ValidationError("Select whether legal advice was offered")


class TakeBackForm(Form):
    """Before it is signed: the officer takes the proposal back, or the person says no."""

    why = Radios(
        "What has happened?",
        choices=[
            ("withdraw_proposal", "We take the proposal back"),
            ("decline", "The person does not agree to it", "A no is not held against the person"),
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
