"""What waits for an inspector: authorities that were asked for, and oral ones that their giver has not confirmed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select, true
from sqlalchemy.orm import aliased

from pathways.arrest_tests.models import Authority, AuthorityRequest, DrugTest, Offence
from pathways.arrest_tests.queries.authorities import still_to_authorise
from pathways.arrest_tests.queries.offences import OffenceLine, as_lines
from pathways.arrest_tests.rules.authorising import confirm_by
from pathways.arrest_tests.rules.words import AuthorityMode, RequestEnd
from pathways.auth import Rank, Viewer
from pathways.auth.models import Suite
from pathways.people.models import Detention, Episode, Person, PersonDetails
from pathways.people.queries import details_of_many, episodes_in_sight, surviving_id
from pathways.store import db

ANSWERED = (RequestEnd.GIVEN, RequestEnd.REFUSED)


@dataclass(frozen=True, kw_only=True)
class RequestWaiting:
    """One request that an inspector may still answer. `suite_name` is where the person is held."""

    request: AuthorityRequest
    offence: OffenceLine
    details: PersonDetails
    detention: Detention
    suite_name: str


@dataclass(frozen=True, kw_only=True)
class OralToConfirm:
    """One oral authority that its giver has not confirmed in writing."""

    authority: Authority
    offence: OffenceLine
    details: PersonDetails
    custody_record_no: str

    @property
    def confirm_by(self) -> datetime:
        return confirm_by(self.authority.given_at)


def requests_waiting(viewer: Viewer, episode_id: int | None = None) -> tuple[RequestWaiting, ...]:
    """The requests that wait, the oldest first: the one query behind the list, the board and the case.

    An inspector may answer for any suite of the force, so sees them all; a colleague below that rank sees those of the
    own suite. Nobody is on it who left, who died, or whose test was recorded since.
    """
    live, asked = aliased(Offence), aliased(Person)
    statement = (
        select(AuthorityRequest, live, Detention, Suite.name, asked.id)
        .join(Offence, Offence.id == AuthorityRequest.offence_id)
        .join(live, (live.episode_id == Offence.episode_id) & (live.number == Offence.number))
        .join(Episode, Episode.id == AuthorityRequest.episode_id)
        .join(asked, asked.id == Episode.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .join(Detention, Detention.episode_id == Episode.id)
        .join(Suite, Suite.id == Detention.suite_id)
        .where(AuthorityRequest.ended_at.is_(None), Person.died_at.is_(None), _is_here(viewer, episode_id))
        .where(live.superseded_at.is_(None), live.code == Offence.code)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(Episode.id.in_(episodes_in_sight(viewer)), ~_was_tested_since())
        .order_by(AuthorityRequest.asked_at, AuthorityRequest.id)
    )
    rows = db.session.execute(statement).all()
    details = details_of_many([row[4] for row in rows]) if rows else {}
    waiting = (
        RequestWaiting(
            request=request, offence=offence, details=details[person_id], detention=detention, suite_name=suite_name
        )
        for (request, _, detention, suite_name, person_id), offence in zip(
            rows, as_lines(r[1] for r in rows), strict=True
        )
    )
    return tuple(each for each in waiting if still_to_authorise([each.offence]))


def authorities_to_confirm(viewer: Viewer) -> tuple[OralToConfirm, ...]:
    """The oral authorities that the viewer gave and has not confirmed, the oldest first."""
    asked = aliased(Person)
    statement = (
        select(Authority, Offence, Detention.custody_record_no, asked.id)
        .join(Offence, Offence.id == Authority.offence_id)
        .join(Episode, Episode.id == Authority.episode_id)
        .join(asked, asked.id == Episode.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .outerjoin(Detention, (Detention.episode_id == Episode.id) & Detention.superseded_at.is_(None))
        .where(Authority.given_by_id == viewer.user_id, Authority.mode == AuthorityMode.ORAL)
        .where(Authority.confirmed_in_writing_at.is_(None), Authority.disowned_at.is_(None), Person.died_at.is_(None))
        .where(Episode.id.in_(episodes_in_sight(viewer)))
        .order_by(Authority.given_at, Authority.id)
    )
    rows = db.session.execute(statement).all()
    details = details_of_many([row[3] for row in rows]) if rows else {}
    return tuple(
        OralToConfirm(authority=row[0], offence=offence, details=details[row[3]], custody_record_no=row[2] or "")
        for row, offence in zip(rows, as_lines(row[1] for row in rows), strict=True)
    )


def open_requests(episode_id: int) -> tuple[tuple[AuthorityRequest, str], ...]:
    """The requests of an episode that nobody ended, each with the offence as an authority names it."""
    return _with_keys(select(AuthorityRequest, Offence).where(AuthorityRequest.ended_at.is_(None)), episode_id)


def requests_of(episode_id: int) -> tuple[AuthorityRequest, ...]:
    """Every request of an episode, the oldest first, however it ended."""
    of_episode = select(AuthorityRequest).where(AuthorityRequest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(AuthorityRequest.id)))


def last_answer(episode_id: int, key: str) -> AuthorityRequest | None:
    """The request for one offence that an inspector answered last."""
    answered = select(AuthorityRequest, Offence).where(AuthorityRequest.ended_as.in_(ANSWERED))
    return next((row for row, named in reversed(_with_keys(answered, episode_id)) if named == key), None)


def _with_keys(
    statement: Select[AuthorityRequest, Offence], episode_id: int
) -> tuple[tuple[AuthorityRequest, str], ...]:
    of_episode = statement.join(Offence, Offence.id == AuthorityRequest.offence_id).where(
        AuthorityRequest.episode_id == episode_id
    )
    rows = db.session.execute(of_episode.order_by(AuthorityRequest.id)).all()
    return tuple((row[0], line.key) for row, line in zip(rows, as_lines(r[1] for r in rows), strict=True))


def _is_here(viewer: Viewer, episode_id: int | None) -> ColumnElement[bool]:
    if episode_id is not None:
        return AuthorityRequest.episode_id == episode_id
    may_answer = viewer.rank is not None and viewer.rank.at_least(Rank.INSPECTOR)
    return true() if may_answer or viewer.suite_id is None else Detention.suite_id == viewer.suite_id


def _was_tested_since() -> ColumnElement[bool]:
    return exists().where(
        DrugTest.episode_id == AuthorityRequest.episode_id,
        DrugTest.superseded_at.is_(None),
        DrugTest.recorded_at > AuthorityRequest.asked_at,
    )
