"""Names put on the lists of who may see a record, through the actions of the people room."""

from collections.abc import Iterable
from typing import Any

from pathways import clock
from pathways.auth.models import User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.people.models.identity import Person, Restriction, RestrictionName
from pathways.people.restrictions import actions, queries
from pathways.people.restrictions.rules import RestrictionList, RestrictionWhy
from pathways.store.base import db
from tests import county

WHY = "She is the sister of somebody in this office."


def proposed(
    person: Person,
    names: Iterable[User],
    by: Viewer,
    which: RestrictionList = RestrictionList.EXCLUDED_FROM,
    **more: Any,
) -> Restriction:
    """Names proposed for a list, for whoever decides."""
    proposal = {"why": RestrictionWhy.RELATIVE, "reason": WHY, **more}
    sign_in_names = [each.sign_in_name for each in names]
    return actions.propose_restriction(by=by, person=person, which=which, sign_in_names=sign_in_names, **proposal)


def decided(row: Restriction, by: Viewer, *, confirms: bool = True) -> Restriction:
    """What was proposed, decided by somebody who sees the person."""
    return actions.decide_restriction(by=by, line=queries.restriction(by, row.id), confirms=confirms)


def excluded(person: Person, *names: User, by: Viewer, decider: Viewer) -> Restriction:
    """In force: these may not see the record."""
    return decided(proposed(person, names, by), decider)


def restricted_to(person: Person, *names: User, by: Viewer, **more: Any) -> Restriction:
    """In force: only these may see the record. Decided by an inspector who is not on the list."""
    row = proposed(person, names, by, RestrictionList.RESTRICTED_TO, **more)
    return decided(row, county.viewer_of(county.user(Role.DM, rank=Rank.INSPECTOR)))


def shut_to_all_but(people: Iterable[Person], *names: User) -> None:
    """Only these may see any of these people: the rows alone, for a scene of many."""
    proposer, decider = county.user(Role.CO), county.user(Role.DM, rank=Rank.INSPECTOR)
    for person in people:
        row = Restriction(
            person_id=person.id,
            which=RestrictionList.RESTRICTED_TO,
            why=RestrictionWhy.CURIOSITY,
            reason=WHY,
            organisation_id=proposer.organisation_id,
            binds_all=True,
            proposed_at=clock.now(),
            proposed_by_id=proposer.id,
            decided_at=clock.now(),
            decided_by_id=decider.id,
            is_confirmed=True,
            in_force_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        db.session.add_all(RestrictionName(restriction_id=row.id, user_id=each.id) for each in names)
    db.session.commit()
