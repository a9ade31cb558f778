"""Who is in custody at the viewer's suite, with clock, states and one next action each. It never tells a result."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, literal, select, union_all

from pathways import clock, dates
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.failures_to_attend.queries import failures_of
from pathways.arrest_tests.lawful_basis.rules.basis import legal_clocks
from pathways.arrest_tests.models.offences import Authority
from pathways.arrest_tests.models.testing import AskLater
from pathways.auth.queries import names_of, suite
from pathways.auth.roles import Viewer
from pathways.casefile.queries.tasks import Parts, parts_of_many
from pathways.casefile.rules.board import (
    NO_TEST,
    DisposalStage,
    NextAction,
    ReferralStage,
    RowFacts,
    SampleAsking,
    next_action,
    tag_of_disposal,
    tag_of_test,
)
from pathways.casefile.rules.board_clocks import RowClock, RowTimes, in_order, row_clock
from pathways.casefile.rules.tasks import TestStage
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import queries as disposals
from pathways.disposals.steps.rules.machine import STANDS_ASIDE, TAKES_EFFECT, TO_BE, State
from pathways.law.rules.disposal_terms import Kind
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.models.custody import Detention, Episode
from pathways.referrals import queries as referrals
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.safeguarding.rules.concerns import ReviewStage
from pathways.store.base import db, shared_alias
from pathways.store.together import few_of

# The second line under each tag of the board: who asked, decided or sent, and when. It never tells a result.


Names = Mapping[int | None, str]


def test_note(parts: Parts, facts: RowFacts, names: Names) -> str:
    if facts.test is TestStage.NONE and parts.later is not None:
        return f"{parts.later.words}, ask again {_when(parts.later.ask_again_at)}"
    if facts.authority_is_asked and parts.asked is not None:
        return _asked(parts.asked.request.asked_at, parts.asked.request.asked_by_id, names)
    if not facts.is_adult and facts.test is TestStage.NONE:
        is_open = facts.sample_is_open or facts.needs_authority
        because = parts.facts.young_because
        return f"{because}, after charge only" if is_open else f"{because}, no test on arrest"
    return "Ask an inspector if you want one" if tag_of_test(facts) == NO_TEST else ""


def review_note(parts: Parts) -> str:
    """Whether a safeguarding review comes first or has been held, by whom and since when. Never what was said."""
    stands = parts.safeguarding
    if stands.stage is ReviewStage.TO_RAISE:
        return "Safeguarding first: a concern is to be raised"
    if stands.stage is ReviewStage.WAITS and stands.raised_at:
        return f"Safeguarding review first, by a deciding officer: raised {_when(stands.raised_at)}"
    if stands.stage is ReviewStage.HELD and stands.reviewed_at:
        return f"Safeguarding review held {_when(stands.reviewed_at)} by {stands.reviewed_by}"
    return ""


def disposal_note(parts: Parts, facts: RowFacts, names: Names) -> str:
    """Who proposed a disposal that waits for a decision; who decided one that is to be signed, agreed or given."""
    disposal = parts.disposal
    if disposal is None or not facts.is_adult:
        return ""
    if facts.disposal is DisposalStage.PROPOSED:
        asked = _asked(disposal.proposed_at, disposal.proposed_by_id, names)
        return asked if facts.may_decide_proposal else f"{asked}, waits for a deciding officer"
    if facts.disposal is DisposalStage.TO_SIGN and disposal.authorised_at and disposal.authorised_by_id:
        by, to_be = names[disposal.authorised_by_id], TO_BE[TAKES_EFFECT[disposal.kind]]
        return f"{_when(disposal.authorised_at)} by {by}, to be {to_be}"
    return ""


def referral_note(parts: Parts, facts: RowFacts, needed_since: Mapping[int, datetime]) -> str:
    """When it was sent or accepted, or since when it needs a place: only what police may always see."""
    if parts.referral is None:
        return ""
    if facts.referral is ReferralStage.NEEDS_PLACE:
        at = needed_since.get(parts.referral.id)
    else:
        at = {
            ReferralStage.ACCEPTED: parts.referral.accepted_at,
            ReferralStage.SENT: parts.referral.sent_at,
        }.get(facts.referral)
    return _when(at) if at else ""


def _asked(at: datetime, by_id: int, names: Names) -> str:
    return f"Asked {_when(at)} by {names[by_id]}"


def _when(at: datetime) -> str:
    """The time alone for today, with its day before or after."""
    wall = dates.london(at)
    return f"{wall:%H:%M}" if wall.date() == clock.today() else f"{wall.day} {wall:%b, %H:%M}"


# How far disposal and referral are, as the board says it: never past what police may always see.


DISPOSAL_STAGES = {
    State.PROPOSED: DisposalStage.PROPOSED,
    State.AUTHORISED: DisposalStage.TO_SIGN,
    State.ACTIVE: DisposalStage.SIGNED,
}
REFERRAL_STAGES = {
    ReferralState.NEEDS_PLACE: ReferralStage.NEEDS_PLACE,
    ReferralState.WITHDRAWN: ReferralStage.WITHDRAWN,
    ReferralState.CONSENT_WITHDRAWN: ReferralStage.WITHDRAWN,
    ReferralState.DRAFT: ReferralStage.DRAFT,
}


def row_facts(viewer: Viewer, parts: Parts, *, is_to_confirm: bool = False) -> RowFacts:
    """What the board's rules read of an episode."""
    facts = parts.facts
    return RowFacts(
        is_adult=facts.is_adult,
        has_died=facts.has_died,
        offences=facts.offences,
        is_for_no_offence=bool(facts.held_for_no_offence),
        needs_authority=facts.sample_needs_authority,
        authority_is_asked=parts.asked is not None,
        is_to_confirm=is_to_confirm,
        sample_is_closed=facts.sample_is_open is False and not facts.sample_needs_authority,
        sample_is_open=facts.sample_is_open is True,
        drug_is_missing=facts.drug_is_missing,
        asking=asking(parts.later, clock.now()),
        was_handed_over=not facts.is_adult and bool(facts.young_call_words),
        test=facts.test,
        disposal=disposal_stage(parts),
        may_decide_proposal=_may_decide_proposal(viewer, parts),
        review=facts.review,
        may_review=viewer.may("safeguarding.review"),
        takes_effect=_takes_effect(parts),
        has_needs=facts.has_needs,
        consent_refused=facts.consent_refused,
        referral=referral_stage(parts.referral, drafted=facts.referral_drafted, refused=facts.consent_refused),
    )


