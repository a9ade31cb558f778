"""Which services somebody must not be sent to: what is ticked is added, what is not ticked any more is ended."""

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.queries import EpisodeView, bars_of_death, record_ids_of
from pathways.refusals import Refused
from pathways.safeguarding import queries
from pathways.safeguarding.models import ServiceToAvoid
from pathways.safeguarding.rules import AvoidFacts, AvoidWhy, avoid_reasons
from pathways.store import db


def record_services_to_avoid(
    *,
    by: Viewer,
    view: EpisodeView,
    facts: AvoidFacts,
    is_keyworker: bool = False,
    seen_version: int | None = None,
) -> None:
    """Keep the list as it stands now, as far as the viewer reads it. The same again records nothing.

    Raises Stale, and Refused with every reason.
    """
    if bars := bars_of_death(by, view.person):
        raise Refused(reasons=bars)
    if seen_version is not None:
        audit.expect(view.person.id, seen_version, in_confidence=by.is_treatment)
    rows = queries.to_avoid(by, view.person.id, is_keyworker=is_keyworker)
    before = {row.service_id for row in rows}
    if reasons := avoid_reasons(facts, before=before):
        raise Refused(reasons=reasons)
    gone = [row for row in rows if row.service_id not in facts.service_ids]
    for row in gone:
        row.ended_at, row.ended_by_id = clock.now(), by.user_id
    new = facts.service_ids - before
    if new and facts.why is not None:
        keep_services_to_avoid(by=by, person_id=view.person.id, service_ids=new, why=facts.why, note=facts.note)
    if gone or new:
        # That it was asked, never which service or why: the log is no place for it.
        subject, quietly = ("episode", view.episode.id), by.is_treatment
        audit.noted(by, view.person.id, "safeguarding.avoid.recorded", subject, quietly=quietly)


def keep_services_to_avoid(
    *,
    by: Viewer,
    person_id: int,
    service_ids: frozenset[int],
    why: AvoidWhy,
    note: str = "",
    concern_id: int | None = None,
) -> None:
    """Add these to the list, but for those that the viewer recorded already.

    What a colleague said, whom the viewer does not read, is said a second time: were it left out, the page that comes
    back would tell that somebody had said it, and one word of theirs would undo the word of both.
    """
    live = (
        ServiceToAvoid.person_id.in_(record_ids_of(person_id)),
        ServiceToAvoid.organisation_id == by.organisation_id,
        ServiceToAvoid.recorded_by_id == by.user_id,
        ServiceToAvoid.ended_at.is_(None),
    )
    known = set(db.session.scalars(select(ServiceToAvoid.service_id).where(*live)))
    db.session.add_all(
        ServiceToAvoid(
            person_id=person_id,
            service_id=service_id,
            why=why,
            note=note.strip() or None,
            concern_id=concern_id,
            organisation_id=by.organisation_id,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
        for service_id in sorted(service_ids - known)
    )
    db.session.flush()
