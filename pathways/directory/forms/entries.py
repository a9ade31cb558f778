"""The forms of a service's entry. Each carries the newest change it was made with, so that two people notice."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import ValidationError

from pathways.directory.rules import (
    OLDEST,
    TYPE_HOURS,
    TYPE_OUTCODE,
    TYPE_POSTCODE,
    Access,
    Opening,
    PlaceKind,
    Session,
    Weekday,
    outcodes_in,
    postcode_of,
    said_of,
    sessions_of,
)
from pathways.ui.fields import DateBoxes, Hidden, Line, LongText, Pick, Radios, Ticks, WholeNumber, choices_of
from pathways.ui.forms import Form, Part
from pathways.vocabulary import Area, Need, Worded, YesNo


class Whose(Worded):
    """What a list of services is narrowed to, beside area and need."""

    WOMEN = "women_only", "Women only"
    UNDER_18 = "young_people", "Under 18 only"
    CO_OCCURRING = "co_occurring", "Mental health and substances together"
    OUTREACH = "outreach", "Comes to where the person is"


class State(Worded):
    """Whether a service takes referrals."""

    OPEN = "open", "Takes referrals"
    CLOSED = "closed", "Closed"


class ServicesFilter(Part):
    """What the list is narrowed to, read from the address."""

    words = Line("Name, town, language or start of a postcode", called="What you look for", required=False, most=80)
    area = Pick("Area", required=False, prompt="All areas")
    need = Pick("Helps with", required=False, prompt="All needs", choices=choices_of(Need))
    whose = Pick("For whom", required=False, prompt="Everybody", choices=choices_of(Whose))
    state = Pick("State", required=False, prompt="All", choices=choices_of(State))

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
    """A whole postcode. `data` is as it is written on a letter."""

    def read(self, text: str) -> str:
        if (written := postcode_of(text)) is None:
            raise ValueError(TYPE_POSTCODE)
        return written


class Outcodes(Line):
    """First halves of postcodes, with commas or spaces. `data` is a list."""

    def read(self, text: str) -> list[str]:
        found, wrong = outcodes_in(text)
        if wrong:
            raise ValueError(f"“{wrong[0]}”: {TYPE_OUTCODE}")
        return list(found)

    def as_typed(self, value: Any) -> str:
        return ", ".join(value or ())


class Names(Line):
    """Names with commas between. `data` is a list, each once."""

    def read(self, text: str) -> list[str]:
        return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))

    def as_typed(self, value: Any) -> str:
        return ", ".join(value or ())


class Seen(Form):
    """A form about an entry: `seen` is the number of its newest change when the page was made."""

    seen = Hidden(most=12)

    @property
    def seen_change(self) -> int:
        """That number; -1, which is stale, where the post does not say."""
        text = str(self.seen.data or "") if self.posted and "seen" in self.posted else ""
        return int(text) if text.isascii() and text.isdigit() else -1


class Confirm(Seen):
    """Nothing to fill in: a button that changes something."""


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
    def week(self) -> tuple[Opening, ...]:
        """The ordinary week as typed."""
        return tuple(
            Opening(weekday=day, opens=opens, closes=closes)
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
