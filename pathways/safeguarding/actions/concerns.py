"""Raising a concern, and the review that a disposal waits for. What was said is in the row, never in the log."""

from collections.abc import Iterable

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.models import Episode
from pathways.people.queries import bars_of_death, view_of
from pathways.people.rules import ADULT, age_on
from pathways.refusals import Refused, Stale
from pathways.safeguarding import queries
from pathways.safeguarding.actions.avoiding import keep_services_to_avoid
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules import AvoidWhy, ConcernFacts, ForceFacts, ReviewFacts, concern_reasons, review_reasons
from pathways.store import db

NO_FORCE = "No police force works with this system yet. Ring 101, or 999 if anybody is in danger"


def raise_concern(*, by: Viewer, episode: Episode, facts: ConcernFacts, near: Iterable[str] = ()) -> Concern:
    """Raise a concern about somebody whose episode the caller found in sight. It goes to the force of the episode, or
    to the one that was chosen where `near`, the towns it happened in, leaves more than one.

    A provider is no first responder: what it raises goes to police, who review it and notify (Modern Slavery Act 2015
    s.52; verified). It is a row of its own and changes none: what somebody else recorded of the person meanwhile never
    stands in its way. Raises Refused with every reason.
    """
    view = view_of(episode)
    if bars := bars_of_death(by, view.person):
        raise Refused(reasons=bars)
    if reasons := concern_reasons(facts):
        raise Refused(reasons=reasons)
    row = Concern(
        episode_id=episode.id,
        organisation_id=by.organisation_id,
        force_id=_force(queries.forces_for(episode, near), facts.force_id),
        kinds=sorted(kind.value for kind in facts.kinds),
        signs=sorted(sign.value for sign in facts.signs),
        immediate_danger=facts.immediate_danger,
        danger_done=facts.danger_done.strip() or None,
        note=facts.note.strip() or None,
        raised_at=clock.now(),
        raised_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    keep_services_to_avoid(
        by=by, person_id=view.person.id, service_ids=facts.avoid, why=AvoidWhy.PLACE, concern_id=row.id
    )
    audit.change(by, view.person.id, "safeguarding.raised", ("concern", row.id))
    return row


def _force(among: tuple[ForceFacts, ...], chosen: int | None) -> int:
    if not among:
        raise Refused(NO_FORCE)
    if len(among) == 1:
        return among[0].force_id
    if chosen not in {one.force_id for one in among}:
        raise Refused("Select which police force is told", field="force")
    return chosen


def review_concern(*, by: Viewer, concern_id: int, facts: ReviewFacts, seen_version: int | None = None) -> Concern:
    """A deciding officer of the force reviews a concern, once; also after a death, for those who exploit live on.

    The concern itself is what is locked: nobody changes what was said in it, and only a review that is not held yet is
    held. What else was recorded of the person meanwhile (facts of a disposal, a test) is no reason to refuse it, but
    for their death: whoever decides has to know of it.
    Raises OutOfSight, Refused, Stale.
    """
    row, view = queries.concern(by, concern_id)
    if seen_version is not None and view.person.died_at:
        since = audit.recorded_since(view.person.id, seen_version)
        if any(event.action == "death.recorded" for event in since):
            raise Stale
    is_child = age_on(view.details.date_of_birth, clock.today()) < ADULT
    if reasons := review_reasons(facts, is_child=is_child):
        raise Refused(reasons=reasons)
    done = db.session.scalar(
        update(Concern)
        .where(Concern.id == row.id, Concern.reviewed_at.is_(None))
        .values(
            reviewed_at=clock.now(),
            reviewed_by_id=by.user_id,
            passed_to=sorted(each.value for each in facts.passed_to),
            agreed=facts.agreed,
            reference=facts.reference.strip() or None,
            review_reason=facts.reason.strip(),
        )
        .returning(Concern.id)
        .execution_options(synchronize_session=False)
    )
    if done is None:
        raise Stale("Somebody else reviewed this concern a moment ago. Read what they decided")
    db.session.refresh(row)
    audit.change(by, view.person.id, "safeguarding.reviewed", ("concern", row.id))
    return row
