"""A check-in, and the person's own feedback."""

from typing import Any

from wtforms.validators import StopValidation

from pathways.engagement.rules import CheckInOutcome, Grade
from pathways.ui.fields import LongText, Radios, choices_of
from pathways.ui.forms import Form


class CheckInForm(Form):
    """What became of a check-in."""

    outcome = Radios("What happened?", choices=choices_of(CheckInOutcome), required="Select what happened")
    note = LongText("Note (optional)", called="The note", most=1000, required=False)


class FeedbackForm(Form):
    """Four plain questions, none of which must be answered; but something is."""

    keeps_drafts = False
    respected = Radios("Were you treated with respect?", choices=choices_of(Grade), required=False)
    in_time = Radios("Did you get help when you needed it?", choices=choices_of(Grade), required=False)
    helped = Radios("Has it helped?", choices=choices_of(Grade), required=False)
    words = LongText("What should we do differently?", called="What you say", most=2000, required=False)

    def validate_respected(self, _field: Any) -> None:
        if not any((self.respected.data, self.in_time.data, self.helped.data, self.words.data)):
            raise StopValidation("Answer one of the questions, or go back")
