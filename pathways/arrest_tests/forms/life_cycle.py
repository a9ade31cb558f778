"""The laboratory's steps, ending a requirement, and deciding about a failure."""

from collections.abc import Iterable

from pathways.arrest_tests.rules.deciding_failures import FailureStep
from pathways.arrest_tests.rules.ending import LONGEST_REASON, EndedBy
from pathways.arrest_tests.rules.laboratory import LabBasis, LabStep
from pathways.ui.fields import DateBoxes, Line, LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form


class LabForm(Form):
    """The next step of the laboratory's check."""

    step = Radios("What happened?", required="Select what happened")
    at = Moment("When?", called="Step", not_future=True)
    basis = Radios("On what is it disputed?", choices=choices_of(LabBasis), required=False)
    words = LongText("What did the person say, or why?", called="What was said", required=False, most=2000)
    reference = Line("Reference of the laboratory or the courier", called="The reference", required=False, most=80)

    def offer(self, steps: Iterable[LabStep]) -> None:
        self.step.choices = choices_of(steps)


class LabToldForm(Form):
    """When the person was told that the requirement has ended."""

    at = Moment("When did you tell the person?", called="Telling", not_future=True)


class EndForm(Form):
    """Why a requirement ends."""

    why = Radios("Why does it end?", choices=choices_of(EndedBy), required="Select why it ends")
    reason = LongText("What happened?", called="The reason", most=LONGEST_REASON)
    on = DateBoxes("On which day?", called="The date", not_future=True)


class DecideFailureForm(Form):
    """One decision about a failure, with its reason."""

    step = Radios("What do you decide or record?", required="Select what you decide")
    on = DateBoxes("On which day?", called="The date", not_future=True)
    reason = LongText("Why?", called="The reason", most=4000)

    def offer(self, steps: Iterable[FailureStep]) -> None:
        self.step.choices = choices_of(steps)
