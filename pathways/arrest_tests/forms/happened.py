"""What really happened: the questions of a test, beside what was done differently and in whose words."""

from collections.abc import Iterable

from pathways import clock
from pathways.arrest_tests.forms.tests import DrugTestForm
from pathways.arrest_tests.rules import Outcome, faults
from pathways.arrest_tests.rules.holds import Difference
from pathways.arrest_tests.rules.words import AllSaid
from pathways.refusals import Reason
from pathways.ui.fields import DateBoxes, Line, LongText, Radios, Ticks, choices_of

RECORDED, ANOTHER = "recorded", "another"


class HappenedForm(DrugTestForm):
    """Nothing on it is refused because a rule was broken: only what is missing, or cannot be true."""

    which = Radios(
        "Which sample is this about?",
        choices=[(RECORDED, "The sample that is recorded already"), (ANOTHER, "Another sample, taken as well")],
        required="Select which sample this is about",
    )
    outcome = Radios(
        "What came of it?",
        choices=choices_of((Outcome.SAMPLE_GIVEN, Outcome.REFUSED, Outcome.COULD_NOT)),
        required="Select what came of it",
    )
    differences = Ticks("What was done differently?", choices=choices_of(Difference), required=False)
    taker = Line("Who took the sample?", required=False, most=100)
    lot = Line("Which lot?", called="Lot", required=False, most=40)
    lot_expires_on = DateBoxes("Its last day", called="The last day of the lot", required=False)
    what_happened = LongText(
        "What happened, and how did you notice?",
        called="What happened",
        required="Enter what happened, and how you noticed",
        hint="Who, when and why, as far as you know. The inspector reads this",
        least=20,
        most=2000,
    )

    def against(self) -> Iterable[Reason]:
        if self.said.data is None:
            yield Reason("Select whether you said all of it before asking", "said")
        elif self.said.data is AllSaid.ALL and self.warned_at.data is None:
            yield Reason("Enter the time you said it", "warned_at")
        if self.adult() is None:
            yield from self.adult_reasons()
        panel = {one.code: one.label for one in self.panel}
        yield from faults(self.record(), now=clock.now(), panel=panel, is_as_it_happened=True)
