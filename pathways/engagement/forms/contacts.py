"""Appointments: the next one, and what became of one."""

from typing import Any

from wtforms.validators import StopValidation

from pathways import clock
from pathways.engagement.forms.correcting import Corrected
from pathways.engagement.rules import VISITED_AT, Next, NextTimes
from pathways.referrals.rules import Channel, ContactWay, Outcome, Purpose
from pathways.referrals.rules.letting_know import ContactFacts, TextHolds
from pathways.ui.fields import Choice, Line, LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form

AT_ANOTHER_TIME, VISIT, NOT_YET = "another", "visit", "not_yet"


class NextForm(Form):
    """The next appointment: a time of the diary, or one that is typed."""

    slot = Radios("When?", required="Select a time, or another time")
    starts_at = Moment("Appointment date and time", called="Appointment", required=False)
    place = Line("Where?", called="Place", hint="A room, a clinic, or the number to be rung", most=120, required=False)

    def offer_times(self, times: NextTimes, *, or_not_yet: bool, or_visit: bool = False) -> None:
        """The times of the diary, then one to type, a visit to where the person is, and none yet."""
        found = [Choice(str(one), f"{in_words(at)}, {times.town}", means=one) for one, at in times.slots]
        found.append(Choice(AT_ANOTHER_TIME, "At another time", "You enter it below."))
        if or_visit:
            words = f"Outreach visit instead, {in_words(times.suggested_at)}"
            found.append(Choice(VISIT, words, "You go to where they usually are."))
        if or_not_yet:
            stands = f"No other: keep {in_words(times.booked_at)}" if times.booked_at else "Not yet"
            found.append(Choice(NOT_YET, stands))
        self.slot.choices = found

    def chosen(self, times: NextTimes) -> Next | None:
        """The next appointment, or None where none is offered yet."""
        if self.is_typed:
            return Next(slot_id=None, starts_at=self.starts_at.data, place=self.place.data)
        if self.slot.data == VISIT:
            return Next(slot_id=None, starts_at=times.suggested_at, place=VISITED_AT, is_visit=True)
        slot_id, at = next((one for one in times.slots if one[0] == self.slot.data), (None, None))
        return Next(slot_id=slot_id, starts_at=at, place=times.service) if at else None

    @property
    def is_typed(self) -> bool:
        return bool(self.slot.data == AT_ANOTHER_TIME)

    def validate_starts_at(self, field: Any) -> None:
        if self.is_typed and not field.data:
            raise StopValidation("Enter the date and time of the appointment")

    def validate_place(self, field: Any) -> None:
        if self.is_typed and not field.data:
            raise StopValidation("Enter the place")


class OfferForm(NextForm):
    """The next appointment, with how the two meet and what for."""

    channel = Radios("How will you meet?", choices=choices_of(Channel), required="Select how you will meet")
    purpose = Radios("What is it for?", choices=choices_of(Purpose), required="Select what the appointment is for")


class OutcomeForm(NextForm, Corrected):
    """What became of an appointment, and the next one with it."""

    outcome = Radios("What happened?", choices=choices_of(Outcome), required="Select what happened")

    def only_corrects(self) -> None:
        """What stands is put right: the next appointment was offered when it was recorded, and is not asked again."""
        self.slot.required, self.slot.data = False, None


class SafeContactForm(Form):
    """How the person may be reached, and what a text may hold."""

    way = Radios("What is the safe way?", choices=choices_of(ContactWay), required="Select the safe way")
    number = Line("Number", hint="For a text or a call", most=40, required=False)
    note = LongText("What must be known?", hint="Someone else sees the phone; after 16:00", most=200, required=False)
    holds = Radios(
        "What may a text hold?", choices=choices_of(TextHolds), required="Select what a text may hold, as agreed"
    )

    def contact(self) -> ContactFacts:
        """What was agreed, as the rules read it."""
        number, note = self.number.data or "", self.note.data or ""
        return ContactFacts(way=self.way.data, number=number, note=note, holds=self.holds.data)


def filled_with(times: NextTimes) -> dict[str, object]:
    """What stands in the form when it opens: the soonest time of the diary, unless a later appointment stands."""
    if times.booked_at:
        slot: object = NOT_YET
    else:
        slot = str(times.slots[0][0]) if times.slots else AT_ANOTHER_TIME
    return {"slot": slot, "starts_at": times.suggested_at, "place": times.service}


def in_words(at: Any) -> str:
    """Fri 27 Nov, 09:30."""
    here = clock.london(at)
    return f"{here:%a} {here.day} {here:%b}, {here:%H:%M}"
