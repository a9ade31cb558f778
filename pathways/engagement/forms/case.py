"""The forms about a case: aftercare, appointments, treatment, incidents, lists, notes, attempts, and a link's page."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import StopValidation

from pathways import dates
from pathways.clock import today
from pathways.engagement.appointments.rules import VISITED_AT, AppointmentAnswer, AppointmentTold, Next, NextTimes
from pathways.engagement.case.rules import Afterwards, StayingWell, ToldUs, Way
from pathways.engagement.caseload.rules import CaseFilter, CaseOrder, Listing, Whose, listing_of
from pathways.engagement.forms.treatment import naloxone_field, naloxone_why_field
from pathways.engagement.notes.rules import (
    LONGEST_NOTE,
    ContactHow,
    ContactRecord,
    ContactWith,
    counts_as_engaged,
    naloxone_of,
)
from pathways.engagement.outcomes.rules import CheckInOutcome, Grade
from pathways.engagement.required_assessments.rules import Leaked, LeakedTo, LeakFacts
from pathways.engagement.rules import Ending, structured_modalities
from pathways.referrals.first_appointments.rules import (
    AppointmentOutcome,
    AppointmentPurpose,
    ContactFacts,
    TextHolds,
    WayToMeet,
)
from pathways.referrals.needs.rules import ContactWay, Naloxone
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText
from pathways.ui.forms import Corrected, Form
from pathways.vocabulary import Substance, YesNo

# A check-in, and the person's own feedback.


class CheckInForm(Form):
    """What became of a check-in."""

    outcome = Radios("What happened?", choices=choices_of(CheckInOutcome), required="Select what happened")
    note = LongText("Note (optional)", called="The note", most=1000, required=False)


class FeedbackForm(Form):
    """Four plain questions. None of them has to be answered, but at least one is."""

    keeps_drafts = False
    respected = Radios("Were you treated with respect?", choices=choices_of(Grade), required=False)
    in_time = Radios("Did you get help when you needed it?", choices=choices_of(Grade), required=False)
    helped = Radios("Has it helped?", choices=choices_of(Grade), required=False)
    words = LongText("What should we do differently?", called="What you say", most=2000, required=False)

    def validate_respected(self, _field: Any) -> None:
        if not any((self.respected.data, self.in_time.data, self.helped.data, self.words.data)):
            raise StopValidation("Answer one of the questions, or go back")


# Appointments: the next one, what became of one, and the safe contact.


AT_ANOTHER_TIME, VISIT, NOT_YET = "another", "visit", "not_yet"


class NextForm(Form):
    """The next appointment: a time of the diary, or one that is typed."""

    slot = Radios("When?", required="Select a time, or another time")
    starts_at = Moment("Appointment date and time", called="Appointment", required=False)
    place = Line("Where?", called="Place", hint="A room, a clinic, or the number to be rung", most=120, required=False)

    def offer_times(self, times: NextTimes, *, or_not_yet: bool, or_visit: bool = False) -> None:
        """Set the times of the diary, then one to type, a visit to where the person is, and none yet."""
        choices = [Choice(str(slot_id), f"{in_words(at)}, {times.town}", means=slot_id) for slot_id, at in times.slots]
        choices.append(Choice(AT_ANOTHER_TIME, "At another time", "You enter it below."))
        if or_visit:
            words = f"Outreach visit instead, {in_words(times.suggested_at)}"
            choices.append(Choice(VISIT, words, "You go to where they usually are."))
        if or_not_yet:
            stands = f"No other: keep {in_words(times.booked_at)}" if times.booked_at else "Not yet"
            choices.append(Choice(NOT_YET, stands))
        self.slot.choices = choices

    def chosen(self, times: NextTimes) -> Next | None:
        """The next appointment; None where none is offered yet."""
        if self.is_typed:
            return Next(slot_id=None, starts_at=self.starts_at.data, place=self.place.data)
        if self.slot.data == VISIT:
            return Next(slot_id=None, starts_at=times.suggested_at, place=VISITED_AT, is_visit=True)
        slot_id, at = next((slot for slot in times.slots if slot[0] == self.slot.data), (None, None))
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
    """The next appointment, with how the two meet and what it is for."""

    channel = Radios("How will you meet?", choices=choices_of(WayToMeet), required="Select how you will meet")
    purpose = Radios(
        "What is it for?", choices=choices_of(AppointmentPurpose), required="Select what the appointment is for"
    )


class OutcomeForm(NextForm, Corrected):
    """What became of an appointment, and the next one with it."""

    outcome = Radios("What happened?", choices=choices_of(AppointmentOutcome), required="Select what happened")

    def only_corrects(self) -> None:
        """Ask only for the correction. The next appointment was offered when the outcome was recorded."""
        self.slot.required, self.slot.data = False, None


class SafeContactForm(Form):
    """How the person may be reached, and what a text may say."""

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
    """What is filled in when the form opens: the soonest time of the diary, unless a later appointment stands."""
    if times.booked_at:
        slot: object = NOT_YET
    else:
        slot = str(times.slots[0][0]) if times.slots else AT_ANOTHER_TIME
    return {"slot": slot, "starts_at": times.suggested_at, "place": times.service}


def in_words(at: Any) -> str:
    """A moment as "Fri 27 Nov, 09:30", in London time."""
    here = dates.london(at)
    return f"{here:%a} {here.day} {here:%b}, {here:%H:%M}"


# The course of treatment. Each form checks its own fields; the action checks what needs the record.


class AssessmentForm(Corrected):
    """An attended assessment. Either substances or that nothing is used, never both."""

    attended_on = DateBoxes("When was the assessment?", called="The date of the assessment", not_future=True)
    assessor = Pick("Who assessed?", called="who assessed", prompt="Choose a colleague")
    uses_substances = Radios(
        "Does the person use drugs or alcohol?",
        choices=[
            Choice("yes", "Yes", means=YesNo.YES),
            Choice("no", "No drug or alcohol use", means=YesNo.NO),
        ],
        required="Select whether the person uses drugs or alcohol",
    )
    substances = Ticks(
        "What does the person say they use?",
        called="what the person says they use",
        hint="As the person says it. Tick all of them. All are kept.",
        choices=choices_of(Substance),
        required=False,
    )
    needs_agreed = LongText(
        "Needs agreed with the person",
        called="Needs agreed",
        hint="For your service only. Police never see it.",
        required="Enter the needs agreed, or that there are none",
    )

    def offer_colleagues(self, people: Iterable[tuple[int, str]]) -> None:
        """Set the colleagues to choose from, given as (id, name)."""
        self.assessor.choices = [Choice(str(number), name, means=number) for number, name in people]

    def validate_substances(self, field: Any) -> None:
        uses = self.uses_substances.data
        if uses is YesNo.YES and not field.data:
            raise StopValidation("Select what the person says they use, or answer that they use nothing")
        if uses is YesNo.NO and field.data:
            raise StopValidation("Nothing can be ticked where the person uses nothing")


class CarePlanForm(Corrected):
    """The day the care plan was agreed."""

    agreed_on = DateBoxes("When was it agreed with the person?", called="The date of the care plan", not_future=True)


class StartForm(Corrected):
    """The start of structured treatment."""

    started_on = DateBoxes("When did it start?", called="The date of the start", not_future=True)
    modality = Radios(
        "What kind of treatment?",
        choices=[
            Choice(modality.code, f"{modality.label} (code {modality.code})") for modality in structured_modalities()
        ],
        required="Select the kind of treatment",
    )


class EngagedForm(Corrected):
    """The day the person engaged."""

    engaged_on = DateBoxes("On which day did the person engage?", called="The date", not_future=True)


class ExitForm(Form):
    """Why and when the person leaves."""

    reason = Radios("Why is the person leaving?", required="Select why the person is leaving")
    exited_on = DateBoxes("Date of leaving", called="The date of leaving", not_future=True)
    naloxone = Radios(
        "Naloxone on leaving", choices=choices_of(Naloxone), required="Select what was done about naloxone"
    )
    staying_well = Ticks(
        "Staying well afterwards (optional)",
        called="staying well afterwards",
        choices=choices_of(StayingWell),
        required=False,
    )
    told_us = Radios("Did the person tell you how it was? (optional)", choices=choices_of(ToldUs), required=False)
    note = LongText(
        "Closing note (optional)",
        called="The closing note",
        hint="For your service only. Where no need was found: which advice was given.",
        required=False,
        most=1000,
    )
    buttons = ("then",)

    def afterwards(self) -> Afterwards:
        """What is recorded beside the reason and the day."""
        return Afterwards(
            naloxone=self.naloxone.data,
            staying_well=tuple(self.staying_well.data or ()),
            told_us=self.told_us.data,
            note=self.note.data or "",
        )

    def offer_endings(self, endings: Iterable[Ending]) -> None:
        """Set the endings that are open from where the case stands; national ones show their code."""
        self.reason.choices = [
            Choice(
                ending.key,
                f"{ending.group}: {ending.label[:1].lower()}{ending.label[1:]}"
                + (f" (code {ending.code})" if ending.is_national else ""),
                ending.hint,
            )
            for ending in endings
        ]


# An information incident: what was told to whom without consent, and what was done about it.


class LeakForm(Form):
    """What was told to whom without consent, as it happened. Nothing is sent to anybody."""

    what = Radios("What was told?", choices=choices_of(Leaked), required="Select what was told")
    whom = Radios("Who learned of it?", choices=choices_of(LeakedTo), required="Select who learned of it")
    told_to = Line("Who exactly?", called="Who learned of it", hint="Name and office")
    told_at = Moment("When was it told?", called="The telling", not_future=True)
    done = LongText(
        "What was done about it?",
        called="What was done",
        hint="Whether the person was told, who was asked to forget it, who was informed.",
        most=1000,
    )

    def facts(self) -> LeakFacts:
        """The incident as the rules read it."""
        return LeakFacts(
            what=self.what.data,
            whom=self.whom.data,
            told_to=self.told_to.data or "",
            told_at=self.told_at.data,
            done=self.done.data or "",
        )


# How the caseload is narrowed.


class CaseloadFilter(Form):
    """What the caseload is narrowed to, and what comes first. Where nothing is chosen, the usual."""

    keeps_drafts = False
    words = Line("Surname or reference", required=False, most=100)
    whose = Pick("Whose", required=False, prompt=Whose.EVERYONE.label, choices=choices_of(list(Whose)[1:]))
    only = Pick("Show", required=False, prompt=CaseFilter.ALL.label, choices=choices_of(list(CaseFilter)[1:]))
    order = Pick("Order", required=False, prompt=CaseOrder.LONGEST.label, choices=choices_of(list(CaseOrder)[1:]))

    def listing(self) -> Listing:
        """What is asked for."""
        chosen = {each.name: each.data for each in (self.whose, self.only, self.order) if each.data}
        return listing_of(chosen, self.words.data or "")


# A contact that took place, and notes.


HINT = f"For your service only. Police and other providers never see it. At most {LONGEST_NOTE:,} characters."


class ContactForm(Form):
    """A contact: when, how, with whom, structured or not; naloxone; a note."""

    at = Moment("When was it?", called="Contact", not_future=True)
    how = Radios("How?", choices=choices_of(ContactHow), required="Select how the contact was held")
    whom = Radios("With whom?", choices=choices_of(ContactWith), required="Select with whom")
    is_structured = Radios(
        "Was it a structured contact?",
        choices=choices_of(YesNo),
        required="Select whether it was a structured contact",
    )
    naloxone = naloxone_field(required=False)
    naloxone_why = naloxone_why_field()
    text = LongText("Note (optional)", called="The note", hint=HINT, most=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = counts_as_engaged(today()).ways_in_words
        self.is_structured.description = f"Part of pharmacological or psychosocial treatment, with the person, {ways}."

    def contact(self) -> ContactRecord:
        """The contact as the rules read it."""
        return ContactRecord(
            at=self.at.data,
            how=self.how.data,
            whom=self.whom.data,
            is_structured=self.is_structured.data is YesNo.YES,
            naloxone=naloxone_of(self.naloxone.data, self.naloxone_why.data or ""),
        )


class NoteForm(Form):
    """A note: a new one, a changed one, or an addition."""

    text = LongText("Note", called="The note", hint=HINT, most=LONGEST_NOTE, required="Write the note")


# An attempt to find somebody.


class AttemptForm(Form):
    """How, when, and what came of it."""

    way = Radios("How did you try?", choices=choices_of(Way), required="Select how you tried")
    at = Moment("When?", called="The attempt", not_future=True)
    note = LongText(
        "What came of it? (optional)",
        called="What came of it",
        hint="For your service only. Police never read this.",
        required=False,
        most=500,
    )


# The page of a link that asks about an appointment. Nothing is chosen beforehand.


class ToldForm(Form):
    """What became of an appointment, when they meet next, and who says so."""

    keeps_drafts = False
    became = Radios(
        "What became of the appointment?",
        choices=choices_of(AppointmentAnswer),
        required="Select what became of the appointment",
    )
    next_at = Moment("Next appointment, if there is one", called="Next appointment", required=False)
    place = Line("Where is the next appointment?", called="The place", required=False, most=120)
    who = Line("Your name and role", hint="Kept with the answer.", most=120, required="Enter your name and role")

    def answer(self) -> AppointmentTold:
        return AppointmentTold(
            became=self.became.data, next_at=self.next_at.data, place=self.place.data or "", who=self.who.data or ""
        )
