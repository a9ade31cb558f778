"""What waits for authority: proposed disposals, and tests about which an inspector was asked; and what else waits."""

from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from pathways.arrest_tests.queries import RequestWaiting, held_records, requests_waiting
from pathways.arrest_tests.queries.failures import failures_waiting
from pathways.arrest_tests.queries.required_otherwise import requirements_waiting
from pathways.arrest_tests.queries.telling import told_outside_waiting
from pathways.arrest_tests.rules.holds import may_decide
from pathways.auth import Role, Viewer
from pathways.disposals.models import Disposal
from pathways.disposals.queries.records import disposals_in_sight
from pathways.disposals.rules import State
from pathways.people.models import Episode, Person, PersonDetails
from pathways.people.queries import details_of_many, surviving_id
from pathways.safeguarding.queries import waiting as reviews_waiting
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One proposal that waits for authority, for the list page."""

    disposal: Disposal
    details: PersonDetails


@dataclass(frozen=True, kw_only=True)
class AuthoritiesWaiting:
    """What waits for authority: proposed disposals, and tests for an offence that is no trigger."""

    proposals: tuple[Waiting, ...]
    requests: tuple[RequestWaiting, ...]

    @property
    def episode_ids(self) -> frozenset[int]:
        return frozenset(
            [each.disposal.episode_id for each in self.proposals] + [each.request.episode_id for each in self.requests]
        )


@dataclass(frozen=True, kw_only=True)
class WaitsElsewhere:
    """Another list of the viewer's, by the name of its page, and how many on it wait for them."""

    name: str
    number: int


def waiting(viewer: Viewer) -> tuple[Waiting, ...]:
    """The proposals that wait for authority, oldest first: of a custody officer's own suite, of everybody else's force.
    Nobody who died is on it."""
    asked = aliased(Person)
    is_of_a_suite = viewer.role is Role.CO and viewer.suite_id is not None
    of_suite = Disposal.episode_id.in_(select(Episode.id).where(Episode.suite_id == viewer.suite_id))
    rows = db.session.scalars(
        select(Disposal)
        .join(asked, asked.id == Disposal.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(Person.died_at.is_(None))
        .where(Disposal.id.in_(disposals_in_sight(viewer)), Disposal.state == State.PROPOSED)
        .where(of_suite if is_of_a_suite else true())
        .order_by(Disposal.proposed_at, Disposal.id)
    ).all()
    details = details_of_many([row.person_id for row in rows])
    return tuple(Waiting(disposal=row, details=details[row.person_id]) for row in rows)


def waiting_elsewhere(viewer: Viewer) -> tuple[WaitsElsewhere, ...]:
    """The other lists that are this viewer's to work through, the empty ones too: the answer may be that nobody waits.

    Held records leave out those in which the viewer had a part: another inspector decides them."""
    elsewhere = []
    if viewer.may("safeguarding.review"):
        elsewhere.append(WaitsElsewhere(name="Safeguarding reviews", number=len(reviews_waiting(viewer))))
    if viewer.may("hold.decide") and may_decide(rank=viewer.rank, was_involved=False):
        involved = [one.was_involved for one in held_records(viewer)]
        involved += [one.was_involved for one in told_outside_waiting(viewer)]
        involved += [one.was_involved for one in requirements_waiting(viewer)]
        elsewhere.append(WaitsElsewhere(name="Held records", number=involved.count(False)))
    if viewer.may("failure.decide"):
        elsewhere.append(WaitsElsewhere(name="Failures to decide", number=len(failures_waiting(viewer))))
    return tuple(elsewhere)


def waiting_for_authority(viewer: Viewer) -> AuthoritiesWaiting:
    """All that waits for a decision of an inspector or a sergeant: the list and the board's count are read here."""
    return AuthoritiesWaiting(proposals=waiting(viewer), requests=requests_waiting(viewer))
