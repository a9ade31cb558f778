"""For which purpose a result is told, and to whom: only what the Act names can be chosen."""

from collections.abc import Iterable
from typing import Any

from pathways.arrest_tests.rules import Purpose
from pathways.arrest_tests.rules.sharing import RECIPIENTS, SharingFacts, sharing_faults
from pathways.refusals import Reason
from pathways.ui.fields import Choice, Line, Radios, choices_of
from pathways.ui.forms import RuledForm

ELSE = Choice("else", "Something else", "Then it may not be told: the page says by which words of the Act")


class SharingForm(RuledForm):
    """`recipient_of` gives the question that a purpose opens."""

    purpose = Radios(
        "What is it told for?", choices=[*choices_of(Purpose), ELSE], required="Select what it is told for"
    )
    asked_for = Line("What were you asked for?", required=False, most=100)
    told_to = Line("Whom did you tell?", hint="Name and office", called="Whom you told", required=False, most=200)

    def recipient_of(self, purpose: Purpose) -> Any:
        return self[f"to_{purpose.value}"]

    def facts(self) -> SharingFacts:
        purpose = self.purpose.data if isinstance(self.purpose.data, Purpose) else None
        recipient = self.recipient_of(purpose).data if purpose else None
        return SharingFacts(purpose=purpose, recipient=recipient, asked_for=self.asked_for.data or "")

    def against(self) -> Iterable[Reason]:
        facts = self.facts()
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
