"""What a provider types into its diary."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from pathways import clock
from pathways.directory.rules import LONGEST, SHORTEST, RepeatedTimes, SlotState, TimeOffered, Weekday
from pathways.refusals import Reason
from pathways.ui.fields import Choice, DateBoxes, LongText, Moment, Radios, Ticks, TimeBox, WholeNumber, choices_of
from pathways.ui.forms import Form

BY_HAND: Final = "by_hand"
"""What stands for a time that no diary offers."""


class TimeOfDiary:
    """For a form that asks `slot`, and by hand `initial_at` and `service_id`."""

    slot: Any
    initial_at: Any
    service_id: Any

    def offer(self, services: Sequence[tuple[int, str]], times: Sequence[TimeOffered] = ()) -> None:
        """The services to choose from, as (id, name and town), and the free times of their diaries, day by day."""
        self.service_id.choices = [Choice(str(number), words, means=number) for number, words in services]
        slots = [
            Choice(str(each.slot_id), each.words, means=each.slot_id, group=each.day, turn=turn)
            for turn, each in enumerate(times)
        ]
        by_hand = Choice(
            BY_HAND, "Another time or place", "Ring the service first. Only where its diary has no time on that day"
        )
        self.slot.choices = [*slots, by_hand]

    @property
    def offers_times(self) -> bool:
        """Whether to ask for a time of a diary: there is one, or there was when this was sent."""
        return len(self.slot.choices) > 1 or bool(self.slot.errors)

    @property
    def slot_id(self) -> int | None:
        """The time chosen from a diary; None where it is typed by hand."""
        return None if self.slot.data == BY_HAND else self.slot.data

    def time_faults(self, when: str, where: str) -> Iterable[Reason]:
        """What is missing of the time; `when` and `where` are said of a time typed by hand."""
        if self.offers_times and self.slot.data is None:
            yield Reason("Select a time, or another time or place", "slot")
        elif self.slot_id is None:
            if self.initial_at.data is None:
                yield Reason(when, "initial_at")
            if self.service_id.data is None:
                yield Reason(where, "service_id")


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


class ChangeTimeForm(TimeOfDiary, Form):
    """Another time or place for an appointment, and why."""

    slot = Radios("New time", called="the new time", required=False)
    initial_at = Moment("New time", called="New appointment", required=False)
    service_id = Radios("Where?", required=False)
    reason = LongText("Why is it changed?", called="The reason", most=1000)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        reasons = tuple(self.time_faults("Enter the date and time of the appointment", "Select where it is"))
        self.refuse(reasons)
        return not reasons


class ChangedNoticeForm(Form):
    """The further notice: given with the warning said again, or the change is dropped."""

    what = Radios(
        "What did you do?",
        choices=[
            Choice("given", "I said the warning again and gave the notice in writing"),
            Choice("dropped", "I dropped the change", "The earlier time stays"),
        ],
        required="Select whether you gave the notice or dropped the change",
    )
    served_at = Moment("When was it given?", called="Notice", hint="Must be before the earlier time", required=False)

    @property
    def is_dropped(self) -> bool:
        return bool(self.what.data == "dropped")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        if self.is_dropped or self.served_at.data is not None:
            return True
        self.refuse([Reason("Enter the date and time when the notice was given", "served_at")])
        return False


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
