"""Adding and correcting a person, recording a death, other names, and joining two records of one person."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, select

from pathways import clock
from pathways.approvals.actions import confirm, propose
from pathways.audit import record as audit
from pathways.audit.models import EventClass
from pathways.auth.roles import Viewer
from pathways.people.actions import lock
from pathways.people.deaths.queries import bars_of_death, death_of
from pathways.people.deaths.rules import death_reasons
from pathways.people.identity.queries import (
    aliases_of,
    details_of,
    locking_order,
    merges_of,
    of_whom_nothing_more_is_recorded,
    person_facts,
    record_ids_of,
)
from pathways.people.identity.rules import (
    PersonFacts,
    alias_reasons,
    details_reasons,
    reasons_against_correcting,
    recorded_and_changed,
)
from pathways.people.models.identity import Person, PersonAlias, PersonDetails, PersonMerge, SearchKey
from pathways.people.restrictions.queries import standing_lists
from pathways.people.rules import DeathSource, NoneOfThese
from pathways.people.search.queries import search
from pathways.people.search.rules import PersonAsked, keys_of
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, rows_changed, save, set_aside, supersede
from pathways.store.together import add_many, among

# The keys of the search: made again from the live names whenever one is added or corrected. The statements go to the
# table itself, because no key is ever an object, and looking for such objects takes longer than the deletion.
_KEYS = cast(Table, SearchKey.__table__)
_DROP = delete(_KEYS).where(_KEYS.c.person_id == bindparam("of_record"))
_ADD = insert(_KEYS)
_DETAILS = select(PersonDetails).where(
    PersonDetails.person_id == bindparam("of_record"), PersonDetails.superseded_at.is_(None)
)


def keep_search_keys(person_id: int) -> None:
    """Make the keys of one record again, from its own details and aliases only, so that a merge moves none."""
    of_record = {"of_record": person_id}
    details = db.session.scalars(_DETAILS, of_record).one()
    db.session.execute(_DROP, of_record)
    names: list[PersonDetails | PersonAlias] = [details, *aliases_of([person_id])]
    rows = [
        {
            "key": key,
            "person_id": person_id,
            "surname": each.surname,
            "given_names": each.given_names,
            "date_of_birth": details.date_of_birth,
        }
        for each in names
        for key in keys_of(each.surname, details.date_of_birth)
    ]
    db.session.execute(_ADD, rows)


# Adding a person, correcting what is known of them, recording a death, and joining two records of one person.


def add_person(
    *, by: Viewer, facts: PersonFacts, none_of_these: NoneOfThese | None = None, is_demonstration: bool = False
) -> Person:
    """Add somebody after a search. Raises Refused where the search finds somebody and `none_of_these` is not given."""
    refuse_if(details_reasons(facts, today=clock.today()))
    search_hits = search(
        by, PersonAsked(surname=facts.surname, date_of_birth=facts.date_of_birth, number=facts.pnc_id or "")
    )
    if search_hits.hits and none_of_these is None:
        raise Refused("Say why it is none of the people found. Search again to see them", field="none_of_these")
    person = Person(
        created_at=clock.now(),
        created_by_id=by.user_id,
        none_of_these=none_of_these if search_hits.hits else None,
        is_demonstration=is_demonstration,
    )
    save(person)
    save(_details(person, facts, by))
    keep_search_keys(person.id)
    audit.change(
        by,
        person.id,
        "person.created",
        ("person", person.id),
        why=none_of_these,
        like=[hit.person.id for hit in search_hits.hits],
    )
    return person


def add_people_of_before(
    *, by: Viewer, people: Sequence[PersonFacts], none_of_these: NoneOfThese | None = None, **origin: object
) -> list[int]:
    """Add people whom another system knew, as many as are given in a few statements; their ids, in the same order.

    The caller has searched for each and found out, or had somebody decide, that they are nobody who is known already.
    `origin` says in the log where they come from. Raises Refused.
    """
    for facts in people:
        refuse_if(details_reasons(facts, today=clock.today()))
    now = clock.now()
    added = [Person(created_at=now, created_by_id=by.user_id, none_of_these=none_of_these) for _ in people]
    db.session.add_all(added)
    db.session.flush()
    ids = [each.id for each in added]
    recorded = {"recorded_at": now, "recorded_by_id": by.user_id}
    rows = [{"person_id": each, **vars(facts), **recorded} for each, facts in zip(ids, people, strict=True)]
    if rows:
        db.session.execute(insert(PersonDetails), rows)
        names = ("person_id", "surname", "given_names", "date_of_birth")
        keys = [
            {"key": key, **{name: row[name] for name in names}}
            for row in rows
            for key in keys_of(row["surname"], row["date_of_birth"])
        ]
        add_many(_KEYS, keys)
    audit.begin_chains(ids)
    audit.record_all(
        audit.entry_about_person(
            by, each, "person.created", ("person", each), {"why": none_of_these, **origin}, changes=1
        )
        for each in ids
    )
    return ids


def take_back_people(*, by: Viewer, person_ids: Collection[int], **origin: object) -> None:
    """Take people back who were added from another system, and of whom nothing else was recorded. Raises Refused.

    The caller has locked them (`audit.lock`). Whatever was known of them goes. Their number stays, with nothing to it:
    on SQLite the next person would get it, and with it their log, which keeps that they were added and taken back.
    """
    if of_whom_nothing_more_is_recorded(person_ids) != frozenset(person_ids):
        raise Refused("Something was recorded of one of these people since. They stay")
    audit.record_all(
        audit.entry_about_person(
            by, each, "person.taken_back", ("person", each), origin, changes=1, event_class=EventClass.ERASURE
        )
        for each in sorted(person_ids)
    )
    rows_changed(delete(SearchKey).where(among(SearchKey.person_id, person_ids)))
    rows_changed(delete(PersonDetails).where(among(PersonDetails.person_id, person_ids)))


def correct_details(
    *, by: Viewer, person: Person, facts: PersonFacts, reason: str = "", seen_version: int | None = None
) -> PersonDetails:
    """Correct what is known of a person; the earlier details are kept. Raises Refused, Stale."""
    lock(by, person, seen_version)
    before = details_of(person.id)
    corrected = recorded_and_changed(person_facts(before), facts)
    refuse_if(
        (
            *details_reasons(facts, today=clock.today()),
            *reasons_against_correcting(person_facts(before), facts, corrected, reason),
        )
    )
    after = supersede(before, _details(person, facts, by), at=clock.now(), reason=reason.strip() or None)
    keep_search_keys(person.id)
    audit.change(by, person.id, "person.updated", ("person", person.id), fields=corrected, details=after.id)
    return after


def record_death(
    *, by: Viewer, person: Person, died_at: datetime, source: DeathSource, seen_version: int | None = None
) -> None:
    """Record once that somebody died, when, and who said so. Every stage reads it from here. Raises Refused, Stale."""
    lock(by, person, seen_version)
    if person.died_at is not None:
        known = death_of(by, person)
        refuse_if(() if known and known.is_whole else bars_of_death(by, person))
        raise Refused("This death is already recorded")
    refuse_if(death_reasons(died_at, now=clock.now(), born_on=details_of(person.id).date_of_birth))
    person.died_at, person.death_source = died_at, source
    person.death_recorded_at, person.death_recorded_by_id = clock.now(), by.user_id
    db.session.flush()
    audit.change(by, person.id, "death.recorded", ("person", person.id), source=source)


def merge(*, by: Viewer, keep: Person, away: Person, reason: str) -> Person:
    """Join two records of one person: both are kept, `away` points at `keep`. Raises Refused.

    Episodes stay where they were recorded; queries read them through the record that stays. A death known of either
    record counts for both. Records merged into `away` earlier now point at `keep` too, so that one step leads there.
    """
    if keep.merged_into_id is not None or away.merged_into_id is not None:
        raise Refused("One of these records was merged already. Merge the one that stays")
    if keep.id == away.id:
        raise Refused("Choose two different records")
    if not reason.strip():
        raise Refused("Say how you know that they are the same person", field="reason")
    moved = record_ids_of(away.id)
    for record in db.session.scalars(select(Person).where(Person.id.in_(moved)).order_by(Person.id)):
        record.merged_into_id = keep.id
    if keep.died_at is None and away.died_at is not None:
        keep.died_at, keep.death_source = away.died_at, away.death_source
        keep.death_recorded_at, keep.death_recorded_by_id = away.death_recorded_at, away.death_recorded_by_id
    db.session.flush()
    for person_id in sorted({keep.id, *moved}):
        audit.change(by, person_id, "person.merged", ("person", person_id), keep=keep.id, away=away.id)
    return keep


def _details(person: Person, facts: PersonFacts, by: Viewer) -> PersonDetails:
    return PersonDetails(person_id=person.id, **asdict(facts), recorded_at=clock.now(), recorded_by_id=by.user_id)


# Proposing to join two records of one person or to part them again, with a reason, and deciding it: by two people.


SHORTEST_REASON = 10
AGAIN = "This record was merged again since. Undo that merge first"


def propose_merge(
    *, by: Viewer, keep: Person, away: Person, reason: str, seen_version: int | None = None
) -> PersonMerge:
    """Propose that `away` is the same person as `keep`. Nothing is joined yet. Raises Refused, Stale."""
    _lock_both(by, keep, away, seen_version)
    if keep.merged_into_id is not None or away.merged_into_id is not None:
        raise Refused("One of these records was merged already. Merge the one that stays")
    _refuse_other_lists(by, keep, away)
    return _proposed(by, PersonMerge(keep_id=keep.id, away_id=away.id), reason)


def propose_unmerge(*, by: Viewer, merged: PersonMerge, reason: str, seen_version: int | None = None) -> PersonMerge:
    """Propose that two joined records are two people after all. Raises Refused, Stale."""
    keep, away = _both(merged)
    _lock_both(by, keep, away, seen_version)
    if merged not in merges_of([merged.keep_id]) or not merged.is_confirmed or merged.undoes_id is not None:
        raise Refused("These records are not merged")
    return _proposed(by, PersonMerge(keep_id=keep.id, away_id=away.id, undoes_id=merged.id), reason)


def decide_merge(*, by: Viewer, proposal: PersonMerge, confirms: bool, seen_version: int | None = None) -> PersonMerge:
    """Confirm or turn down what somebody else proposed. Raises Refused, Stale."""
    keep, away = _both(proposal)
    _lock_both(by, keep, away, None)
    confirm(proposal, by=by, confirms=confirms)
    audit.expect(keep.id, seen_version, in_confidence=by.is_treatment)
    if confirms and proposal.undoes_id is None:
        _refuse_other_lists(by, keep, away)
        proposal.moved = [each for each in record_ids_of(away.id) if each != away.id]
        proposal.took_death = keep.died_at is None and away.died_at is not None
        merge(by=by, keep=keep, away=away, reason=proposal.reason)
    elif confirms:
        _part(by, db.session.get_one(PersonMerge, proposal.undoes_id), keep, away)
    else:
        _audited(by, keep, away, "person.merge.turned_down", proposal)
    db.session.flush()
    return proposal


def _part(by: Viewer, merged: PersonMerge, keep: Person, away: Person) -> None:
    """Give each side back exactly its own records: where each pointed before, and which one the death was known of."""
    moved = list(db.session.scalars(select(Person).where(Person.id.in_(merged.moved)).order_by(Person.id)))
    if keep.merged_into_id is not None or any(each.merged_into_id != keep.id for each in (away, *moved)):
        raise Refused(AGAIN)
    away.merged_into_id = None
    for record in moved:
        record.merged_into_id = away.id
    if merged.took_death:
        keep.died_at, keep.death_source, keep.death_recorded_at, keep.death_recorded_by_id = None, None, None, None
    db.session.flush()
    for person_id in sorted({keep.id, away.id, *merged.moved}):
        audit.change(by, person_id, "person.unmerged", ("person", person_id), keep=keep.id, away=away.id)


def _proposed(by: Viewer, proposal: PersonMerge, reason: str) -> PersonMerge:
    if proposal.keep_id == proposal.away_id:
        raise Refused("Choose two different records")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(reasons=(Reason(f"Say how you know, in at least {SHORTEST_REASON} letters", "reason"),))
    if any(each.decided_at is None for each in merges_of([proposal.keep_id, proposal.away_id])):
        raise Refused("Something is proposed for one of these records already. It has to be decided first")
    proposal.reason = reason.strip()
    propose(proposal, by=by)
    what = "person.unmerge.proposed" if proposal.undoes_id else "person.merge.proposed"
    for person_id in sorted((proposal.keep_id, proposal.away_id)):
        audit.change(by, person_id, what, ("person_merge", proposal.id), keep=proposal.keep_id, away=proposal.away_id)
    return proposal


def _audited(by: Viewer, keep: Person, away: Person, what: str, proposal: PersonMerge) -> None:
    for person_id in sorted((keep.id, away.id)):
        audit.change(by, person_id, what, ("person_merge", proposal.id), keep=keep.id, away=away.id)


def _refuse_other_lists(by: Viewer, keep: Person, away: Person) -> None:
    """Raise Refused where the lists differ: joined, each record would be shut to everybody to whom the other is shut,
    and the proposal itself would tell of a record that is shut."""
    ours, theirs = standing_lists(by, keep.id), standing_lists(by, away.id)
    if (ours.allowed, ours.excluded) != (theirs.allowed, theirs.excluded):
        raise Refused("Not the same people may see these records. Put the same people on the lists of both first")


def _both(proposal: PersonMerge) -> tuple[Person, Person]:
    return db.session.get_one(Person, proposal.keep_id), db.session.get_one(Person, proposal.away_id)


def _lock_both(by: Viewer, keep: Person, away: Person, seen_version: int | None) -> None:
    """Lock both heads, then both rows, always in the same order, so that two officers, or an officer and a clock, never
    wait for each other. The form is of `keep`."""
    for person_id in locking_order(keep.id, away.id):
        audit.lock(person_id)
    for each in sorted((keep, away), key=lambda person: person.id):
        lock(by, each, seen_version if each is keep else None)


# Other names that somebody goes by: added, corrected, or taken back because they were never theirs.


def add_alias(
    *, by: Viewer, person: Person, surname: str, given_names: str | None, seen_version: int | None = None
) -> PersonAlias:
    """Add a name that somebody goes by. Raises Refused, Stale."""
    lock(by, person, seen_version)
    refuse_if(alias_reasons(surname, given_names, known=_names_of(person)))
    alias = PersonAlias(
        person_id=person.id,
        surname=surname,
        given_names=given_names,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(alias)
    keep_search_keys(person.id)
    audit.change(by, person.id, "person.alias.added", ("person_alias", alias.id))
    return alias


def correct_alias(
    *,
    by: Viewer,
    person: Person,
    alias: PersonAlias,
    surname: str,
    given_names: str | None,
    is_theirs: bool,
    reason: str,
    seen_version: int | None = None,
) -> None:
    """Correct another name, or take it back when it is not theirs; the earlier row is kept. Raises Refused, Stale."""
    lock(by, person, seen_version)
    if alias.superseded_at is not None:
        raise Refused("This name was corrected meanwhile. Look at the names again")
    if not reason.strip():
        raise Refused(reasons=(Reason("Say why it was wrong. It is kept beside what is right", "correction_reason"),))
    if is_theirs:
        refuse_if(alias_reasons(surname, given_names, known=_names_of(person)))
        right = PersonAlias(
            person_id=alias.person_id,
            surname=surname,
            given_names=given_names,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
        supersede(alias, right, at=clock.now(), reason=reason.strip())
    else:
        set_aside(alias, at=clock.now(), reason=reason.strip())
    keep_search_keys(alias.person_id)
    audit.change(by, person.id, "person.alias.corrected", ("person_alias", alias.id), is_theirs=is_theirs)


def _names_of(person: Person) -> tuple[tuple[str, str | None], ...]:
    details = details_of(person.id)
    live = aliases_of(record_ids_of(person.id))
    return ((details.surname, details.given_names), *((each.surname, each.given_names) for each in live))
