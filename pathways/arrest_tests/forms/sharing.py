"""For which purpose a result is told, and to whom: only what the Act names can be chosen."""

from collections.abc import Iterable
from typing import Any

from pathways import clock
from pathways.arrest_tests.rules import Purpose
from pathways.arrest_tests.rules.sharing import RECIPIENTS, BailNote, SharingFacts, sharing_faults
from pathways.arrest_tests.rules.telling import TellingDecision, deciding_faults, telling_faults, whom_faults
from pathways.refusals import Reason
from pathways.ui.fields import Choice, Line, LongText, Moment, Radios, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Known, YesNo

OF_AN_ASSESSMENT = Choice(
    "assessment",
    "Something from an assessment: that the person came, or what was said",
    "Then it may not be told without the person’s written consent",
)
ELSE = Choice("else", "Something else", "Then it may not be told: the page says by which words of the Act")


class SharingForm(RuledForm):
    """`recipient_of` gives the question that a purpose opens."""

    purpose = Radios(
        "What is it told for?",
        choices=[*choices_of(Purpose), OF_AN_ASSESSMENT, ELSE],
        required="Select what it is told for",
    )
    asked_for = Line("What were you asked for?", required=False, most=100)
    already = Radios(
        "Has it been told already?",
        choices=[
            Choice("no", "No", "Then it is not told", means=YesNo.NO),
            Choice("yes", "Yes", "Saved as it happened, and held for an inspector", means=YesNo.YES),
        ],
        required=False,
    )
    for_restriction = Radios("Is it told so that bail may be restricted?", choices=choices_of(YesNo), required=False)
    area_notified = Radios("Is the area where they live notified for that?", choices=choices_of(Known), required=False)
    bail_reason = Line("If one of these three is not so, why is it told all the same?", required=False, most=400)
    told_at = Moment("When was it told?", called="The telling", required=False, not_future=True)
    told_to = Line("Whom did you tell?", hint="Name and office", called="Whom you told", required=False, most=200)

    def recipient_of(self, purpose: Purpose) -> Any:
        return self[f"to_{purpose.value}"]

    def facts(self) -> SharingFacts:
        purpose = self.purpose.data if isinstance(self.purpose.data, Purpose) else None
        recipient = self.recipient_of(purpose).data if purpose else None
        is_of_assessment = self.purpose.data == OF_AN_ASSESSMENT.value
        asked_for = OF_AN_ASSESSMENT.label if is_of_assessment else self.asked_for.data or ""
        return SharingFacts(
            purpose=purpose,
            recipient=recipient,
            asked_for=asked_for,
            is_of_assessment=is_of_assessment,
            bail_note=self._bail_note() if purpose is Purpose.BAIL else None,
        )

    def _bail_note(self) -> BailNote | None:
        if self.for_restriction.data is not YesNo.YES:
            return None
        return BailNote(is_area_notified=self.area_notified.data or Known.NOT_KNOWN, reason=self.bail_reason.data or "")

    @property
    def has_happened(self) -> bool:
        """Whether it is said to have been told already, although it might not be."""
        return self.already.data is YesNo.YES

    def against(self) -> Iterable[Reason]:
        facts = self.facts()
        if self.has_happened:
            asked_for = facts.purpose.label if facts.purpose else facts.asked_for
            told = {"told_to": self.told_to.data or "", "told_at": self.told_at.data, "asked_for": asked_for}
            yield from (*whom_faults(facts), *telling_faults(**told, now=clock.now()))
            return
        if facts.purpose and facts.recipient is None:
            yield Reason("Select whom you told", f"to_{facts.purpose.value}")
            return
        yield from (one.as_reason("purpose") for one in sharing_faults(facts))
        if facts.purpose and not self.told_to.data:
            yield Reason("Enter whom you told, by name and office", "told_to")


def with_recipients() -> type[SharingForm]:
    """The form with, for each purpose, those to whom it may be told for it."""
    rows = {
        f"to_{purpose.value}": Radios("To whom?", choices=choices_of(whom), required=False)
        for purpose, whom in RECIPIENTS.items()
    }
    return type("SharingForm", (SharingForm,), rows)


class TellingForm(RuledForm):
    """An inspector's decision about a result that was told although it might not be."""

    decision = Radios(
        "What do you decide?", choices=choices_of(TellingDecision), required="Select whether you release it or void it"
    )
    reason = LongText("Why?", called="Your reason", most=1000)

    def against(self) -> Iterable[Reason]:
        return deciding_faults(decision=self.decision.data, reason=self.reason.data or "")
