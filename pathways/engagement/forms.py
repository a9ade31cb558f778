"""The forms of the treatment desk: each checks its own fields; what needs the record is asked by the action."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import StopValidation

from pathways.disposals.rules import Reported
from pathways.engagement.rules import (
    CaseOrder,
    Ending,
    FollowUpDecision,
    Listing,
    Only,
    RequiredOutcome,
    Whose,
    listing_of,
    structured_modalities,
)
from pathways.referrals.rules import Channel, Outcome, Purpose
from pathways.safeguarding.forms import ConcernForm
from pathways.ui.fields import Choice, DateBoxes, Line, LongText, Moment, Pick, Radios, Ticks, choices_of
from pathways.ui.forms import Form, Part
from pathways.vocabulary import Substance, YesNo


class CaseloadFilter(Part):
    """What the caseload is narrowed to and what stands first, read from the address. Left alone, each is as usual."""

    words = Line("Surname or reference", required=False, most=100)
    whose = Pick("Whose", required=False, prompt=Whose.EVERYONE.label, choices=choices_of(list(Whose)[1:]))
    only = Pick("Show", required=False, prompt=Only.ALL.label, choices=choices_of(list(Only)[1:]))
    order = Pick("First", required=False, prompt=CaseOrder.LONGEST.label, choices=choices_of(list(CaseOrder)[1:]))

    def listing(self) -> Listing:
        """What is asked for; a part that cannot be read is as usual, and the form says what is wrong with it."""
        parts = (self.words, self.whose, self.only, self.order)
        return listing_of({each.name: each.data for each in parts if each.data and not each.errors})


class Corrected(Form):
    """A form that also corrects what stands: then it asks why."""

    correction_reason = Line(
        "Why is it corrected?",
        called="The reason",
        hint="The record keeps what stood before, and this reason.",
        required=False,
    )

    @property
    def reason(self) -> str:
        return str(self.correction_reason.data or "")


class OfferForm(Form):
    """The next appointment."""

    starts_at = Moment("When?", called="Appointment")
    place = Line("Where?", called="Place", hint="A room, a clinic, or the number to be rung", most=120)
    channel = Radios("How will you meet?", choices=choices_of(Channel), required="Select how you will meet")
    purpose = Radios("What is it for?", choices=choices_of(Purpose), required="Select what the appointment is for")


class OutcomeForm(Corrected):
    """What became of an appointment."""

    outcome = Radios("What happened?", choices=choices_of(Outcome), required="Select what happened")


class AssessmentForm(Corrected):
    """An attended assessment. `none` or substances, never both."""

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
        hint="As the person says it. Tick all of them: none is cut off.",
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
        """The colleagues to choose from, as (id, name)."""
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
        choices=[Choice(one.code, f"{one.label} (code {one.code})") for one in structured_modalities()],
        required="Select the kind of treatment",
    )


class EngagedForm(Corrected):
    """The day the person engaged."""

    engaged_on = DateBoxes("On which day did the person engage?", called="The date", not_future=True)


class ExitForm(Form):
    """Why and when the person leaves."""

    reason = Radios("Why is the person leaving?", required="Select why the person is leaving")
    exited_on = DateBoxes("Date of leaving", called="The date of leaving", not_future=True)

    def offer_endings(self, endings: Iterable[Ending]) -> None:
        """The endings that are open from where the case stands; national ones show their code."""
        self.reason.choices = [
            Choice(
                one.code,
                f"{one.group}: {one.label[:1].lower()}{one.label[1:]}"
                + (f" (code {one.code})" if one.is_national else ""),
                one.hint,
            )
            for one in endings
        ]


class ConditionForm(Form):
    """Whether a condition was met: that, and the day, and nothing else."""

    reported = Radios(
        "What do you report?", choices=choices_of(Reported), required="Select whether the condition was met"
    )
    on = DateBoxes("On which day was it met, or not met?", called="The date", not_future=True)


class RequiredForm(Corrected):
    """What became of a required assessment."""

    outcome = Radios("What happened?", choices=choices_of(RequiredOutcome), required="Select what happened")
    at = Moment(
        "When?",
        called="Assessment",
        hint="When it began, when the person left, or the time on the notice if nobody came",
        not_future=True,
    )


class FollowUpForm(Form):
    """Whether the follow-up is required, where and when; or another time for one that is."""

    decision = Radios(
        "What did you decide?",
        choices=choices_of(FollowUpDecision),
        required="Select whether the follow-up is required",
    )
    starts_at = Moment("When is the follow-up?", called="Follow-up", required=False)
    place = Line("Where?", called="Place", required=False, most=300)
    reason = Line("Why is it changed?", called="The reason", required=False)


class FollowUpNoticeForm(Form):
    """The notice of a follow-up, given to the person."""

    given_at = Moment(
        "When did you say it and give the notice?",
        called="Notice",
        hint="Before the assessment ended; for a changed time, before the earlier time",
        not_future=True,
    )


class CaseConcernForm(ConcernForm):
    """A concern, raised from a case: the same questions as at the custody desk."""
