"""Recording services to avoid, raising and reviewing a concern, and recording the answers about risks."""

from collections.abc import Iterable

from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.changes import recorded_since
from pathways.auth.roles import Viewer
from pathways.dates import age_on
from pathways.people.custody.queries import EpisodeView, view_of
from pathways.people.deaths.queries import bars_of_death
from pathways.people.identity.queries import record_ids_of
from pathways.people.identity.rules import ADULT
from pathways.people.models.custody import Episode
from pathways.refusals import Refused, Stale, refuse_if
from pathways.safeguarding import queries
from pathways.safeguarding.models import Concern, RiskScreen, ServiceToAvoid
from pathways.safeguarding.queries import answers_on, risk_row_of
from pathways.safeguarding.rules.concerns import ConcernFacts, ForceFacts, ReviewFacts, concern_reasons, review_reasons
from pathways.safeguarding.rules.risks import RISKS, AvoidFacts, AvoidWhy, RiskAnswers, avoid_reasons, merged
from pathways.store.base import db, rows_changed, save, supersede

# Services that somebody must not be sent to: one newly ticked is added, one no longer ticked is ended.


def record_services_to_avoid(
    *,
    by: Viewer,
    view: EpisodeView,
    facts: AvoidFacts,
    is_keyworker: bool = False,
    seen_version: int | None = None,
) -> None:
    """Record the list as it stands now, as far as the viewer may read it. An unchanged list records nothing.

    Raises Stale, and Refused with every reason.
    """
    refuse_if(bars_of_death(by, view.person))
    audit.expect(view.person.id, seen_version, in_confidence=by.is_treatment)
    rows = queries.to_avoid(by, view.person.id, is_keyworker=is_keyworker)
    before = {row.service_id for row in rows}
    refuse_if(avoid_reasons(facts, before=before))
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
    """Add these services to the list, except those that the viewer recorded already.

    A service that a colleague recorded, and that the viewer may not read, is added a second time. If it were left out,
    the page would show that somebody had recorded it, and taking it off would undo both entries.
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


# Raising a concern, and the review that a disposal waits for. What was said is in the row, never in the log.


NO_FORCE = "No police force works with this system yet. Ring 101, or 999 if anybody is in danger"


def raise_concern(*, by: Viewer, episode: Episode, facts: ConcernFacts, near: Iterable[str] = ()) -> Concern:
    """Raise a concern about somebody whose episode is in the viewer's sight. The caller has checked that.

    It goes to the force of the episode. Where `near`, the towns it happened in, leaves more than one force, it goes to
    the one that was chosen. A provider is no first responder: what it raises goes to police, who review it and notify
    (Modern Slavery Act 2015 s.52; verified). A concern is a row of its own, so what others recorded meanwhile never
    stands in its way. Raises Refused with every reason.
    """
    view = view_of(episode)
    refuse_if(bars_of_death(by, view.person))
    refuse_if(concern_reasons(facts))
    row = Concern(
        episode_id=episode.id,
        organisation_id=by.organisation_id,
        force_id=_force(queries.forces_for(episode, near), facts.force_id),
        kinds=sorted(kind.value for kind in facts.kinds),
        signs=sorted(sign.code for sign in facts.signs),
        immediate_danger=facts.immediate_danger,
        danger_done=facts.danger_done.strip() or None,
        note=facts.note.strip() or None,
        raised_at=clock.now(),
        raised_by_id=by.user_id,
    )
    save(row)
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
    if chosen not in {force.force_id for force in among}:
        raise Refused("Select which police force is told", field="force")
    return chosen


def review_concern(*, by: Viewer, concern_id: int, facts: ReviewFacts, seen_version: int | None = None) -> Concern:
    """Record a deciding officer's review of a concern. Once only; also after a death: the exploiters live on.

    The concern itself is locked: nobody changes what was said in it, and it is reviewed only if nobody has reviewed it.
    Other records of the person meanwhile (facts of a disposal, a test) are no reason to refuse the review. Their death
    is, because the reviewer has to know of it. Raises OutOfSight, Refused, Stale.
    """
    row, view = queries.concern(by, concern_id)
    if seen_version is not None and view.person.died_at:
        since = recorded_since(view.person.id, seen_version)
        if any(event.action == "death.recorded" for event in since):
            raise Stale
    is_child = age_on(view.details.date_of_birth, clock.today()) < ADULT
    refuse_if(review_reasons(facts, is_child=is_child))
    reviewed = rows_changed(
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
        .execution_options(synchronize_session=False)
    )
    if reviewed != 1:
        raise Stale("Somebody else reviewed this concern a moment ago. Read what they decided")
    db.session.refresh(row)
    audit.change(by, view.person.id, "safeguarding.reviewed", ("concern", row.id))
    return row


# The answers about risks: kept in one place, wherever they were asked.


def record_risks(*, by: Viewer, view: EpisodeView, answers: RiskAnswers, seen_version: int | None = None) -> None:
    """Record the answers. A blank keeps the answer given before; unchanged answers record nothing.

    Raises Stale if the record moved on since `seen_version`, and Refused for somebody who died.
    """
    refuse_if(bars_of_death(by, view.person))
    audit.expect(view.person.id, seen_version)
    row = risk_row_of(view.episode.id)
    before = answers_on(row)
    after, at = merged(before, answers), clock.now()
    if after == before:
        return
    screen = RiskScreen(
        episode_id=view.episode.id,
        recorded_at=at,
        recorded_by_id=by.user_id,
        **{risk.name: after.of(risk) for risk in RISKS},
    )
    changed = [risk.name for risk in RISKS if before.of(risk) not in (None, after.of(risk))]
    supersede(row, screen, at=at, reason="Asked again" if changed else None)
    # Which risk was asked, never what was answered: the log is no place for it.
    asked = [risk.name for risk in RISKS if after.of(risk) is not before.of(risk)]
    subject, quietly = ("risk_screen", screen.id), by.is_treatment
    audit.noted(by, view.person.id, "screen.risks.recorded", subject, quietly=quietly, asked=asked)
