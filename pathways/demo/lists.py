"""Lists of who may not see a record, so that a visitor finds some to decide and some to review."""

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.auth.queries import sign_in_name_of
from pathways.people import actions, queries
from pathways.people.models import Detention, Episode, Person
from pathways.people.rules import RestrictionList, RestrictionWhy
from pathways.referrals.models import Referral
from pathways.referrals.rules import groups
from pathways.store import db

KEPT_OUT = RestrictionList.EXCLUDED_FROM


def build_lists(officer: Viewer, inspector: Viewer, kept_out: Viewer, away: Viewer, worker: Viewer) -> None:
    """Of the two who are in custody longest: one list waits, one is in force. A worker names themselves. Commits."""
    here = (
        select(Person)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(Episode.suite_id == officer.suite_id)
        .order_by(Episode.id)
        .limit(2)
    )
    for number, person in enumerate(db.session.scalars(here).all()):
        row = actions.propose_restriction(
            by=officer,
            person=person,
            which=KEPT_OUT,
            why=(RestrictionWhy.KNOWN, RestrictionWhy.RELATIVE)[number],
            reason=("Lives two doors away from this officer.", "The brother of this officer's wife.")[number],
            sign_in_names=[sign_in_name_of((kept_out, away)[number].user_id)],
        )
        if number:
            actions.decide_restriction(by=inspector, line=queries.restriction(inspector, row.id), confirms=True)
    _own_conflict(worker)
    db.session.commit()


def _own_conflict(worker: Viewer) -> None:
    """Of somebody whom a colleague has accepted: it counts already, and waits for the manager."""
    cases = (
        select(Person)
        .join(Referral, Referral.person_id == Person.id)
        .where(Referral.organisation_id == worker.organisation_id, Referral.keyworker_id != worker.user_id)
        .where(Referral.state.in_(groups()["LIVE"]), Person.merged_into_id.is_(None))
        .order_by(Referral.id.desc())
        .limit(1)
    )
    if (person := db.session.scalar(cases)) is not None:
        actions.propose_restriction(
            by=worker,
            person=person,
            which=KEPT_OUT,
            why=RestrictionWhy.KNOWN,
            reason="We were at school together, and our children are friends.",
            sign_in_names=[sign_in_name_of(worker.user_id)],
        )
