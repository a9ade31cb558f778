"""What a provider types into its diary."""

from collections.abc import Iterable
from datetime import datetime

from pathways import clock
from pathways.directory.rules import LONGEST, SHORTEST, RepeatedTimes, SlotState, Weekday
from pathways.ui.fields import Choice, DateBoxes, Ticks, TimeBox, WholeNumber, choices_of
from pathways.ui.forms import Form


class AddTimesForm(Form):
    """Times of one day, or of the same weekdays up to a last day."""

    first_on = DateBoxes("First day", called="The first day")
    starts = TimeBox("First appointment starts at", called="The start")
    ends = TimeBox("Last appointment ends at", called="The end")
    minutes = WholeNumber("How many minutes is one appointment?", called="Minutes", least=SHORTEST, most=LONGEST)
    weekdays = Ticks(
        "Repeat on", called="the days", hint="Leave blank for one day only", choices=choices_of(Weekday), required=False
    )
    last_on = DateBoxes(
        "Last day of the repeat",
        called="The last day",
        hint="Bank holidays are not left out: take those times out below",
        required=False,
    )

    def entry(self) -> RepeatedTimes:
        return RepeatedTimes(
            first_on=self.first_on.data,
            starts=self.starts.data,
            ends=self.ends.data,
            minutes=self.minutes.data,
            weekdays=tuple(self.weekdays.data),
            last_on=self.last_on.data,
        )


class EndTimesForm(Form):
    """Times to take out of the diary."""

    slots = Ticks("Times from now on", called="the times to take out", required="Tick the times to take out")

    def offer(self, times: Iterable[tuple[int, datetime, SlotState]]) -> None:
        """The times as (id, start, state); only a free one can be taken out."""
        self.slots.choices = [
            Choice(
                str(number),
                f"{clock.london(at):%A} {clock.london(at).day} {clock.london(at):%B, %H:%M}: {state.label.lower()}",
                means=number,
                disabled=state is not SlotState.FREE,
            )
            for number, at, state in times
        ]
