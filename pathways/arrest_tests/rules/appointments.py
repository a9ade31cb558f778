"""Appointments of a required assessment: moved, missed, left early, followed up. Drugs Act 2005 ss.10 to 14."""

from dataclasses import dataclass, replace
from datetime import datetime

from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.moments import day_in_words, london_date, time_in_words
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class Failure(Worded):
    """All that police are told of an appointment without written consent (s.12(2), s.14(2), s.15)."""

    TO_ATTEND = "failed_to_attend", "Failed to attend"
    TO_REMAIN = "failed_to_remain", "Failed to remain"


@dataclass(frozen=True, kw_only=True)
class FailureFacts:
    """A failure as it would be recorded: against which time, while which time stands."""

    kind: Failure
    at: datetime
    appointment_at: datetime
    standing_at: datetime
    left_at: datetime | None = None
    is_leaving_time_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """A changed appointment as it is proposed at `now`: what stands, and what is to stand.

    `is_rebooking` is a further appointment after good cause: then the time on the notice has passed.
    """

    now: datetime
    is_served: bool
    standing_at: datetime
    new_at: datetime | None
    is_same: bool
    reason: str
    is_rebooking: bool = False


def change_faults(facts: ChangeFacts) -> tuple[Reason, ...]:
    """Whether the time or place may be changed: while the time on the notice lies ahead (s.11(8); V-038, V-041)."""
    if not facts.is_served:
        return (Reason("The notice is not handed over yet. Until it is, change the time where you required it"),)
    if facts.standing_at <= facts.now and not facts.is_rebooking:
        return (Reason("The time on the notice has passed, so it can no longer be changed"),)
    found = []
    if facts.new_at is not None and facts.new_at <= facts.now:
        found.append(stops("V-038").as_reason("initial_at"))
    if facts.is_same:
        found.append(Reason("This is the time and place already. Choose another", "initial_at"))
    if not facts.reason.strip():
        found.append(Reason("Enter why the appointment is changed", "reason"))
    return tuple(found)


def changed_notice_faults(
    *, served_at: datetime, now: datetime, proposed_at: datetime, standing_at: datetime | None, new_at: datetime
) -> tuple[Reason, ...]:
    """When the further notice is given (V-041): once it was entered, before the earlier time and before the new one.

    `standing_at` is None where another time is booked after good cause: the earlier one has passed and binds no more.
    """
    found = []
    if served_at > now:
        found.append(Reason("The notice cannot have been given in the future", "served_at"))
    elif served_at < proposed_at.replace(second=0, microsecond=0):
        words = f"The change was entered at {time_in_words(proposed_at)}. The notice comes after it: check the time."
        found.append(Reason(words, "served_at"))
    elif standing_at is not None and served_at >= standing_at:
        binds = (
            f"The earlier time, {time_in_words(standing_at)}, had passed by then, so it still counts. Drop this change."
        )
        late = moving_faults(repeats_warning=True, has_written_notice=False)
        found += [replace(one, message=f"{one.message} {binds}").as_reason("served_at") for one in late]
    elif served_at >= new_at:
        words = f"The new time, {time_in_words(new_at)}, had passed by then. Drop this change and choose a later time."
        found.append(Reason(words, "served_at"))
    return tuple(found)


def moving_faults(*, repeats_warning: bool, has_written_notice: bool) -> tuple[Finding, ...]:
    """V-041: a changed appointment binds by a further written notice that repeats the warning (s.11(8), s.13(8))."""
    return () if repeats_warning and has_written_notice else (stops("V-041"),)


def by_hand_faults(service: str, at: datetime, *, keeps_diary: bool) -> tuple[str, ...]:
    """A time is typed by hand only where the service keeps no diary for that day, so that nobody is booked twice."""
    if not keeps_diary:
        return ()
    day = day_in_words(london_date(at))
    return (f"{service} keeps a diary for {day}: choose one of its free times, or another day or service",)


def failure_faults(facts: FailureFacts) -> tuple[Finding, ...]:
    """V-042 to V-044: against the time that stands, not before it, and with the time somebody left."""
    found = []
    if facts.appointment_at != facts.standing_at:
        found.append(stops("V-042", new=time_in_words(facts.standing_at)))
    if facts.at < facts.standing_at:
        found.append(stops("V-043"))
    if facts.kind is Failure.TO_REMAIN and facts.left_at is None and not facts.is_leaving_time_unknown:
        found.append(stops("V-044"))
    return tuple(found)


def follow_up_faults(
    *, was_initial_missed: bool, decided_at: datetime | None, initial_ended_at: datetime | None
) -> tuple[Finding, ...]:
    """V-045 and V-046: none after a missed initial (s.12(5)); decided and told before the initial ends (s.13)."""
    found = [stops("V-045")] if was_initial_missed else []
    if initial_ended_at is not None and (decided_at is None or decided_at > initial_ended_at):
        found.append(stops("V-046"))
    return tuple(found)