def asking(later: AskLater | None, now: datetime) -> SampleAsking:
    """Whether a reminder lies ahead, is due, or there is none."""
    if later is None:
        return SampleAsking.NOW
    return SampleAsking.AGAIN if later.ask_again_at <= now else SampleAsking.LATER


def _may_decide_proposal(viewer: Viewer, parts: Parts) -> bool:
    """Whether the viewer decides proposals and did not make this one."""
    if parts.disposal is None or not viewer.may("disposal.authorise"):
        return False
    return parts.disposal.proposed_by_id != viewer.user_id


def _takes_effect(parts: Parts) -> str:
    """Whether an authorised disposal of this kind is signed, agreed or given; a caution where there is none yet."""
    kind = parts.disposal.kind if parts.disposal is not None else Kind.CC
    return TAKES_EFFECT.get(kind, TAKES_EFFECT[Kind.CC])


def disposal_stage(parts: Parts) -> DisposalStage:
    if parts.disposal is None:
        return DisposalStage.NONE
    state = parts.disposal.state
    if state in DISPOSAL_STAGES:
        return DISPOSAL_STAGES[state]
    return DisposalStage.ENDED if state in STANDS_ASIDE else DisposalStage.OTHER


def referral_stage(latest: Referral | None, *, drafted: bool, refused: bool = False) -> ReferralStage:
    """As far as police may always see it: never past accepted, whatever came after."""
    if latest is None and refused:
        return ReferralStage.NOT_APPLICABLE
    if latest is None:
        return ReferralStage.DRAFT if drafted else ReferralStage.NONE
    if latest.accepted_at is not None:
        return ReferralStage.ACCEPTED
    if latest.state in REFERRAL_STAGES:
        return REFERRAL_STAGES[latest.state]
    return ReferralStage.ENDED if is_closed(latest.state) else ReferralStage.SENT


