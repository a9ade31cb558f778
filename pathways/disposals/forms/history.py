"""Earlier outcomes: what was given, when, for what, whether it is similar, and where it was found."""

from typing import Any

from wtforms import ValidationError

from pathways.disposals.rules import DrugFamily, FoundIn, PriorKind
from pathways.ui.fields import DateBoxes, Line, LongText, Pick, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import Known


class EarlierForm(Form):
    """One earlier outcome."""

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
    """The same, with what was wrong."""

    correction_reason = LongText(
        "What was wrong?", called="The reason", hint="At least 20 characters.", least=20, most=400
    )
