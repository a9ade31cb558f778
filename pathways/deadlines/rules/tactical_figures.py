"""What is counted of the lines of the Tactical pack, and how lengths and shares are said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from pathways.dates import count_in_words
from pathways.deadlines.rules.tactical import TacticalFigures, TacticalLine, WaitsFor
from pathways.disposals.conditions.rules import Reported
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.first_appointments.rules import AppointmentOutcome

# All of it is of the lines and rows that the viewer may open.


def waiting_figures(lines: Collection[TacticalLine], stages: Sequence[WaitsFor]) -> TacticalFigures:
    """By what they wait for: how many people, the longest wait, and how many are past a deadline. Somebody who waits
    with two referrals, or under two records that were merged, is one of them."""
    by_stage = _by_what(lines)
    rows = [(stage.label, by_stage[stage.label]) for stage in stages] + [("Altogether", list(lines))]
    return TacticalFigures(
        caption="Who is waiting now, by what they wait for next",
        head=("Waiting", "People", "Longest wait, since first referred", "Past a deadline"),
        rows=tuple(
            (words, _people(theirs), _longest(theirs), _people([line for line in theirs if line.late]))
            for words, theirs in rows
        ),
    )


def overdue_figures(lines: Collection[TacticalLine]) -> TacticalFigures:
    """By deadline: for how many people it has passed, how long ago at most, and who is urgent and still in time; and
    each person once, who may be late with several."""
    rows = [
        (what, str(len(late)), _longest(late), str(len(theirs) - len(late)))
        for what, theirs in sorted(_by_what(lines).items())
        for late in ([line for line in theirs if line.late],)
    ]
    are_late = {_whose(line) for line in lines if line.late}
    in_time = {_whose(line) for line in lines} - are_late
    late = [line for line in lines if line.late]
    rows.append(("People altogether", str(len(are_late)), _longest(late), str(len(in_time))))
    return TacticalFigures(
        caption="Overdue or urgent now, by deadline",
        head=("Deadline", "Overdue", "Overdue the longest", "Urgent, still in time"),
        rows=tuple(rows),
    )


def _whose(line: TacticalLine) -> tuple[int | None, str]:
    """Whose a line is; where the viewer reads nothing of the person, which referral."""
    return line.person_id, "" if line.person_id is not None else line.reference


def _people(lines: Iterable[TacticalLine]) -> str:
    return str(len({_whose(line) for line in lines}))


def declined_figures(lines: Collection[TacticalLine], caption: str) -> TacticalFigures:
    """How many referrals were declined, by reason, or by how often."""
    counted = Counter(line.what for line in lines)
    return TacticalFigures(
        caption=caption,
        head=("Declined", "Referrals"),
        rows=(*((words, str(number)) for words, number in sorted(counted.items())), ("Altogether", str(len(lines)))),
    )


def times_declined(bounces: int) -> str:
    """How often somebody without a place was declined."""
    return "Declined once" if bounces == 1 else f"Declined {bounces} times"


CAME: Final = (AppointmentOutcome.ATTENDED, AppointmentOutcome.LEFT_EARLY)


def attendance_figures(
    outcomes: Mapping[AppointmentOutcome, int], offered_after: Sequence[timedelta], days: int, *, could_not_come: int
) -> tuple[TacticalFigures, ...]:
    """What became of appointments, the share that was not attended, and how soon the next one was offered.

    An appointment that was cancelled, by the person or by the service, is neither attended nor missed. Nor is one that
    fell into custody or hospital: they `could_not_come`, and are not among the `outcomes`.
    """
    missed = outcomes.get(AppointmentOutcome.DID_NOT_ATTEND, 0)
    not_cancelled = missed + sum(outcomes.get(each, 0) for each in CAME)
    became = TacticalFigures(
        caption=f"Appointments of the last {days} days",
        head=("What became of it", "Appointments"),
        rows=(
            *((each.label, str(outcomes.get(each, 0))) for each in AppointmentOutcome),
            ("In custody or in hospital: not missed", str(could_not_come)),
            ("Did not attend, of those not cancelled", share_in_words(missed, not_cancelled)),
        ),
    )
    again = TacticalFigures(
        caption="The next offer after an appointment that was not attended",
        head=("Next offer", "Figure"),
        rows=(
            ("Offered", str(len(offered_after))),
            ("Not offered", str(missed - len(offered_after))),
            ("Time until it was offered: half had it within", _middle(offered_after)),
            ("Time until it was offered: the longest", _most(offered_after)),
        ),
    )
    return became, again


def next_offer(after: timedelta | None, *, is_closed: bool) -> str:
    """What came after an appointment that was not attended, in words: `after` how long another was offered, which is no
    time where one was booked already."""
    if after == timedelta(0):
        return "Another was booked already"
    if after is not None:
        return (
            "Another was offered at once"
            if after < timedelta(hours=1)
            else f"Another was offered {length_in_words(after)} later"
        )
    return "The case has ended" if is_closed else "No other was offered yet"


@dataclass(frozen=True, kw_only=True)
class ServiceLoad:
    """A service with its open cases, who waits for its answer, and how long each acceptance of late took."""

    name: str
    cases: int
    waiting: int
    answered_after: tuple[timedelta, ...]


def caseload_figures(services: Iterable[ServiceLoad], days: int) -> TacticalFigures:
    """By service: cases, who waits for an answer, and the time from sending to acceptance."""
    return TacticalFigures(
        caption=f"Caseload, and the time from sending to acceptance in the last {days} days, by service",
        head=("Service", "Open cases", "Waiting for an answer", "Accepted", "Half within", "The longest"),
        rows=tuple(
            (
                each.name,
                str(each.cases),
                str(each.waiting),
                str(len(each.answered_after)),
                _middle(each.answered_after),
                _most(each.answered_after),
            )
            for each in services
        ),
    )


def required_figures(outcomes: Collection[RequiredOutcome | None], days: int) -> TacticalFigures:
    """Required assessments whose time has come: attended and stayed, failed, or nothing recorded."""
    counted = Counter(outcomes)
    attended = counted[RequiredOutcome.ATTENDED_REMAINED]
    recorded = len(outcomes) - counted[None]
    return TacticalFigures(
        caption=f"Required assessments due in the last {days} days",
        head=("What became of it", "Assessments"),
        rows=(
            *((each.label, str(counted[each])) for each in RequiredOutcome),
            ("Not recorded yet", str(counted[None])),
            ("Attended and stayed, of those recorded", share_in_words(attended, recorded)),
        ),
    )


def condition_figures(reported: Mapping[Reported, int], owed: int, days: int) -> TacticalFigures:
    """What was reported of conditions lately, and on how many a report is owed."""
    met, not_met = reported.get(Reported.MET, 0), reported.get(Reported.NOT_MET, 0)
    return TacticalFigures(
        caption=f"Conditions: reports of the last {days} days, and reports that are owed",
        head=("Conditions", "Number"),
        rows=(
            (Reported.MET.label, str(met)),
            (Reported.NOT_MET.label, str(not_met)),
            ("Reported met, of those reported", share_in_words(met, met + not_met)),
            ("Not reported, due today or before", str(owed)),
        ),
    )


def mental_health_figures(received: Sequence[tuple[str, Collection[int]]]) -> TacticalFigures:
    """Of open cases with a mental health need: what help there is with it, by the ids of who has it; each person once
    in the end, who may have two cases."""
    everybody = {person_id for _, people in received for person_id in people}
    return TacticalFigures(
        caption="Open cases with a mental health need, by what they receive",
        head=("Receives", "People"),
        rows=(
            *((words, str(len(people))) for words, people in received if people),
            ("Altogether", str(len(everybody))),
        ),
    )


def share_in_words(part: int, whole: int) -> str:
    """ "4 of 20 (20%)"; of nothing there is no share."""
    return f"{part} of {whole} ({100 * part / whole:.0f}%)" if whole else "None yet"


def length_in_words(length: timedelta) -> str:
    """A length as somebody says it: in hours up to two days, then in whole days."""
    hours = round(length.total_seconds() / 3600)
    if hours < 1:
        return "under an hour"
    if length < timedelta(days=2):
        return count_in_words(hours, "hour")
    return count_in_words(length.days, "day")


def _by_what(lines: Iterable[TacticalLine]) -> dict[str, list[TacticalLine]]:
    by_what: dict[str, list[TacticalLine]] = defaultdict(list)
    for line in lines:
        by_what[line.what].append(line)
    return by_what


def _longest(lines: Collection[TacticalLine]) -> str:
    return count_in_words(max(line.days for line in lines), "day") if lines else "–"


def _middle(lengths: Sequence[timedelta]) -> str:
    return length_in_words(timedelta(seconds=median(each.total_seconds() for each in lengths))) if lengths else "–"


def _most(lengths: Sequence[timedelta]) -> str:
    return length_in_words(max(lengths)) if lengths else "–"
