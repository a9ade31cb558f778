"""One attempt to reach the victim."""

from pathways.disposals.rules import ReachedBy, VictimAnswer
from pathways.ui.fields import Line, Moment, Radios, choices_of
from pathways.ui.forms import Form


class VictimForm(Form):
    """When, how, what came of it, and what was chosen."""

    at = Moment("When was it?", called="The attempt", not_future=True)
    by_what = Radios("How?", choices=choices_of(ReachedBy), required="Select how it was tried")
    answer = Radios("What came of it?", choices=choices_of(VictimAnswer), required="Select what came of it")
    remedy = Line(
        "What did the victim choose to put things right?",
        called="What was chosen",
        hint="From the force’s list of community remedies. Write no name and no address: it is printed in the letter.",
        required=False,
    )
