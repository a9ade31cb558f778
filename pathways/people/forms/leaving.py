"""Forms about leaving: the plan and the decision, a move to another suite, the release with what was left undone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pathways import clock
from pathways.people.rules import (
    LeavingFacts,
    NotDone,
    OpenPart,
    ReleaseType,
    TransferFacts,
    WhyNotDone,
    leaving_reasons,
    not_done_reasons,
    transfer_reasons,
)
from pathways.refusals import Reason
from pathways.ui.fields import Choice, Line, Moment, Pick, Radios, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import YesNo

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
        """Where they are, since when, and the suites to choose from, as (id, name)."""
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
        said = {key: why for key, why in answers.items() if why is not None}
        return NotDone(why=said, note=self.not_done_note.data or "")

    def against(self) -> tuple[Reason, ...]:
        return not_done_reasons(self.open_parts, self.not_done())


def with_open_parts(parts: tuple[OpenPart, ...]) -> type[ReleaseForm]:
    """The form with one question for each part that is still open."""
    asked = {f"why_{part.key}": Pick(part.label, choices=choices_of(WhyNotDone), required=False) for part in parts}
    return type(ReleaseForm.__name__, (ReleaseForm,), {**asked, "open_parts": parts})