# The rows of the board, and the list of those who were released lately.


EARLY = time(6)
MOST_RELEASED = 100


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """One person on the board."""

    view: EpisodeView
    clock: RowClock
    offences: str
    test: str
    test_note: str
    disposal: str
    disposal_note: str
    review_note: str
    referral: str
    referral_note: str
    action: NextAction
    disposal_id: int | None
    concern_id: int | None
    is_adult: bool
    risks: tuple[str, ...]
    flags: tuple[str, ...]
    is_mine: bool
    waits_for_authority: bool
    leaves_early: bool


@dataclass(frozen=True, kw_only=True)
class Released:
    """One person who left lately. It does not say what a decision is about: a service's report would tell a result."""

    view: EpisodeView
    released_at: datetime
    waits_for_decision: bool


def detained(viewer: Viewer) -> tuple[BoardRow, ...]:
    """Everyone in custody at the viewer's suite (or without one in the force): what runs out first stands first."""
    now, here = clock.now(), (_is_in_a_cell(viewer), Detention.released_at.is_(None), *_at(viewer))
    views = custody_queries.episodes(viewer, *here, order_by=(Detention.arrived_at, Detention.id))
    parts = parts_of_many(viewer, views)
    proposed, to_confirm = _waiting(viewer)
    facts = {each: row_facts(viewer, of, is_to_confirm=each in to_confirm) for each, of in parts.items()}
    beside = _beside(parts, facts)
    rows = {each: _row(viewer, parts[each], facts[each], now, beside, proposed) for each in parts}
    order = in_order(
        (row.clock, row.view.detention.arrived_at if row.view.detention else now, episode_id)
        for episode_id, row in rows.items()
    )
    return tuple(rows[episode_id] for episode_id in order)


def released(viewer: Viewer) -> tuple[Released, ...]:
    """Who left the viewer's suite not long ago (rule R6), latest first."""
    since = people_queries.in_sight_since()
    latest_first = (Detention.released_at.desc(), Detention.id.desc())
    left = (Detention.released_at > since, *_at(viewer))
    views = custody_queries.episodes(viewer, *left, order_by=latest_first, most=MOST_RELEASED)
    failures = failures_of(viewer, views)
    return tuple(
        Released(
            view=view,
            released_at=view.detention.released_at,
            waits_for_decision=any(failure.to_do for failure in failures[view.episode.id]),
        )
        for view in views
        if view.detention and view.detention.released_at
    )


def place_of(viewer: Viewer) -> str:
    """The suite's name, or "The force" for a deciding officer who has none."""
    place = suite(viewer.suite_id)
    return f"{place.name} custody" if place else "All suites"


def _at(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    here = (Detention.id.is_not(None), Episode.organisation_id == viewer.organisation_id)
    return here if viewer.suite_id is None else (*here, Detention.suite_id == viewer.suite_id)


_CELL = shared_alias(Detention)


def _is_in_a_cell(viewer: Viewer) -> ColumnElement[bool]:
    """Of the few who are there now, said apart: PostgreSQL takes them for a tenth of all who ever were."""
    there = select(_CELL.episode_id).where(_CELL.superseded_at.is_(None), _CELL.released_at.is_(None))
    return few_of(Episode.id, there if viewer.suite_id is None else there.where(_CELL.suite_id == viewer.suite_id))


def _waiting(viewer: Viewer) -> tuple[set[int], set[int]]:
    """The episodes with a proposal that waits for authority, and those with an authority that the viewer is to confirm;
    one statement for both."""
    proposed = select(Disposal.episode_id, literal(True)).where(disposals.is_waiting(viewer))
    to_confirm = select(Authority.episode_id, literal(False)).where(authority_queries.is_to_confirm(viewer))
    rows = db.session.execute(union_all(proposed, to_confirm)).all()
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows if not row[1]}


