"""The course of treatment: each form checks its own fields; what needs the record is asked by the action."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import StopValidation

from pathways.engagement.forms.correcting import Corrected
from pathways.engagement.rules import Ending, structured_modalities
from pathways.engagement.rules.afterwards import Afterwards, StayingWell, ToldUs
from pathways.referrals.rules import Naloxone
from pathways.ui.fields import Choice, DateBoxes, LongText, Pick, Radios, Ticks, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import Substance, YesNo


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

    def said(self) -> Afterwards:
        """What is recorded beside the reason and the day."""
        return Afterwards(
            naloxone=self.naloxone.data,
            staying_well=tuple(self.staying_well.data or ()),
            told_us=self.told_us.data,
            note=self.note.data or "",
        )

    def offer_endings(self, endings: Iterable[Ending]) -> None:
        """The endings that are open from where the case stands; national ones show their code."""
        self.reason.choices = [
            Choice(
                one.key,
                f"{one.group}: {one.label[:1].lower()}{one.label[1:]}"
                + (f" (code {one.code})" if one.is_national else ""),
                one.hint,
            )
            for one in endings
        ]
