"""What may become of a case next: the steps that are open, the attempts so far, and who may take the person on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance.queries import keyworkers
from pathways.auth import Viewer
from pathways.auth.queries import names_of
from pathways.directory import queries as directory
from pathways.engagement.models import Attempt
from pathways.engagement.queries.case import Case
from pathways.engagement.rules import ContactHow, Ending, endings_from
from pathways.engagement.rules.outreach import Way
from pathways.engagement.rules.ways import IN_CASE
from pathways.referrals import queries as referrals
from pathways.referrals.models import ReferralEvent
from pathways.referrals.rules import Outcome, ReferralState
from pathways.referrals.rules.actors import may_take
from pathways.referrals.rules.asked import steps_asked
from pathways.referrals.rules.guards import Standing, guard_reasons
from pathways.safeguarding.queries import may_be_sent_to
from pathways.store import db

ELSEWHERE, QUEUE = "elsewhere", "queue"


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One attempt to find somebody."""

    at: datetime
    way: Way
    note: str
    who: str


def standing_of(case: Case, *, for_service: int | None = None) -> Standing:
    """What the guards read of a case. Of a closed one the day of leaving counts, else the day it was closed."""
    return referrals.standing_of(
        case.referral,
        for_service=for_service,
        has_start=case.start is not None,
        attempts=len(attempts_of(case)),
        was_never_reached=_was_never_reached(case),
        closed_on=_closed_on(case),
    )


def _was_never_reached(case: Case) -> bool:
    """Whether the person did not come, or is being looked for, and nobody met, heard or reached them since acceptance.

    A letter that went out reaches nobody; whoever cancelled an appointment spoke with the service.
    """
    outcomes = {appointment.outcome for appointment in case.appointments}
    never_came = case.referral.state is ReferralState.OUTREACH or Outcome.DID_NOT_ATTEND in outcomes
    spoke = Outcome.CANCELLED_BY_PERSON in outcomes or any(
        contact.how is not ContactHow.LETTER for contact in case.contacts
    )
    if not never_came or spoke or case.last_seen_on is not None:
        return False
    made = ReferralEvent.event.in_(("contact_made", "contact_made_in_treatment"))
    reached = select(ReferralEvent.id).where(ReferralEvent.referral_id == case.referral.id, made)
    return db.session.scalar(reached.limit(1)) is None


def _closed_on(case: Case) -> date | None:
    return case.exit.exited_on if case.exit else None


def attempts_of(case: Case) -> tuple[Tried, ...]:
    """The attempts since the person was last not to be reached, the latest first."""
    began = select(func.max(ReferralEvent.at)).where(
        ReferralEvent.referral_id == case.referral.id, ReferralEvent.to_state == ReferralState.OUTREACH
    )
    since = db.session.scalar(began)
    rows = select(Attempt).where(Attempt.referral_id == case.referral.id)
    if since is not None:
        rows = rows.where(Attempt.recorded_at >= since)
    found = db.session.scalars(rows.order_by(Attempt.at.desc(), Attempt.id.desc())).all()
    names = names_of(each.recorded_by_id for each in found)
    return tuple(
        Tried(at=each.at, way=each.way, note=each.note or "", who=names.get(each.recorded_by_id, "")) for each in found
    )


def open_steps(viewer: Viewer, case: Case) -> tuple[tuple[str, str], ...]:
    """The steps that the viewer may take of this case now, as (event, title), in the order of the table of steps."""
    now = standing_of(case)
    return tuple(
        (event, steps_asked()[event].title)
        for event in IN_CASE
        if may_take(case.referral.state, event, viewer.role) and not guard_reasons(event, now, {})
    )


def endings_of(case: Case) -> tuple[tuple[Ending, ...], tuple[tuple[Ending, str], ...]]:
    """The reasons for leaving that may be chosen now, and of each other that the state has, why it may not.

    Of somebody who died none is shut: the page says that everything has ended, whatever is chosen.
    """
    if case.has_died:
        return endings_from(case.referral.state), ()
    now = standing_of(case)
    judged = [(one, guard_reasons(one.event, now, {})) for one in endings_from(case.referral.state)]
    shut = tuple((one, " ".join(reason.message for reason in reasons)) for one, reasons in judged if reasons)
    return tuple(one for one, reasons in judged if not reasons), shut


def choices_for(viewer: Viewer, case: Case, event: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """What a step lets one choose that the table cannot know: (value, words) by the name of the question."""
    if event == "transfer_out":
        listed = tuple(
            (str(each.id), f"{each.name}, {each.town}")
            for each in may_be_sent_to(directory.services_open_on(clock.today()), case.person.id)
            if each.id != case.referral.service_id
        )
        return {"receiver": (*listed, (ELSEWHERE, "A service outside this list"))}
    if event == "worker_left":
        ours = tuple(
            (str(one.id), one.name)
            for one in keyworkers(viewer, case.referral.person_id)
            if one.id != case.referral.keyworker_id
        )
        return {"keyworker": (*ours, (QUEUE, "Team queue: I hold it until somebody is named"))}
    return {}
