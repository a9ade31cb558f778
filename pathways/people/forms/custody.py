"""How somebody came and leaves: the episode, the custody record, under 18, the release."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pathways import clock
from pathways.people.custody.rules import (
    BY_LIAISON,
    DetentionFacts,
    EpisodeFacts,
    HandoverFacts,
    MovedWhen,
    SuiteChange,
    TransferFacts,
    detention_reasons,
    handover_reasons,
    transfer_reasons,
)
from pathways.people.leaving_custody.rules import (
    LeavingFacts,
    NotDone,
    OpenPart,
    leaving_reasons,
    not_done_reasons,
    reasons_left_open,
)
from pathways.people.rules import AdultTold, AgreesToTalk, CareNeed, Presence, ReleaseType, Rung, SignsOfUse
from pathways.refusals import Reason
from pathways.tables import offered
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Origin, YesNo

# How somebody came: the episode, and the custody record with its times.


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
        """Set the suites to choose from, given as (id, name)."""
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
        """An answer about an interpreter, which counts only where one is needed."""
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
        """Offer what liaison and diversion may choose: a detention is the custody officer's to open."""
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
        """When they were moved, if both times are given; the action says what is missing."""
        left, arrived = self.moved_left_at.data, self.moved_arrived_at.data
        is_said = self.suite_change.data is SuiteChange.MOVED and left and arrived
        return MovedWhen(left_at=left, arrived_at=arrived) if is_said else None


# Leaving: the plan and the decision, a move to another suite, the release with what was left undone.


UNDECIDED = "undecided"


class LeavingForm(RuledForm):
    """The planned release, and the decision to release. The view says when they arrived, with `arrived_at`."""

    arrived_at: datetime
    planned_release_at = Moment("Planned release", hint="The board counts down to it", required=False)
    decision = Radios(
        "How will they be released?",
        choices=[Choice(UNDECIDED, "Not decided yet"), *choices_of(ReleaseType)],
        required="Select how they will be released, or ‘Not decided yet’",
    )
    decided_at = Moment("Release decided", called="Decision", required=False)
    held_only_for_sample = Radios(
        "Are they kept here only so that a sample can be taken?",
        called="Whether they are kept only for a sample",
        choices=choices_of(YesNo),
        required=False,
    )

    def facts(self) -> LeavingFacts:
        decided = self.decision.data if isinstance(self.decision.data, ReleaseType) else None
        return LeavingFacts(
            planned_release_at=self.planned_release_at.data,
            decision=decided,
            decided_at=self.decided_at.data if decided else None,
            held_only_for_sample=self.held_only_for_sample.data is YesNo.YES,
        )

    def against(self) -> tuple[Reason, ...]:
        return leaving_reasons(self.facts(), arrived_at=self.arrived_at, now=clock.now())


class TransferForm(RuledForm):
    """A move to another suite. The view says where they are and since when, with `leaves`."""

    from_suite_id: int
    since: datetime
    to_suite_id = Radios("Which suite do they go to?", required="Select the suite they go to")
    custody_record_no = Line(
        "Custody record number there",
        hint="What the custody system there gave it. If the number stays as it is, type it again",
        most=30,
    )
    left_at = Moment("Left here", called="Leaving")
    arrived_at = Moment("Arrived there", called="Arrival there")

    def leaves(self, suite_id: int, since: datetime, suites: Iterable[tuple[int, str]]) -> None:
        """Set where they are, since when, and the suites to choose from, given as (id, name)."""
        self.from_suite_id, self.since = suite_id, since
        others = [(number, name) for number, name in suites if number != suite_id]
        self.to_suite_id.choices = [Choice(str(number), name, means=number) for number, name in others]

    def facts(self) -> TransferFacts:
        return TransferFacts(
            to_suite_id=self.to_suite_id.data,
            custody_record_no=self.custody_record_no.data,
            left_at=self.left_at.data,
            arrived_at=self.arrived_at.data,
        )

    def against(self) -> tuple[Reason, ...]:
        return transfer_reasons(self.facts(), from_suite_id=self.from_suite_id, since=self.since, now=clock.now())


class ReleaseForm(RuledForm):
    """The release. `with_open_parts` adds a question for each part that is not done."""

    asks_at_once = True

    open_parts: tuple[OpenPart, ...] = ()
    released_at = Moment("Released", called="Release")
    release_type = Radios(
        "How were they released?", choices=choices_of(ReleaseType), required="Select how they were released"
    )
    not_done_note = Line("Anything to add about what is not done? (optional)", required=False, most=400)

    @property
    def why_fields(self) -> list[Any]:
        return [self[f"why_{part.key}"] for part in self.open_parts]

    def not_done(self) -> NotDone:
        answers = {part.key: self[f"why_{part.key}"].data for part in self.open_parts}
        reasons = {key: why for key, why in answers.items() if why is not None}
        return NotDone(why=reasons, note=self.not_done_note.data or "")

    def against(self) -> tuple[Reason, ...]:
        return not_done_reasons(self.open_parts, self.not_done())


def with_open_parts(parts: tuple[OpenPart, ...]) -> type[ReleaseForm]:
    """The form with one question for each part that is still open."""
    asked = {
        f"why_{part.key}": Pick(part.label, choices=choices_of(offered(reasons_left_open())), required=False)
        for part in parts
    }
    return type(ReleaseForm.__name__, (ReleaseForm,), {**asked, "open_parts": parts})


# What was done for somebody under 18.


class HandoverForm(RuledForm):
    """What was done for somebody under 18. The page puts their name into the labels."""

    asks_at_once = True

    rung = Ticks(
        "Who did you ring?",
        called="Who you rang",
        hint="Tick each",
        choices=choices_of(Rung, alone=[Rung.NOBODY]),
        required="Select who you rang, or ‘Nobody yet’",
    )
    called_at = Moment("When?", called="Call", required=False)
    answered_by = Line("Who answered (optional)", called="Who answered", required=False, most=120)
    agrees = Radios(
        "Do they agree to talk to them?",
        hint="It is their choice. Ask with their appropriate adult there",
        choices=choices_of(AgreesToTalk),
    )
    adult_told = Radios("Is the appropriate adult told?", choices=choices_of(AdultTold))
    signs_of_use = Radios(
        "Any sign that others are using them?",
        hint="Debts, a new phone, far from home, older people, a flat that is not theirs",
        choices=choices_of(SignsOfUse),
    )
    agreed = LongText(
        "What was agreed? (optional)",
        called="What was agreed",
        hint="Where, when, with whom. If nobody was rung yet, why. No drug, no offence",
        required=False,
        most=2000,
    )

    def facts(self) -> HandoverFacts:
        return HandoverFacts(
            rung=tuple(self.rung.data),
            called_at=self.called_at.data,
            answered_by=self.answered_by.data or "",
            agrees=self.agrees.data,
            adult_told=self.adult_told.data,
            signs_of_use=self.signs_of_use.data,
            agreed=self.agreed.data or "",
        )

    def against(self) -> tuple[Reason, ...]:
        return handover_reasons(self.facts(), now=clock.now())
