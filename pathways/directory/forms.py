"""The forms of the directory: a diary's times, a changed appointment, a service's entry, and files."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from wtforms import Form as Part
from wtforms import ValidationError

from pathways.dates import weekday_in_words
from pathways.directory.areas.rules import TYPE_OUTCODE, TYPE_POSTCODE, outcodes_in, postcode_of
from pathways.directory.diary.rules import LONGEST, SHORTEST, RepeatedTimes, SlotState, TimeOffered, Weekday
from pathways.directory.entries.rules import (
    OLDEST,
    TYPE_HOURS,
    Access,
    PlaceKind,
    Session,
    WeekSession,
    said_of,
    sessions_of,
)
from pathways.refusals import Reason
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment, TimeBox
from pathways.ui.fields import Hidden, Line, LongText, WholeNumber
from pathways.ui.files import JsonFile
from pathways.ui.forms import Form
from pathways.vocabulary import Area, Need, Worded, YesNo

# Times of a diary: adding them, taking them out, and choosing one for an appointment.


BY_HAND: Final = "by_hand"
"""The choice for a time that is in no diary."""


class TimeOfDiary:
    """A form that asks for a time: `slot` from a diary, or `initial_at` and `service_id` typed by hand."""

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
        """Whether to ask for a time from a diary: there is one now, or there was when this was sent."""
        return len(self.slot.choices) > 1 or bool(self.slot.errors)

    @property
    def slot_id(self) -> int | None:
        """The time chosen from a diary; None where it is typed by hand."""
        return None if self.slot.data == BY_HAND else self.slot.data

    def time_faults(self, when: str, where: str) -> Iterable[Reason]:
        """What is missing of the time. `when` and `where` are the words for one typed by hand."""
        if self.offers_times and self.slot.data is None:
            yield Reason("Select a time, or another time or place", "slot")
        elif self.slot_id is None:
            if self.initial_at.data is None:
                yield Reason(when, "initial_at")
            if self.service_id.data is None:
                yield Reason(where, "service_id")


class AddTimesForm(Form):
    """Times on one day, or on the same weekdays up to a last day."""

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
    """The further notice: either it was given, with the warning repeated, or the change is dropped."""

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
        """The times as (id, start, state). Only a free one can be taken out."""
        self.slots.choices = [
            Choice(
                str(number),
                f"{weekday_in_words(at)}: {state.label.lower()}",
                means=number,
                disabled=state is not SlotState.FREE,
            )
            for number, at, state in times
        ]


# A service's entry. Each form carries the newest change it was made with, so that a change in between is noticed.


class WhoseServices(Worded):
    """What a list of services can be narrowed to, besides area and need."""

    WOMEN = "women_only", "Women only"
    UNDER_18 = "young_people", "Under 18 only"
    CO_OCCURRING = "co_occurring", "Mental health and substances together"
    OUTREACH = "outreach", "Comes to where the person is"


class TakesReferrals(Worded):
    """Whether a service takes referrals."""

    OPEN = "open", "Takes referrals"
    CLOSED = "closed", "Closed"


class ServicesFilter(Part):
    """What the list of services is narrowed to, from the address."""

    words = Line("Name, town, language or start of a postcode", called="What you look for", required=False, most=80)
    area = Pick("Area", required=False, prompt="All areas")
    need = Pick("Helps with", required=False, prompt="All needs", choices=choices_of(Need))
    whose = Pick("For whom", required=False, prompt="Everybody", choices=choices_of(WhoseServices))
    state = Pick("State", required=False, prompt="All", choices=choices_of(TakesReferrals))

    def offer_areas(self, areas: Iterable[Area]) -> None:
        self.area.choices = choices_of(areas)


class SessionsOfDay(Line):
    """The hours of one day. `data` is a tuple of sessions, empty when closed."""

    def read(self, text: str) -> tuple[Session, ...]:
        try:
            return sessions_of(text)
        except ValueError as fault:
            raise ValueError(f"{self.called}: {fault}") from fault

    def as_typed(self, value: Any) -> str:
        return said_of(value or ())


class Postcode(Line):
    """A whole postcode. `data` is the postcode as it is written on a letter."""

    def read(self, text: str) -> str:
        if (written := postcode_of(text)) is None:
            raise ValueError(TYPE_POSTCODE)
        return written


class Outcodes(Line):
    """First halves of postcodes, with commas or spaces. `data` is a list."""

    def read(self, text: str) -> list[str]:
        outcodes, wrong = outcodes_in(text)
        if wrong:
            raise ValueError(f"“{wrong[0]}”: {TYPE_OUTCODE}")
        return list(outcodes)

    def as_typed(self, value: Any) -> str:
        return ", ".join(value or ())


class Names(Line):
    """Names with commas between. `data` is a list, each once."""

    def read(self, text: str) -> list[str]:
        return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))

    def as_typed(self, value: Any) -> str:
        return ", ".join(value or ())


class Seen(Form):
    """A form about an entry. `seen` is the number of its newest change when the page was made."""

    seen = Hidden(most=12)

    @property
    def seen_change(self) -> int:
        """The number of the change that was seen; -1, which is always stale, where the post has none."""
        text = str(self.seen.data or "") if self.posted and "seen" in self.posted else ""
        return int(text) if text.isascii() and text.isdigit() else -1


class ConfirmSeenForm(Seen):
    """A button that changes something, with nothing to fill in."""


class AboutForm(Seen):
    name = Line("Name", most=120)
    town = Line("Town", most=80)
    description = LongText("What does the service do?", called="The description", required=False, most=4000)
    needs = Ticks("What it helps with", called="Needs", choices=choices_of(Need))
    phone = Line("Telephone", most=40)
    email = Line("E-mail of the service", called="E-mail", required=False, most=200)
    website = Line("Website", required=False, most=300)
    access_notes = LongText("How to get in", required=False, hint="Which entrance, bell, bus", most=1000)
    access = Ticks("What makes it reachable", required=False, choices=choices_of(Access))
    languages = Line("Languages spoken", required=False, hint="With commas between: English, Polish", most=300)

    def validate_email(self, field: Any) -> None:
        if field.data and not re.fullmatch(r"[^@\s]+@[^@\s]+", field.data):
            raise ValidationError("Enter an e-mail address like hello@service.example")

    def validate_website(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError("Enter the whole address, beginning with https://")


class ReachForm(Seen):
    areas = Ticks("Areas it covers", called="the areas", required=False)
    outcodes = Outcodes(
        "Postcodes that begin with", required=False, hint="First halves with commas between: LN1, LN2, PE25", most=1000
    )
    towns = Names("Towns and villages", required=False, hint="With commas between: Louth, Horncastle", most=1000)
    women_only = Radios("Is it for women only?", choices=choices_of(YesNo))
    young_people = Radios("Is it for people under 18 only?", choices=choices_of(YesNo))
    age_from = WholeNumber("From what age?", called="The lowest age", required=False, most=OLDEST)
    age_to = WholeNumber("Up to what age?", called="The highest age", required=False, most=OLDEST)
    co_occurring = Radios(
        "Are people with a mental health need and substances together welcome?", choices=choices_of(YesNo)
    )
    outreach = Radios("Does it come to where the person is?", choices=choices_of(YesNo))
    remote = Radios("Can it be by telephone or on a screen?", choices=choices_of(YesNo))

    def offer_areas(self, areas: Iterable[Area]) -> None:
        self.areas.choices = choices_of(areas)


_EACH = {"required": False, "most": 60}


class HoursForm(Seen):
    monday = SessionsOfDay("Monday", **_EACH)
    tuesday = SessionsOfDay("Tuesday", **_EACH)
    wednesday = SessionsOfDay("Wednesday", **_EACH)
    thursday = SessionsOfDay("Thursday", **_EACH)
    friday = SessionsOfDay("Friday", **_EACH)
    saturday = SessionsOfDay("Saturday", **_EACH)
    sunday = SessionsOfDay("Sunday", **_EACH)
    on_bank_holidays = Radios("Is it open on bank holidays too?", choices=choices_of(YesNo))
    opening_hours = Line("Anything to add?", called="The words", required=False, hint="Lunch, late clinic", most=500)

    @property
    def week(self) -> tuple[WeekSession, ...]:
        """The ordinary week as typed."""
        return tuple(
            WeekSession(weekday=day, opens=opens, closes=closes)
            for day in Weekday
            for opens, closes in self[day.value].data or ()
        )


class CountForm(Seen):
    places = WholeNumber("Free places", required=False, most=10_000)
    places_updated_on = DateBoxes("Counted on", called="Day of counting", required=False, not_future=True)
    typical_wait_days = WholeNumber(
        "Typical wait for a first appointment, in days", called="Wait", required=False, most=999
    )


class DaysForm(Seen):
    first_on = DateBoxes("First day", called="The first day")
    last_on = DateBoxes("Last day", called="The last day", required=False, hint="Leave blank for one day only")
    sessions = SessionsOfDay("Open from and to", called="The hours", required=False, hint=f"{TYPE_HOURS}", most=60)
    why = Line("Why?", called="Why", hint="Officers read it: Christmas, staff training", most=200)


class PlaceForm(Seen):
    kind = Radios("What sort of place?", called="the sort of place", choices=choices_of(PlaceKind))
    name = Line("Name of the building or the meeting", called="Name", required=False, most=200)
    address = Line("Address", required=False, hint="Number and street", most=300)
    town = Line("Town", required=False, most=80)
    region = Line("County", required=False, most=80)
    postcode = Postcode("Postcode", required=False, hint="Like LN2 5AB", most=20)


class CloseForm(Seen):
    closed_on = DateBoxes("First day closed", called="The first day closed")
    why = LongText("Why does it close?", called="Why", most=500)


# The forms of Open Referral files.


class TakeInForm(Form):
    keeps_drafts = False
    file = JsonFile("The file", called="the file", hint="Services as Open Referral UK.")


class FileForm(Seen):
    """Whether to do what the page shows."""

    keeps_drafts = False
    what = Radios(
        "What do you want to do with this file?",
        called="what to do with it",
        choices=[
            Choice("take", "Take it into the directory", "Everything shown here happens at once, in your name"),
            Choice("drop", "Drop it", "Nothing changes"),
        ],
    )
