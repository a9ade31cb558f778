"""The authorities of an episode, who may give one, and what waits for an inspector."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, exists, select, true

from pathways import clock, dates
from pathways.arrest_tests.authority.rules import confirm_by, stands_from
from pathways.arrest_tests.lawful_basis.rules.facts import AuthorityFacts
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal, AuthorityRequest, Offence
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.offences.queries import (
    OffenceLine,
    as_lines,
    key_of,
    offence_facts,
    offences_of,
)
from pathways.arrest_tests.rules import AuthorityMode, RequestEnd
from pathways.auth.models import RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.law.rules.findings import OffenceState
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_episode_in_sight, may_be_given, names_an_episode_in_sight, surviving_id
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide, among

# The authorities and refusals of an episode, and the officers who may give one.


def authorities_of(episode_id: int) -> tuple[Authority, ...]:
    """The authorities of an episode, latest first, without those whose giver says that it is not what they said."""
    return tuple(row for row in every_authority(episode_id) if row.disowned_at is None)


def every_authority(episode_id: int) -> tuple[Authority, ...]:
    """Every authority recorded in an episode, latest first, even if its giver has denied it."""
    statement = select(Authority).where(Authority.episode_id == episode_id)
    return tuple(db.session.scalars(statement.order_by(Authority.given_at.desc(), Authority.id.desc())))


def standing_decision(episode_id: int, key: str) -> Authority | AuthorityRefusal | None:
    """What an inspector decided about one offence (`OffencesRead.standing_decision`)."""
    return offences_read([episode_id])[episode_id].standing_decision(key)


def refused_keys(episode_id: int) -> set[str]:
    """The keys of the offences for which an authority was refused."""
    statement = (
        select(Offence.number, Offence.code)
        .join(AuthorityRefusal, AuthorityRefusal.offence_id == Offence.id)
        .where(AuthorityRefusal.episode_id == episode_id)
        .order_by(AuthorityRefusal.id)
    )
    return {key_of(number, code) for number, code in db.session.execute(statement)}


def offences_to_authorise(episode_id: int) -> tuple[OffenceLine, ...]:
    """The offences of an episode that are open and not a trigger offence on their route."""
    return still_to_authorise(offences_of(episode_id))


def still_to_authorise(lines: Iterable[OffenceLine]) -> tuple[OffenceLine, ...]:
    """Those of the given offences that are open and not a trigger offence on their route."""
    now = clock.now()
    return tuple(
        line
        for line in lines
        if offence_facts(line, arrived_at=None).state_at(now) in (OffenceState.ARRESTED, OffenceState.CHARGED)
        and not (line.is_trigger_on_charge if line.charged_at else line.is_trigger_on_arrest)
    )


def counts_from(row: Authority) -> datetime:
    """From when an authority opens a test. Every page shows this time."""
    return stands_from(row.mode, row.given_at, recorded_at=row.recorded_at)


# The offences of episodes, live or corrected since, and what inspectors decided about each. Refusals have an index by
# their episode alone.
OFFENCES = Records(
    (Offence, Authority, AuthorityRefusal),
    Offence.episode_id == Episode.id,
    (Offence.number, Offence.id, Authority.given_at, Authority.id),
    beside=(
        (Authority, Authority.offence_id == Offence.id),
        (
            AuthorityRefusal,
            and_(AuthorityRefusal.episode_id == Episode.id, AuthorityRefusal.offence_id == Offence.id),
        ),
    ),
)
_OFFENCES = SideBySide((Episode, among(Episode.id, "of_episodes")), offences=OFFENCES)
_ALIKE = (
    select(Authority.id, Authority.given_by_id, Authority.grounds, Authority.given_at)
    .where(Authority.given_by_id.in_(bindparam("of_officers", expanding=True)))
    .where(Authority.given_at >= bindparam("since"), Authority.given_at < bindparam("until"))
    .where(Authority.grounds.in_(bindparam("of_grounds", expanding=True)))
    .order_by(Authority.id)
)


@dataclass(frozen=True, kw_only=True)
class OffencesRead:
    """The live offences of an episode in order, and the authorities and refusals in it, oldest first.

    `decided_on` are the offences that these are about, corrected since or not, by id. `same_grounds` says by its id how
    often that officer used an authority's grounds that day.
    """

    lines: tuple[OffenceLine, ...] = ()
    every_authority: tuple[Authority, ...] = ()
    every_refusal: tuple[AuthorityRefusal, ...] = ()
    decided_on: Mapping[int, OffenceLine] = field(default_factory=dict)
    same_grounds: Mapping[int, int] = field(default_factory=dict)

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Latest first, without those whose giver says that it is not what they said."""
        return tuple(row for row in reversed(self.every_authority) if row.disowned_at is None)

    @property
    def authorised(self) -> set[str]:
        """The keys of the offences with an authority that its giver has not denied."""
        return {self.decided_on[row.offence_id].key for row in self.authorities}

    def standing_decision(self, key: str) -> Authority | AuthorityRefusal | None:
        """What an inspector decided about one offence (`key`): its authority, else the latest refusal, else None."""
        decisions: tuple[Authority | AuthorityRefusal, ...] = (*self.authorities, *reversed(self.every_refusal))
        return next((row for row in decisions if self.decided_on[row.offence_id].key == key), None)

    def authority_facts(self, told_at: datetime | None = None) -> tuple[AuthorityFacts, ...]:
        """The authorities as the rules read them.

        `told_at` is when the form that is open says the person was told, for an authority that has no such time yet.
        """
        return tuple(
            AuthorityFacts(
                offence_key=self.decided_on[row.offence_id].key,
                rank_label=row.rank.label,
                is_inspector_or_above=row.rank.at_least(Rank.INSPECTOR),
                grounds=row.grounds,
                given_at=counts_from(row),
                told_at=row.told_at or (told_at if told_at and told_at >= row.given_at else None),
                is_oral=row.mode is AuthorityMode.ORAL,
                confirmed_in_writing_at=row.confirmed_in_writing_at,
                same_grounds_that_day=self.same_grounds[row.id],
            )
            for row in self.every_authority
            if row.disowned_at is None
        )


