"""What somebody did about a clock, the days on which a place is closed, and which list of the Tactical pack."""

from collections.abc import Iterable, Mapping
from typing import Self

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways.deadlines.rules.deadlines import Answered
from pathways.deadlines.rules.tactical import TacticalList
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
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


class OneList(Pick):
    """One of the lists of the pack, or none: all of them. `data` is a TacticalList."""

    def unknown(self) -> str:
        return "The address names no list of this page. Choose one, or all of them"


class TacticalForm(Form):
    """Which list of the Tactical pack, as the address names it. It changes nothing, so it carries no token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    only = OneList("List", called="a list", required=False, prompt="All lists")

    @classmethod
    def asked(cls, address: Mapping[str, str], there: Iterable[TacticalList]) -> Self:
        """The form with the list that the address names, among those that the viewer has."""
        form = cls(MultiDict({"only": address.get("only", "")}))
        form.only.choices = choices_of(there)
        return form

    def is_answered(self) -> bool:
        """Whether the address names one of the lists, or none: all of them. Otherwise the form says what is wrong."""
        return bool(self.validate())
