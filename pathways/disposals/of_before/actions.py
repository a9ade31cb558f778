"""Recording a disposal of before that was given and has ended, and taking it back."""

from datetime import datetime

from sqlalchemy import select

from pathways import clock, dates
from pathways.arrest_tests.of_before.actions import keep_stated_offence, take_back_offence
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.of_before.queries import has_its_outcome, more_is_recorded_of_disposals
from pathways.disposals.of_before.rules import (
    RULES_VERSION,
    PastDisposal,
    ends_of,
    past_disposal_reasons,
    takes_effect,
)
from pathways.disposals.steps.rules.machine import State
from pathways.law.queries import law_in_use
from pathways.people.actions import lock
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save


def record_past_disposal(
    *, by: Viewer, view: EpisodeView, facts: PastDisposal, **origin: object
) -> tuple[Disposal, int | None]:
    """Record a disposal that was given before and has ended, from another system. Raises Refused.

    Nothing follows from it: nobody is to be told, no code is asked for, no rule of today judges it. Who authorised it
    is not known here. Returns it with the id of the offence that was recorded with it, None where it was there already.
    """
    lock(by, view.person, None)
    refuse_if(past_disposal_reasons(facts, now=clock.now(), law=law_in_use()))
    if facts.decided_at < view.episode.opened_at:
        raise Refused("It was decided before they were brought into custody", field="decided_at")
    if dates.age_at(view.details.date_of_birth, facts.decided_at) < 18:
        raise Refused(
            "They were under 18 when it was decided. Disposals of children are not recorded here", field="decided_at"
        )
    if has_its_outcome(view.episode.id):
        raise Refused("This matter has its outcome already", field="kind")
    offence, is_new = keep_stated_offence(by=by, view=view, stated=facts, **origin)
    given = takes_effect(facts.kind)
    ended = ends_of(facts.kind)[facts.ended_as] if facts.ended_as else None
    disposal = Disposal(
        episode_id=view.episode.id,
        person_id=view.person.id,
        organisation_id=view.episode.organisation_id,
        kind=facts.kind,
        state=facts.ended_as or State(given.to),
        facts={},
        results=[],
        rules_version=RULES_VERSION,
        rationale=facts.rationale or "",
        reasons_cite_test=False,
        proposed_at=facts.decided_at,
        proposed_by_id=by.user_id,
        signed_at=facts.given_at,
        signed_by_id=by.user_id,
        completed_at=facts.ended_at if facts.ended_as is State.COMPLETED else None,
        is_of_before=True,
    )
    save(disposal)
    about = {"offence": offence.id} if offence else {}
    _step(by, disposal, "propose", State.DRAFT, State.PROPOSED, facts.decided_at, **about)
    _step(by, disposal, given.event, State(given.state), State(given.to), facts.given_at)
    if ended is not None and facts.ended_at is not None:
        _step(by, disposal, ended.event, State(ended.state), State(ended.to), facts.ended_at)
    db.session.flush()
    subject = ("disposal", disposal.id)
    audit.change(by, view.person.id, "disposal.recorded", subject, kind=facts.kind, state=disposal.state, **origin)
    return disposal, offence.id if offence and is_new else None


def _step(
    by: Viewer, disposal: Disposal, event: str, before: State, after: State, at: datetime, **recorded: object
) -> None:
    """A step as the other system says it happened; who took it is whoever records it now."""
    db.session.add(
        DisposalEvent(
            disposal_id=disposal.id,
            event=event,
            from_state=before,
            to_state=after,
            at=at,
            by_id=by.user_id,
            role=by.role,
            recorded={"of_before": True, **recorded},
        )
    )


def take_back_disposal(
    *, by: Viewer, view: EpisodeView, disposal: Disposal, offence_id: int | None, **origin: object
) -> None:
    """Take a disposal of before back where nothing hangs on it, with the offence recorded with it. Raises Refused.

    The caller has locked the person (`audit.lock`). The log keeps that it was recorded, and that it was taken back.
    """
    if more_is_recorded_of_disposals([disposal.id]):
        raise Refused("Something was recorded with this disposal since. It stays")
    audit.taken_back(by, view.person.id, "disposal.taken_back", ("disposal", disposal.id), origin)
    for step in db.session.scalars(select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id)):
        db.session.delete(step)
    db.session.flush()
    db.session.delete(disposal)
    db.session.flush()
    if offence_id is not None:
        take_back_offence(by=by, view=view, offence_id=offence_id, **origin)
