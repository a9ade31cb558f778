"""The forms that authorise, sign and take back a disposal, accept evidence, and propose a disposal."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FieldList, FormField, ValidationError
from wtforms import Form as Part

from pathways.disposals.conditions.rules import ConditionKind, Planned, Proof
from pathways.law.rules.disposal_terms import Kind
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

# Authority, signing, taking back, and accepting evidence.


class OverridesForm(Form):
    """A form that also asks, in its own words, which rules are set aside and why."""

    set_aside: Ticks
    aside_because: LongText

    @property
    def overrides(self) -> dict[str, str]:
        """The rules that are set aside, each with the reason."""
        if "set_aside" not in self:
            return {}
        return dict.fromkeys(self.set_aside.data or (), self.aside_because.data or "")

    def offer_overrides(self, rules: Iterable[tuple[str, str]]) -> None:
        """Offer the rules that may be set aside, as (id, what it says); without any, the question is taken out."""
        self.set_aside.choices = [Choice(rule_id, f"{rule_id}: {words}") for rule_id, words in rules]
        if not self.set_aside.choices:
            del self["set_aside"]
            del self["aside_because"]


class AuthoriseForm(OverridesForm):
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
        """Offer the factors of the force's gravity table, as (code, words); without any, the question is taken out."""
        self.gravity_factors.choices = [Choice(code, words) for code, words in factors]
        if not self.gravity_factors.choices:
            del self["gravity_factors"]

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors that were ticked."""
        return tuple(self.gravity_factors.data or ()) if "gravity_factors" in self else ()


class SignForm(Form):
    """What is recorded when a disposal takes effect. `for_kind` takes out what its kind does not ask."""

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
        """Take out what this kind does not ask: the person signs neither a notice nor a warning."""
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
        """Whether the person signs on screen, by typing their name."""
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
    """Before signing: the officer takes the proposal back, or the person does not agree."""

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


class AcceptEvidenceForm(Form):
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


# Proposing a disposal with its conditions. Only standard answers are filled in, and they can be changed.


CONDITIONS_OFFERED = 3


class ConditionPart(Part):
    """One condition. An empty one is left out; a blank wording takes the standard wording of its kind."""

    kind = Pick(
        "What kind of condition?",
        choices=choices_of(ConditionKind, hints=dict.fromkeys(ConditionKind, "")),
        required=False,
    )
    service = Pick("Which service?", prompt="The service that accepts the referral", required=False)
    wording = LongText(
        "What must be done?",
        called="What must be done",
        hint="A condition asks a person to turn up, not to be drug free. "
        "If it is blank, the standard wording of its kind is used, with the name of the service.",
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
        """The condition as the rules read it. Standard wording gets the name of the chosen service."""
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


class ProposalForm(OverridesForm):
    """Why this disposal, and its conditions."""

    conditions = FieldList(FormField(ConditionPart), min_entries=0, max_entries=CONDITIONS_OFFERED)
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
        "Do your reasons rely on the drug test result?",
        choices=choices_of(YesNo),
        hint="Of all disposals, a result may inform only a conditional caution. It is not evidence of possession.",
    )

    words_stand_because = LongText(
        "Why are these words not about the drug test?",
        called="Why the words are not about the test",
        hint="Only if you answer No and the reasons or a condition mention a test or result. The authoriser reads it.",
        required=False,
        most=600,
    )

    remedy_attached = Radios("Did you include what the victim chose?", choices=choices_of(YesNo), required=False)
    remedy_not_used = LongText(
        "If not, why would it be inappropriate?",
        called="Why the victim's choice is left out",
        hint="At least 20 characters.",
        required=False,
        most=600,
    )
    set_aside = Ticks("Is guidance set aside?", choices=(), required=False)
    aside_because = LongText(
        "Why is it set aside?",
        called="The reason for setting it aside",
        hint="At least 20 characters. A sergeant may set guidance aside; an inspector in domestic abuse or hate crime.",
        required=False,
        most=600,
    )

    def for_kind(self, kind: Kind) -> None:
        """Take out what this kind does not ask: conditions if nothing is agreed, a later date except for a caution."""
        if kind not in STANDARD:
            del self["conditions"]
        if kind is not Kind.CC:
            del self["deadline_reason"]

    def ask_of_remedy(self, chosen: str | None) -> None:
        """Ask whether what the victim chose is included; without a choice take the questions out."""
        if chosen:
            self.remedy_attached.description = f"The victim chose: {chosen}"
            return
        del self["remedy_attached"]
        del self["remedy_not_used"]

    @property
    def remedy(self) -> dict[str, Any]:
        """The answers about the victim's choice, as arguments of the action."""
        if "remedy_attached" not in self or self.remedy_attached.data is None:
            return {}
        is_attached = self.remedy_attached.data is YesNo.YES
        return {"remedy_attached": is_attached, "remedy_not_used": self.remedy_not_used.data or ""}

    def offer_services(self, services: Iterable[tuple[int, str]]) -> None:
        """The services a condition may name, as (id, name)."""
        offered = [Choice(str(number), name) for number, name in services]
        for part in self.conditions if "conditions" in self else ():
            part.form.service.choices = offered

    @property
    def later_because(self) -> str:
        """Why a date is later than usual; only for a conditional caution."""
        return self.deadline_reason.data or "" if "deadline_reason" in self else ""

    @property
    def plan(self) -> tuple[Planned, ...]:
        if "conditions" not in self:
            return ()
        return tuple(part.form.planned() for part in self.conditions if not part.form.is_blank)


STANDARD = {
    Kind.CC: ConditionKind.DRUG_ASSESSMENT,
    Kind.CR: ConditionKind.DRUG_AWARENESS_COURSE,
    Kind.O22: ConditionKind.DRUG_AWARENESS_COURSE,
}
"""The kind of condition filled in for a drug offence (data dictionary 2.6; design choice)."""


def standard_plan(kind: Kind, due_on: date, *, is_drug_offence: bool) -> list[dict[str, Any]]:
    """The conditions filled in for a kind of disposal, with empty ones for more; none if nothing is agreed.

    For any other than a drug offence only the date and the proof are filled in. The offence alone decides: if a test
    result did, the page would give it away to somebody who may not rely on it.
    """
    if kind not in STANDARD:
        return []
    first = {"due_on": due_on, "proof": Proof.ATTENDANCE_LOG}
    if is_drug_offence:
        first |= {"kind": STANDARD[kind]}
    more = 0 if kind is Kind.O22 else CONDITIONS_OFFERED - 1
    return [first, *({} for _ in range(more))]
