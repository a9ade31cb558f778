"""Forms about how somebody came: the episode, and the custody record with its times."""

from collections.abc import Iterable
from typing import Any

from pathways import clock
from pathways.people.rules import (
    BY_LIAISON,
    CareNeed,
    DetentionFacts,
    EpisodeFacts,
    MovedWhen,
    Presence,
    ReleaseType,
    SuiteChange,
    detention_reasons,
)
from pathways.refusals import Reason
from pathways.ui.fields import Choice, DateBoxes, Line, Moment, Radios, Ticks, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Origin, YesNo

RECORD_NO_HINT = (
    "The number that your custody system (Niche, Athena or another) gave when the record was opened there. None yet? "
    "Type NONE, the time and your initials, like NONE 0312 ME, and put the number in on ‘Custody record’ once it is "
    "there"
)
LIAISON_HINT = "Also somebody released under investigation, or after any test or none: you need not know how one went"


class CustodyForm(RuledForm):
    """The questions of a custody record. The view says which suites there are, with `offer_suites`."""

    custody_record_no = Line("Custody record number", hint=RECORD_NO_HINT, most=30)
    suite_id = Radios("Suite", required="Select the suite")
    presence = Radios("Why are they here?", choices=choices_of(Presence), required="Select why they are here")
    first_arrested_at = Moment("First arrested", called="The first arrest", required=False)
    arrested_at = Moment("Arrested", called="Arrest")
    arrived_at = Moment("Arrived (relevant time)", called="Arrival")
    custody_officer_seen_at = Moment(
        "Seen by custody officer (optional)",
        called="Seen by custody officer",
        hint="A sample cannot be asked for before this",
        required=False,
    )
    planned_release_at = Moment("Planned release (optional)", called="Planned release", required=False)
    needs = Ticks(
        "What does this person need?",
        called="What this person needs",
        choices=choices_of(CareNeed, alone=[CareNeed.NEITHER]),
    )
    appropriate_adult_present = Radios("Is the appropriate adult here?", choices=choices_of(YesNo), required=False)

    interpreter_language = Line(
        "Which language?",
        called="Language",
        hint="If nobody knows, write ‘not known yet’",
        required=False,
        most=60,
    )
    interpreter_present = Radios("Is the interpreter here, or on the line?", choices=choices_of(YesNo), required=False)

    def offer_suites(self, suites: Iterable[tuple[int, str]]) -> None:
        """The suites to choose from, as (id, name)."""
        self.suite_id.choices = [Choice(str(number), name, means=number) for number, name in suites]

    def detention(self) -> DetentionFacts:
        """The custody record as typed; a form that asks for the release adds it."""
        needs = self.needs.data or ()
        presence = self.presence.data or Presence.ARRESTED
        return DetentionFacts(
            custody_record_no=self.custody_record_no.data,
            suite_id=self.suite_id.data,
            arrested_at=self.arrested_at.data,
            arrived_at=self.arrived_at.data,
            presence=presence,
            first_arrested_at=self.first_arrested_at.data if presence is Presence.BAIL_RETURN else None,
            custody_officer_seen_at=self.custody_officer_seen_at.data,
            planned_release_at=self.planned_release_at.data,
            needs_appropriate_adult=CareNeed.APPROPRIATE_ADULT in needs,
            appropriate_adult_present=self.appropriate_adult_present.data is YesNo.YES,
            needs_interpreter=CareNeed.INTERPRETER in needs,
            interpreter_language=self._about_interpreter(self.interpreter_language.data or None),
            interpreter_present=self._about_interpreter(self.interpreter_present.data is YesNo.YES or None),
        )

    def _about_interpreter(self, answer: Any) -> Any:
        """What is said of an interpreter counts only where one is needed."""
        return answer if CareNeed.INTERPRETER in (self.needs.data or ()) else None

    def against(self) -> tuple[Reason, ...]:
        return detention_reasons(self.detention(), now=clock.now())


class EpisodeForm(RuledForm):
    """How and when somebody came who is not detained. A detention is booked in on the page of its arrest."""

    origin = Radios(
        "How did they come to be here?",
        choices=choices_of([each for each in Origin if each is not Origin.DETENTION]),
        required="Select how they came",
    )
    came_on = DateBoxes("When did they come?", called="The day they came", not_future=True)

    def ask_liaison(self) -> None:
        """What liaison and diversion choose from: a detention is the custody officer's to open."""
        self.origin.choices = choices_of(BY_LIAISON, hints={Origin.LIAISON_AND_DIVERSION: LIAISON_HINT})

    def episode(self) -> EpisodeFacts:
        """How and when they came."""
        return EpisodeFacts(origin=self.origin.data, came_on=self.came_on.data)


class DetentionForm(CustodyForm):
    """The custody record again: filling blanks, a move to another cell, or putting right what was wrong."""

    cell = Line("Cell (optional)", called="Cell", hint="At each move to another cell", required=False, most=20)
    released_at = Moment("Released", called="Release", required=False)
    release_type = Radios("How were they released?", choices=choices_of(ReleaseType), required=False)
    suite_change = Radios("If the suite is another: why?", choices=choices_of(SuiteChange), required=False)
    moved_left_at = Moment("Left the suite before", called="Leaving", required=False)
    moved_arrived_at = Moment("Arrived there", called="Arrival there", required=False)
    correction_reason = Line(
        "Why was it wrong?",
        hint="Not needed to fill in what was blank. What was recorded before is kept beside it",
        required=False,
        most=400,
    )

    def detention(self) -> DetentionFacts:
        known = vars(super().detention())
        known["cell"] = self.cell.data or None
        return DetentionFacts(**known | {"released_at": self.released_at.data, "release_type": self.release_type.data})

    def moved(self) -> MovedWhen | None:
        """When they were moved, where both times are there; the action says what is missing."""
        left, arrived = self.moved_left_at.data, self.moved_arrived_at.data
        is_said = self.suite_change.data is SuiteChange.MOVED and left and arrived
        return MovedWhen(left_at=left, arrived_at=arrived) if is_said else None
