"""The custody board: who leaves first, how long is left, and one next action each.

No result gets here: a row is built from `TestStage`, which does not know it, so a positive and a negative test give
the same tag, the same clock and the same action. Source: custody desk, page 1 (design choice).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pathways.casefile.rules.parts import Part, TestStage
from pathways.vocabulary import Worded

SOON, NEXT = timedelta(hours=1), timedelta(hours=3)


class Band(Worded):
    """How near the planned release is."""

    PASSED = "passed", "Passed"
    UNDER_1 = "under_1", "Under 1 hour"
    UNDER_3 = "under_3", "Under 3 hours"
    LATER = "later", ""
    NOT_SET = "not_set", "No release time set"


@dataclass(frozen=True, kw_only=True)
class ReleaseClock:
    """Time left to the planned release. `minutes` is negative once it has passed, None where none is set."""

    band: Band
    at: datetime | None = None
    minutes: int | None = None

    @property
    def is_urgent(self) -> bool:
        return self.band in (Band.PASSED, Band.UNDER_1)


def release_clock(planned_at: datetime | None, now: datetime) -> ReleaseClock:
    """The clock of a planned release at `now`."""
    if planned_at is None:
        return ReleaseClock(band=Band.NOT_SET)
    left = planned_at - now
    minutes = int(left.total_seconds() // 60)
    if left < timedelta(0):
        return ReleaseClock(band=Band.PASSED, at=planned_at, minutes=minutes)
    band = Band.UNDER_1 if left < SOON else Band.UNDER_3 if left < NEXT else Band.LATER
    return ReleaseClock(band=band, at=planned_at, minutes=minutes)


class DisposalStage(Worded):
    """The disposal as the board says it."""

    NONE = "none", "Not started"
    PROPOSED = "proposed", "Waiting for authority"
    TO_SIGN = "to_sign", "Authorised"
    SIGNED = "signed", "Signed"
    ENDED = "ended", "Closed"
    OTHER = "other", "In progress"


class ReferralStage(Worded):
    """The referral as far as police may always see it: never what came after acceptance."""

    NONE = "none", "Not started"
    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    NEEDS_PLACE = "needs_place", "Needs a place"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True, kw_only=True)
class RowFacts:
    """What one row of the board reads."""

    is_adult: bool
    has_died: bool = False
    offences: int = 0
    waits_for_authority: bool = False
    sample_is_closed: bool = False
    test: TestStage = TestStage.NONE
    disposal: DisposalStage = DisposalStage.NONE
    has_needs: bool = False
    referral: ReferralStage = ReferralStage.NONE


@dataclass(frozen=True, kw_only=True)
class NextAction:
    """The one thing to do next, and the part it belongs to (None: the task list; youth: the under-18 page)."""

    words: str
    part: Part | None = None
    is_youth: bool = False
    is_authority: bool = False


def tag_of_test(facts: RowFacts) -> str:
    """The words of the drug-test column; the result never changes them."""
    if not facts.is_adult and facts.test is TestStage.NONE:
        return "Not applicable"
    if facts.test is TestStage.NONE:
        if facts.sample_is_closed:
            return "Not applicable"
        return "Waiting for authority" if facts.waits_for_authority else TestStage.NONE.label
    if facts.test is TestStage.RESULT and _nothing_after(facts):
        return TestStage.RESULT.label
    return TestStage.IN_PROGRESS.label if facts.test is TestStage.IN_PROGRESS else "Done"


def next_action(facts: RowFacts) -> NextAction:
    """One next action. Once a result is recorded it is the same whatever the result was."""
    if facts.has_died:
        return NextAction(words="Open the record")
    if not facts.is_adult:
        return NextAction(words="Refer to young people’s service", is_youth=True)
    if not facts.offences:
        return NextAction(words="Continue arrest record", part=Part.ARREST)
    if facts.test is TestStage.IN_PROGRESS:
        return NextAction(words="Continue drug test", part=Part.TEST)
    if facts.test is TestStage.NONE and not facts.sample_is_closed:
        if facts.waits_for_authority:
            return NextAction(words="Record authority", part=Part.TEST, is_authority=True)
        return NextAction(words="Start drug test", part=Part.TEST)
    return _after_the_test(facts)


def _nothing_after(facts: RowFacts) -> bool:
    """Neither a disposal nor a referral has been begun."""
    return facts.disposal is DisposalStage.NONE and facts.referral is ReferralStage.NONE and not facts.has_needs


def _after_the_test(facts: RowFacts) -> NextAction:
    if _nothing_after(facts):
        if facts.test is TestStage.RESULT:
            return NextAction(words="Finish test record")
        return NextAction(words="Decide disposal", part=Part.DISPOSAL)
    if facts.disposal is DisposalStage.PROPOSED:
        return NextAction(words="Decide proposal", part=Part.DISPOSAL)
    if facts.disposal is DisposalStage.TO_SIGN:
        return NextAction(words="Get it signed", part=Part.DISPOSAL)
    if not facts.has_needs:
        return NextAction(words="Ask needs and consents", part=Part.NEEDS)
    if facts.referral in (ReferralStage.NONE, ReferralStage.DRAFT):
        return NextAction(words="Check and send referral", part=Part.REFERRAL)
    return NextAction(words="Open task list")


def in_order(rows: Iterable[tuple[ReleaseClock, datetime, int]]) -> tuple[int, ...]:
    """Ids by soonest planned release, then those with none by who came first. Rows are (clock, arrived, id)."""
    return tuple(
        row_id
        for _, row_id in sorted(
            ((clock.at is None, clock.at or arrived, arrived, row_id), row_id) for clock, arrived, row_id in rows
        )
    )