def offences_read(episode_ids: Collection[int]) -> dict[int, OffencesRead]:
    """The offences and authorities of these episodes, by episode; one statement for all, and one for the grounds where
    an authority stands."""
    return offences_from(episode_ids, _OFFENCES.read({"of_episodes": episode_ids})["offences"])


def offences_from(episode_ids: Collection[int], rows: Iterable[Any]) -> dict[int, OffencesRead]:
    """The offences and authorities of these episodes, by episode, from what was read (`OFFENCES`)."""
    offences: dict[int, dict[int, Offence]] = {each: {} for each in episode_ids}
    given: dict[int, set[Authority]] = {each: set() for each in episode_ids}
    refused: dict[int, set[AuthorityRefusal]] = {each: set() for each in episode_ids}
    for offence, authority, refusal in rows:
        if offence.superseded_at is None or authority is not None or refusal is not None:
            offences[offence.episode_id][offence.id] = offence
        given[offence.episode_id] |= {authority} - {None}
        refused[offence.episode_id] |= {refusal} - {None}
    stands = [row for rows in given.values() for row in rows if row.disowned_at is None]
    same_grounds = _same_grounds(stands)
    return {
        each: _read(offences[each], given[each], refused[each], same_grounds if given[each] else {})
        for each in episode_ids
    }


def _read(
    offences: Mapping[int, Offence],
    given: Iterable[Authority],
    refused: Iterable[AuthorityRefusal],
    same_grounds: Mapping[int, int],
) -> OffencesRead:
    lines = dict(zip(offences, as_lines(offences.values()), strict=True))
    return OffencesRead(
        lines=tuple(line for number, line in lines.items() if offences[number].superseded_at is None),
        every_authority=tuple(sorted(given, key=lambda row: (row.given_at, row.id))),
        every_refusal=tuple(sorted(refused, key=lambda row: (row.refused_at, row.id))),
        decided_on=lines,
        same_grounds=same_grounds,
    )


