"""The rules of a detention: the order of its times, a move to another suite, and what applies under 18."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pathways.dates import LONDON, age_on, day_in_words
from pathways.people.identity.rules import CHARGE_ROUTE, recorded_and_changed
from pathways.people.rules import AdultTold, AgreesToTalk, Presence, ReleaseType, Rung, SignsOfUse
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Origin, Worded

# The order of times in a detention, and what counts as correcting one.
#
# Form and action ask the same rules: the page to guide, the action to refuse. Instants are compared in UTC and named
# in London wall time, as the officer typed them.


# What the officer may change without saying why: a plan, a cell, and needs and people present that come and go.
_CHANGES_FREELY = frozenset(
    {
        "planned_release_at",
        "cell",
        "needs_appropriate_adult",
        "appropriate_adult_present",
        "needs_interpreter",
        "interpreter_language",
        "interpreter_present",
    }
)


BY_LIAISON = (Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.LIAISON_AND_DIVERSION, Origin.SELF)
"""How somebody comes to liaison and diversion itself. Detention is the police's episode (design choice)."""


@dataclass(frozen=True, kw_only=True)
class DetentionFacts:
    """One record of a detention. Instants are aware; `arrived_at` is the relevant time (PACE 1984 s.41(2): verified).

    `planned_release_at` is a plan and may be changed freely, as may the `cell`, which a move to another suite empties;
    all other facts are corrected with a reason. Of a return on bail `arrested_at` is when they came back, and
    `first_arrested_at` the arrest that the bail was for.
    """

    custody_record_no: str
    suite_id: int
    arrested_at: datetime
    arrived_at: datetime
    presence: Presence = Presence.ARRESTED
    first_arrested_at: datetime | None = None
    cell: str | None = None
    custody_officer_seen_at: datetime | None = None
    planned_release_at: datetime | None = None
    released_at: datetime | None = None
    release_type: ReleaseType | None = None
    needs_appropriate_adult: bool = False
    appropriate_adult_present: bool = False
    needs_interpreter: bool = False
    interpreter_language: str | None = None
    interpreter_present: bool | None = None


@dataclass(frozen=True, kw_only=True)
class EpisodeFacts:
    """How and when somebody came. A detention brings its own facts, and the day of arrival is the day they came."""

    origin: Origin
    came_on: date | None = None
    detention: DetentionFacts | None = None


def corrected_facts(before: DetentionFacts, after: DetentionFacts) -> tuple[str, ...]:
    """The facts of a detention that were recorded and now differ, and so need a reason."""
    return recorded_and_changed(before, after, freely=_CHANGES_FREELY)


