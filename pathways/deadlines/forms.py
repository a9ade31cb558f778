"""What somebody did about a clock, and the days on which a place is closed."""

from collections.abc import Iterable

from pathways.deadlines.rules.deadlines import Answered
from pathways.ui.choices import Choice, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.fields import Line
from pathways.ui.forms import Form


class DeadlineAnswerForm(Form):
    """What was done. The view leaves only what a running clock waits for."""

    answered = Radios("What did you do?", choices=choices_of(Answered), required="Select what you did")


class ClosureForm(Form):
    """Days on which nothing is counted."""

    from_on = DateBoxes("First day you are closed", called="The first day")
    to_on = DateBoxes("Last day you are closed", called="The last day")
    why = Line("Why?", hint="For example: staff training day", most=120, required="Say why you are closed")


class TakeOutForm(Form):
    """Closures to take out again."""

    closures = Ticks("Days to come", called="the days", required="Tick the days on which you are open after all")

    def offer(self, days: Iterable[tuple[int, str, bool]]) -> None:
        """The closures as (id, words, whether it is the viewer's to take out)."""
        self.closures.choices = [
            Choice(str(number), words, means=number, disabled=not theirs) for number, words, theirs in days
        ]