def authority_facts(episode_id: int, *, told_at: datetime | None = None) -> tuple[AuthorityFacts, ...]:
    """The authorities of an episode as the rules read them (`OffencesRead.authority_facts`)."""
    return offences_read([episode_id])[episode_id].authority_facts(told_at)


def _same_grounds(authorities: Collection[Authority]) -> dict[int, int]:
    """By its id, how many other authorities of that officer and London day have identical grounds (V-012)."""
    if not authorities:
        return {}
    days = [dates.london_date(row.given_at) for row in authorities]
    asked = {
        "of_officers": list({row.given_by_id for row in authorities}),
        "of_grounds": list({row.grounds for row in authorities}),
        "since": dates.from_london(min(days), time()),
        "until": dates.from_london(max(days) + timedelta(days=1), time()),
    }
    alike = [
        (number, (officer, grounds, dates.london_date(at)))
        for number, officer, grounds, at in db.session.execute(_ALIKE, asked)
    ]
    return {
        row.id: sum(number != row.id and which == (row.given_by_id, row.grounds, day) for number, which in alike)
        for row, day in zip(authorities, days, strict=True)
    }


def officers_who_may_authorise(viewer: Viewer, person_id: int) -> tuple[tuple[User, Rank], ...]:
    """Officers of the viewer's force who are inspector or above today: nobody below can give an authority (V-011)."""
    today = clock.today()
    serves = select(RoleHeld.user_id).where(RoleHeld.role.in_((Role.CO, Role.DM)), RoleHeld.is_held_on(today))
    statement = (
        select(User, RankHeld.rank)
        .join(RankHeld, RankHeld.user_id == User.id)
        .where(User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None), User.id.in_(serves))
        .where(RankHeld.from_on <= today, may_be_given(person_id))
        .order_by(User.name, User.id, RankHeld.from_on)
    )
    # Of each officer the latest rank counts.
    ranks = {row[0]: row[1] for row in db.session.execute(statement)}
    return tuple((user, rank) for user, rank in ranks.items() if rank.at_least(Rank.INSPECTOR))


# What waits for an inspector: authorities that were asked for, and oral ones that their giver has not confirmed.


ANSWERED = (RequestEnd.GIVEN, RequestEnd.REFUSED)

_LIVE, _ASKED, _OF_EPISODE = shared_alias(Offence), shared_alias(Person), shared_alias(Episode)


@dataclass(frozen=True, kw_only=True)
class RequestWaiting:
    """One request that an inspector may still answer. `suite_name` is where the person is detained."""

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