def detention_reasons(facts: DetentionFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with the times of a detention, the first thing for each field, in the order of the form.

    (Design choice: they are slips of the hand. The rules about tests ask about the law.)
    """
    arrested, arrived, seen = facts.arrested_at, facts.arrived_at, facts.custody_officer_seen_at
    planned, released = facts.planned_release_at, facts.released_at
    officer = "they were seen by the custody officer"
    reasons = (
        _not_ahead("The arrest", "arrested_at", arrested, now),
        _first_arrest(facts),
        _not_ahead("Arrival", "arrived_at", arrived, now),
        _not_before("Arrival", "arrived_at", arrived, "the arrest", arrested),
        _not_ahead("Seen by the custody officer", "custody_officer_seen_at", seen, now),
        _not_before("Seen by the custody officer", "custody_officer_seen_at", seen, "arrival", arrived),
        _not_before("Planned release", "planned_release_at", planned, "arrival", arrived),
        _not_ahead("Release", "released_at", released, now),
        _not_before("Release", "released_at", released, "the arrest", arrested),
        _not_before("Release", "released_at", released, "arrival", arrived),
        _not_before("Release", "released_at", released, officer, seen),
        _release_is_whole(facts),
        _language_is_said(facts),
    )
    first: dict[str | None, Reason] = {}
    for reason in reasons:
        if reason:
            first.setdefault(reason.field, reason)
    return tuple(first.values())


def episode_date_reasons(came_on: date, *, today: date, born_on: date) -> tuple[Reason, ...]:
    """Why the day somebody came cannot be right."""
    if came_on > today:
        return (Reason("The day they came cannot be in the future. Check the date", "came_on"),)
    if came_on < born_on:
        return (Reason("The day they came is before their birth. Check the date", "came_on"),)
    return ()


def _not_ahead(what: str, field: str, at: datetime | None, now: datetime) -> Reason | None:
    if at is None or at <= now:
        return None
    return Reason(f"{what} cannot be in the future. Type the time it happened", field)


def _not_before(what: str, field: str, at: datetime | None, than: str, bound: datetime | None) -> Reason | None:
    if at is None or bound is None or at >= bound:
        return None
    return Reason(f"{what} cannot be before {than} at {named_beside(bound, beside=at)}. Change one of them", field)


def _first_arrest(facts: DetentionFacts) -> Reason | None:
    """What is wrong with a first arrest: a return on bail has one, nobody else does (design choice)."""
    first, back = facts.first_arrested_at, facts.arrested_at
    if facts.presence is not Presence.BAIL_RETURN:
        return Reason("Only a return on bail has an earlier arrest", "first_arrested_at") if first else None
    if first is None:
        return Reason("Enter when they were first arrested", "first_arrested_at")
    if back is not None and first >= back:
        at = named_beside(back, beside=first)
        return Reason(
            f"The first arrest cannot be after they came back at {at}. Change one of them", "first_arrested_at"
        )
    return None


def _release_is_whole(facts: DetentionFacts) -> Reason | None:
    if facts.released_at is not None and facts.release_type is None:
        return Reason("Select how they were released", "release_type")
    if facts.released_at is None and facts.release_type is not None:
        return Reason("Enter when they were released", "released_at")
    return None


def _language_is_said(facts: DetentionFacts) -> Reason | None:
    """An interpreter is asked for by language; not knowing it is an answer too (PACE Code C 13: recalled)."""
    if facts.needs_interpreter and not (facts.interpreter_language or "").strip():
        return Reason("Enter the language, or ‘not known yet’", "interpreter_language")
    return None


def named_beside(instant: datetime, *, beside: datetime) -> str:
    """A London time as the officer typed it, with its date when the two are on different days."""
    at, other = instant.astimezone(LONDON), beside.astimezone(LONDON)
    return f"{at:%H:%M}" if at.date() == other.date() else f"{at:%H:%M} on {day_in_words(at)}"


# A detention that goes on at another suite: one continuous period, whatever the custody record number.
#
# (PACE 1984 s.63B(5B): one sample in the same continuous period of detention, verified; that it survives a transfer
# and a second custody number is recalled.)


ONE_DETENTION_SOURCE, ONE_DETENTION_MARK = "PACE 1984 s.63B(5B)", "recalled"


class SuiteChange(Worded):
    """Why another suite stands on a custody record: one was wrong from the start, the other is a move."""

    WRONG = "wrong", "It was recorded wrongly: they were there all along"
    MOVED = "moved", "They were moved there, and nobody recorded it"


@dataclass(frozen=True, kw_only=True)
class MovedWhen:
    """When somebody was moved, for a suite that is corrected because nobody recorded the move."""

    left_at: datetime
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class TransferFacts:
    """One move to another suite. The custody record number there may be the same as here."""

    to_suite_id: int
    custody_record_no: str
    left_at: datetime
    arrived_at: datetime


TYPED_APART = timedelta(minutes=30)


def goes_on(*, arrested_at: datetime, earlier_arrested_at: datetime, earlier_left_at: datetime) -> bool:
    """Whether a detention is the earlier one going on: its arrest was made before they had left the earlier one.

    So a move that was recorded as a release does not allow a second sample. Two officers may type the time of one
    arrest some minutes apart: an arrest up to half an hour before the earlier one counts as the same (design choice,
    cautious).
    """
    return earlier_arrested_at - TYPED_APART <= arrested_at < earlier_left_at


def suite_change_reasons(
    why: SuiteChange | None, moved: TransferFacts | None, *, from_suite_id: int, since: datetime, until: datetime
) -> tuple[Reason, ...]:
    """What is missing or wrong where the suite of a custody record is changed. The time of a move is needed because the
    suite they were at decides what could be asked then. `until`: the release, or now."""
    if why is None:
        return (Reason("Select whether they were there all along or were moved there", "suite_change"),)
    if why is SuiteChange.WRONG:
        return ()
    if moved is None:
        return (Reason("Enter when they left and when they arrived there", "moved_left_at"),)
    if moved.arrived_at > until:
        at = named_beside(until, beside=moved.arrived_at)
        return (Reason(f"They cannot arrive there after {at}. Change it", "moved_arrived_at"),)
    reasons = transfer_reasons(moved, from_suite_id=from_suite_id, since=since, now=until)
    return tuple(Reason(reason.message, f"moved_{reason.field}") for reason in reasons)


def transfer_reasons(facts: TransferFacts, *, from_suite_id: int, since: datetime, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a transfer, in the order of the form. `since`: when they arrived here, first or by a transfer.

    A time that a half-filled form does not have yet is None, and no reason is given for it.
    """
    reasons, left, arrived = [], facts.left_at, facts.arrived_at
    if facts.to_suite_id == from_suite_id:
        reasons.append(Reason("They are at this suite already. Select the suite they go to", "to_suite_id"))
    if left is not None and left > now:
        reasons.append(Reason("The time they left cannot be in the future. Record the move once they left", "left_at"))
    elif left is not None and left < since:
        at = named_beside(since, beside=left)
        reasons.append(Reason(f"They cannot have left before they arrived here at {at}. Change it", "left_at"))
    if arrived is not None and arrived > now:
        words = "The time they arrived cannot be in the future. Record the move once they arrived"
        reasons.append(Reason(words, "arrived_at"))
    elif left is not None and arrived is not None and arrived < left:
        at = named_beside(left, beside=arrived)
        reasons.append(Reason(f"They cannot arrive there before they left at {at}. Change one of them", "arrived_at"))
    return tuple(reasons)


# Under 18: what applies, what is not open, and what the officer has to record (desk-administration, page 08).


NO_TEST_ON_ARREST = "No test on arrest: 18 or over only"


@dataclass(frozen=True, kw_only=True)
class Applies:
    """One line of the panel: something to do, or something that does not open, with its source."""

    is_to_do: bool
    message: str
    source: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class HandoverFacts:
    """What the officer did for a young person. `called_at` is an aware instant, blank when nobody was rung."""

    rung: Collection[Rung]
    called_at: datetime | None
    answered_by: str
    agrees: AgreesToTalk
    adult_told: AdultTold
    signs_of_use: SignsOfUse
    agreed: str


def what_applies(born_on: date, today: date, *, was_rung: bool = False) -> tuple[Applies, ...]:
    """The lines of the under-18 page, things to do first. Once the service was rung, ringing it is left out."""
    offer = _to_do("A voluntary referral to the young people’s service, if they agree", "Local pathway", Mark.PRACTICE)
    return (
        _to_do(
            "An appropriate adult is there for anything asked or signed",
            "PACE Code C; NPCC guidance, through YJLC",
            Mark.SECONDARY,
        ),
        *(() if was_rung else (offer,)),
        _closed(NO_TEST_ON_ARREST, "PACE 1984 s.63B(3)", Mark.VERIFIED),
        _charge_route(age_on(born_on, today)),
        _closed("No required assessment: 18 or over only", "Drugs Act 2005 s.9", Mark.VERIFIED),
        _closed("No adult disposal: goes to the youth justice service", "CDA 1998 s.66ZA, s.66ZB", Mark.SECONDARY),
    )


def why_no_test(born_on: date, today: date) -> str:
    """Why no test opens under 18, in one sentence, for the task list."""
    return f"{NO_TEST_ON_ARREST}. {_charge_route(age_on(born_on, today)).message}."


def handover_reasons(facts: HandoverFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is missing from the record of a handover, in the order of the form (design choice)."""
    reasons = []
    nobody = Rung.NOBODY in facts.rung
    if not facts.rung:
        reasons.append(Reason("Select who you rang, or ‘Nobody yet’", "rung"))
    if nobody and len(facts.rung) > 1:
        reasons.append(Reason("Select who you rang or ‘Nobody yet’, not both", "rung"))
    if facts.rung and not nobody and facts.called_at is None:
        reasons.append(Reason("Enter when you rang", "called_at"))
    if facts.called_at is not None and facts.called_at > now:
        reasons.append(Reason("The call cannot be in the future. Type the time you rang", "called_at"))
    if nobody and not facts.agreed.strip():
        reasons.append(Reason("Say why nobody was rung yet", "agreed"))
    return tuple(reasons)


def _charge_route(age: int) -> Applies:
    if age < CHARGE_ROUTE:
        return _closed("No test after charge: 14 or over only", "PACE 1984 s.63B(3)", Mark.VERIFIED)
    return _closed(
        "No test after charge, unless the suite has a notice for people under 18",
        "PACE 1984 s.63B(3), (4B)",
        Mark.VERIFIED,
    )


def _to_do(message: str, source: str, mark: Mark) -> Applies:
    return Applies(is_to_do=True, message=message, source=source, mark=mark)


def _closed(message: str, source: str, mark: Mark) -> Applies:
    return Applies(is_to_do=False, message=message, source=source, mark=mark)