@dataclass(frozen=True, kw_only=True)
class NotesRead:
    """What the second lines of the board name: staff by their id, and since when a referral needs a place."""

    names: Names
    needed_since: Mapping[int, datetime]


def _beside(parts: Mapping[int, Parts], facts: Mapping[int, RowFacts]) -> NotesRead:
    staff: set[int | None] = set()
    unplaced = []
    for each, of in parts.items():
        if of.asked is not None:
            staff.add(of.asked.request.asked_by_id)
        if of.disposal is not None and facts[each].disposal is DisposalStage.PROPOSED:
            staff.add(of.disposal.proposed_by_id)
        if of.disposal is not None and facts[each].disposal is DisposalStage.TO_SIGN:
            staff.add(of.disposal.authorised_by_id)
        if of.referral is not None and facts[each].referral is ReferralStage.NEEDS_PLACE:
            unplaced.append(of.referral.id)
    return NotesRead(
        names=names_of(staff) if staff else {},
        needed_since=referrals.place_needed_since(unplaced) if unplaced else {},
    )


def _row(
    viewer: Viewer, parts: Parts, facts: RowFacts, now: datetime, beside: NotesRead, proposed: Collection[int]
) -> BoardRow:
    view = parts.view
    detention = view.detention
    me = viewer.user_id
    planned = detention.planned_release_at if detention else None
    return BoardRow(
        view=view,
        clock=clock_of(parts, now),
        test=tag_of_test(facts),
        test_note=test_note(parts, facts, beside.names),
        offences=parts.facts.offence_words.rstrip(".") if facts.offences else "",
        disposal=tag_of_disposal(facts),
        disposal_note=disposal_note(parts, facts, beside.names),
        review_note=review_note(parts),
        referral=facts.referral.label,
        referral_note=referral_note(parts, facts, beside.needed_since),
        action=next_action(facts),
        disposal_id=parts.disposal_id,
        concern_id=parts.safeguarding.concern_id,
        is_adult=facts.is_adult,
        risks=parts.risks,
        flags=flags_of(view, is_adult=facts.is_adult),
        is_mine=me in (view.episode.opened_by_id, detention.recorded_by_id if detention else None),
        waits_for_authority=view.episode.id in proposed or parts.request_waits or facts.is_to_confirm,
        leaves_early=planned is not None and planned <= early_until(now),
    )


def flags_of(view: EpisodeView, *, is_adult: bool) -> tuple[str, ...]:
    """What to know before anything is asked: an appropriate adult, an interpreter and the language."""
    detention = view.detention
    flags = ["Appropriate adult"] if not is_adult or (detention and detention.needs_appropriate_adult) else []
    if detention and detention.needs_interpreter:
        flags.append(
            f"Interpreter: {detention.interpreter_language}" if detention.interpreter_language else "Interpreter"
        )
    return tuple(flags)


def early_until(now: datetime) -> datetime:
    """The next six in the morning in London."""
    today = dates.london_date(now)
    first = dates.from_london(today, EARLY)
    return first if now < first else dates.from_london(today + timedelta(days=1), EARLY)


def clock_of(parts: Parts, now: datetime) -> RowClock:
    """What runs out first in an episode, for its row and for the head of its pages."""
    return row_clock(_times(parts, now), now)


def _times(parts: Parts, now: datetime) -> RowTimes:
    facts, detention, later = parts.facts, parts.view.detention, parts.later
    taken = [sample.taken_at for sample in parts.case.samples if sample.taken_at] if parts.case else []
    is_closed = parts.asked is None and (facts.sample_is_open is False or facts.sample_needs_authority)
    has_begun = bool(facts.offences) and (not is_closed or parts.hold_is_over)
    return RowTimes(
        arrived_at=detention.arrived_at if detention else now,
        planned_release_at=detention.planned_release_at if detention else None,
        legal=legal_clocks(parts.case) if parts.case else (),
        sample_taken_at=min(taken, default=None),
        wants_sample=facts.test is TestStage.NONE and (has_begun or later is not None),
        asked_later_at=later.recorded_at if later else None,
        ask_again_at=later.ask_again_at if later else None,
    )