def has_open_request(episode_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a request of an episode has not ended, as a condition. Whether it waits, `requests_waiting` says."""
    return exists().where(AuthorityRequest.episode_id == episode_id, AuthorityRequest.ended_at.is_(None))


def requests_waiting(viewer: Viewer, episode_ids: Collection[int] | None = None) -> tuple[RequestWaiting, ...]:
    """The requests that wait, the oldest first, in these episodes or in all: for the list, the board and the case.

    An inspector may answer for any suite of the force, so sees all of them; a lower rank sees those of their own suite.
    A person who left, who died, or whose test was recorded since is not on it.
    """
    live, asked = _LIVE, _ASKED
    statement = (
        select(AuthorityRequest, live, Detention, Suite.name, PersonDetails)
        .join(Offence, Offence.id == AuthorityRequest.offence_id)
        .join(live, (live.episode_id == Offence.episode_id) & (live.number == Offence.number))
        .join(Episode, Episode.id == AuthorityRequest.episode_id)
        .join(asked, asked.id == Episode.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
        .join(Detention, Detention.episode_id == Episode.id)
        .join(Suite, Suite.id == Detention.suite_id)
        .where(AuthorityRequest.ended_at.is_(None), Person.died_at.is_(None), _is_here(viewer, episode_ids))
        .where(live.superseded_at.is_(None), live.code == Offence.code)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(is_episode_in_sight(viewer), ~_was_tested_since())
        .order_by(AuthorityRequest.asked_at, AuthorityRequest.id)
    )
    rows = db.session.execute(statement).all()
    waiting = (
        RequestWaiting(request=request, offence=offence, details=details, detention=detention, suite_name=suite_name)
        for (request, _, detention, suite_name, details), offence in zip(
            rows, as_lines(r[1] for r in rows), strict=True
        )
    )
    return tuple(each for each in waiting if still_to_authorise([each.offence]))


def authorities_to_confirm(viewer: Viewer) -> tuple[OralToConfirm, ...]:
    """The oral authorities that the viewer gave and has not confirmed, the oldest first."""
    statement = (
        select(Authority, Offence, Detention.custody_record_no, PersonDetails)
        .join(Offence, Offence.id == Authority.offence_id)
        .join(Episode, Episode.id == Authority.episode_id)
        .join(_ASKED, _ASKED.id == Episode.person_id)
        .join(
            PersonDetails,
            (PersonDetails.person_id == surviving_id(_ASKED)) & PersonDetails.superseded_at.is_(None),
        )
        .outerjoin(Detention, (Detention.episode_id == Episode.id) & Detention.superseded_at.is_(None))
        .where(is_to_confirm(viewer))
        .order_by(Authority.given_at, Authority.id)
    )
    rows = db.session.execute(statement).all()
    return tuple(
        OralToConfirm(authority=row[0], offence=offence, details=row[3], custody_record_no=row[2] or "")
        for row, offence in zip(rows, as_lines(row[1] for row in rows), strict=True)
    )


def is_to_confirm(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an authority is one that the viewer gave aloud and has not confirmed, as a condition on `Authority`."""
    lives = select(_OF_EPISODE.id).join(_ASKED, _ASKED.id == _OF_EPISODE.person_id)
    lives = lives.join(Person, Person.id == surviving_id(_ASKED)).where(Person.died_at.is_(None))
    return and_(
        Authority.given_by_id == viewer.user_id,
        Authority.mode == AuthorityMode.ORAL,
        Authority.confirmed_in_writing_at.is_(None),
        Authority.disowned_at.is_(None),
        names_an_episode_in_sight(viewer, Authority.episode_id),
        lives.where(_OF_EPISODE.id == Authority.episode_id).correlate(Authority).exists(),
    )


def open_requests(episode_id: int) -> tuple[tuple[AuthorityRequest, str], ...]:
    """The requests of an episode that have not ended, each with the key of its offence."""
    return _with_keys(select(AuthorityRequest, Offence).where(AuthorityRequest.ended_at.is_(None)), episode_id)


def requests_of(episode_id: int) -> tuple[AuthorityRequest, ...]:
    """Every request of an episode, the oldest first, however it ended."""
    of_episode = select(AuthorityRequest).where(AuthorityRequest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(AuthorityRequest.id)))


def last_answer(episode_id: int, key: str) -> AuthorityRequest | None:
    """The request for one offence (`key`) that an inspector answered last."""
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


def _is_here(viewer: Viewer, episode_ids: Collection[int] | None) -> ColumnElement[bool]:
    if episode_ids is not None:
        return AuthorityRequest.episode_id.in_(episode_ids)
    may_answer = viewer.rank is not None and viewer.rank.at_least(Rank.INSPECTOR)
    return true() if may_answer or viewer.suite_id is None else Detention.suite_id == viewer.suite_id


def _was_tested_since() -> ColumnElement[bool]:
    return exists().where(
        DrugTest.episode_id == AuthorityRequest.episode_id,
        DrugTest.superseded_at.is_(None),
        DrugTest.recorded_at > AuthorityRequest.asked_at,
    )
