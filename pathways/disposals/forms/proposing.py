"""Why this disposal, and what is to be done. Only what is standard is filled in, shown and changeable."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FieldList, FormField, ValidationError

from pathways.disposals.rules import ConditionKind, Kind, Planned, Proof
from pathways.ui.fields import Choice, DateBoxes, LongText, Pick, Radios, Ticks, WholeNumber, choices_of
from pathways.ui.forms import Form, Part
from pathways.vocabulary import YesNo

CONDITIONS_OFFERED = 3


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

    def for_kind(self, kind: Kind) -> None:
        """Leave what this kind asks: what is to be done where something is agreed, a later date of a caution."""
        if kind not in STANDARD:
            del self["conditions"]
        if kind is not Kind.CC:
            del self["deadline_reason"]

    def ask_of_remedy(self, chosen: str | None) -> None:
        """Ask whether what the victim chose is attached; nothing where nothing was chosen."""
        if chosen:
            self.remedy_attached.description = f"The victim chose: {chosen}"
            return
        del self["remedy_attached"]
        del self["remedy_not_used"]

    @property
    def remedy(self) -> dict[str, Any]:
        """How the victim's choice was answered, as the action takes it."""
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
        """Why a date lies further away than is usual; only of a caution."""
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
"""What is filled in first for a possession case (data dictionary 2.6; design choice)."""


def standard_plan(kind: Kind, due_on: date, *, is_drug_offence: bool) -> list[dict[str, Any]]:
    """What is filled in for a kind of disposal, and room for more; nothing where nothing is agreed to.

    Of any other offence only the date and how it is shown: no help with drugs is asked of somebody of whom no drugs are
    known. The offence alone says it here. A test result would be told by what is filled in, to who may not rest on it.
    """
    if kind not in STANDARD:
        return []
    first = {"due_on": due_on, "proof": Proof.ATTENDANCE_LOG}
    if is_drug_offence:
        first |= {"kind": STANDARD[kind]}
    more = 0 if kind is Kind.O22 else CONDITIONS_OFFERED - 1
    return [first, *({} for _ in range(more))]
