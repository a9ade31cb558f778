"""Writing the log in the caller's transaction."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Integer, Table, bindparam, event, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pathways import clock
from pathways.audit.models import (
    GENESIS,
    Actor,
    AuditChain,
    AuditEvent,
    AuditShown,
    EventClass,
    EventFacts,
    class_of,
    commit_to,
    hash_of,
    key_of_person,
    payload_text,
)
from pathways.refusals import Stale
from pathways.store import engines
from pathways.store.base import db
from pathways.store.together import add_many, each_of

# Writing the log, in the caller's transaction. If the row cannot be written, neither is what it records.
#
# A page that is only read records its look last, with the commit before it is sent: a lock is taken for that row alone,
# and nobody who saves waits for what the page reads, or for how long it takes to draw.


Subject = tuple[str, int | None]
Head = tuple[int, int, int, str]
"""Of a chain: its number, position, version and hash."""


@dataclass(frozen=True)
class Entry:
    """What is to be recorded on a chain; `shown` are the people on a list."""

    chain: str
    by: Actor
    event_class: EventClass
    action: str
    subject: Subject
    payload: dict[str, Any]
    person_id: int | None = None
    changes: int = 0
    outcome: str = "ok"
    shown: tuple[int, ...] = ()


WAITING: Final = "audit entries waiting"
LAST_OF_A_PAGE: Final = (EventClass.CONSULTATION, EventClass.ADMINISTRATION)
"""What a page that is only read records with its commit. A miss is recorded at once: the next line may count it."""

# Asked for every page and every change: built once, on the tables themselves, which takes half the time.
_CHAIN, _EVENT = cast(Table, AuditChain.__table__), cast(Table, AuditEvent.__table__)
_EACH = each_of("of_people")
_LOCK_OF_HEAD = (
    select(_CHAIN.c.id, _CHAIN.c.position, _CHAIN.c.version, _CHAIN.c.head)
    .where(_CHAIN.c.key == bindparam("of_key"))
    .with_for_update()
)
_VERSION = select(_CHAIN.c.version).where(_CHAIN.c.key == bindparam("of_key"))
_LAST_RECORDED = (
    select(_EVENT.c.position)
    .join_from(_EVENT, _CHAIN)
    .where(_CHAIN.c.key == bindparam("of_key"))
    .where(_EVENT.c.event_class != EventClass.CONSULTATION, _EVENT.c.event_class != EventClass.SYSTEM)
    .order_by(_EVENT.c.position.desc())
    .limit(1)
)
VERSIONS: Final = {False: _VERSION, True: _LAST_RECORDED}
"""What `version_of` reads, by whether in confidence: a page may read it with what stands beside it."""
_LOCK_OF_FREE_HEADS = (
    select(_CHAIN.c.id, _CHAIN.c.position, _CHAIN.c.version, _CHAIN.c.head, _CHAIN.c.person_id)
    .where(_CHAIN.c.key.in_(bindparam("of_keys", expanding=True)))
    .order_by(_CHAIN.c.id)
    .with_for_update(skip_locked=True)
)
# As many as there are people, read from their numbers: what is begun in this transaction nobody else has.
_BEGIN_CHAINS: Final = (
    insert(_CHAIN)
    .from_select(
        ["key", "person_id", "position", "version", "head"],
        select(key_of_person(_EACH), _EACH, literal(0), literal(0), literal(GENESIS)),
    )
    .returning(_CHAIN.c.person_id, _CHAIN.c.id)
)
_ADD_EVENT = insert(_EVENT).returning(_EVENT.c.id)
_ADD_SHOWN = insert(cast(Table, AuditShown.__table__)).from_select(
    ["event_id", "person_id"], select(bindparam("of_event", type_=Integer()), each_of("shown"))
)
_MOVE_HEAD = (
    update(_CHAIN)
    .where(_CHAIN.c.id == bindparam("of_chain"))
    .values(position=bindparam("position"), version=bindparam("version"), head=bindparam("head"))
)


def change(by: Actor, person_id: int, action: str, subject: Subject, /, **payload: Any) -> None:
    """A person's record changed: the event goes on their chain and their version moves.

    The payload holds codes, ids and field names; never a password, a token or clinical text.
    """
    _append(
        Entry(f"person:{person_id}", by, class_of(action), action, subject, payload, person_id=person_id, changes=1)
    )


def in_confidence(by: Actor, person_id: int, action: str, subject: Subject, /, **payload: Any) -> None:
    """A service recorded what police may not notice: on the chain like a change, and the version stays.

    The version travels in every form of the person, and a form that goes stale says that something was recorded. The
    forms of a service travel with another number, which this moves too (`version_of(..., in_confidence=True)`).
    """
    _append(Entry(f"person:{person_id}", by, class_of(action), action, subject, payload, person_id=person_id))


def noted(by: Actor, person_id: int, action: str, subject: Subject, /, *, quietly: bool, **payload: Any) -> None:
    """A change that police may notice, or, `quietly`, a service's own record: one action that both take."""
    (in_confidence if quietly else change)(by, person_id, action, subject, **payload)


def taken_back(
    by: Actor, person_id: int, action: str, subject: Subject, payload: Mapping[str, Any], *, quietly: bool = False
) -> None:
    """What was recorded of a person was taken back: an erasure, so nothing is kept of it elsewhere (`erased_among`).

    It moves what the record of it had moved: not the version, `quietly`, where that was a service's own.
    """
    chain, changes = f"person:{person_id}", 0 if quietly else 1
    _append(Entry(chain, by, EventClass.ERASURE, action, subject, dict(payload), person_id=person_id, changes=changes))


def look(by: Actor, person_id: int, action: str, subject: Subject, /, **payload: Any) -> None:
    """Somebody looked at a person: the chain moves, the version does not, so no form of theirs goes stale."""
    _append(Entry(f"person:{person_id}", by, EventClass.CONSULTATION, action, subject, payload, person_id=person_id))


def dispatched(by: Actor, person_id: int, action: str, subject: Subject, /, **payload: Any) -> None:
    """What became of a message about a person: on their chain, and no form of anybody's goes stale by it."""
    _append(Entry(f"person:{person_id}", by, EventClass.SYSTEM, action, subject, payload, person_id=person_id))


def listed(by: Actor, action: str, person_ids: Iterable[int], /, **payload: Any) -> None:
    """A list or search page: one event on the viewer's session chain that names everybody on it."""
    shown = tuple(sorted(set(person_ids)))
    payload["shown"] = list(shown)
    _append(Entry(chain_of_session(by), by, EventClass.CONSULTATION, action, ("list", None), payload, shown=shown))


def session_begun(by: Actor) -> None:
    """The first event of a session's own chain.

    What let the person in names that chain (`begins=chain_of_session(by)`): should it be removed, it is missed.
    """
    _append(Entry(chain_of_session(by), by, EventClass.SIGN_IN, "session.begun", ("session", by.session_id), {}))


def chain_of_session(by: Actor) -> str:
    """The chain on which the lists, searches and refusals of this session are recorded."""
    return f"session:{by.session_id or 0}"


def administered(by: Actor, action: str, organisation_id: int | None, /, **payload: Any) -> None:
    """Sign-in, administration, reports: the organisation's chain. `begins` names a chain that this event began."""
    event_class = EventClass.SIGN_IN if action.split(".")[0] in ("login", "session") else EventClass.ADMINISTRATION
    chain = chain_of_organisation(organisation_id)
    _append(Entry(chain, by, event_class, action, ("organisation", organisation_id), payload))


def chain_of_organisation(organisation_id: int | None) -> str:
    """The chain of what is administered there; of no organisation, what belongs to none."""
    return f"organisation:{organisation_id or 0}"


def security(by: Actor, action: str, /, **payload: Any) -> None:
    """Something was denied or refused: the session chain, outcome denied."""
    _append(Entry(chain_of_session(by), by, EventClass.SECURITY, action, ("route", None), payload, outcome="denied"))


def version_of(person_id: int, *, in_confidence: bool = False) -> int:
    """The version of a person's record; 0 before its first event.

    With `in_confidence`, the place on the chain of the last event that was no look and no message: for who may know of
    them all.
    """
    return db.session.scalar(VERSIONS[in_confidence], {"of_key": f"person:{person_id}"}) or 0


def lock(person_id: int) -> bool:
    """Lock the person's head until the transaction ends: whatever else is recorded of them comes before or after.

    Returns whether this call took it: what was read before may have changed until then.

    Asked before any row of theirs is locked. Everything that is recorded moves the head, so whoever took a row first
    and then the head could wait for one who took them the other way round.
    """
    key = f"person:{person_id}"
    return key not in _locked() and _take(key) is not None


def expect(person_id: int, version: int | None, *, in_confidence: bool = False) -> None:
    """Lock the person's head until the transaction ends. Raises Stale if the record changed since `version`.

    Without a version nobody saw a form, and nothing is asked.
    """
    if version is None:
        return
    head = _take(f"person:{person_id}")
    now = version_of(person_id, in_confidence=True) if in_confidence else head[2] if head else 0
    if now != version:
        raise Stale


def erase_payload(by: Actor, chain: str, position: int, /, reason: str) -> None:
    """Drop the salt and payload of one event under an erasure event of the same chain. Raises LookupError if absent."""
    event_id = db.session.scalar(
        select(AuditEvent.id).join(AuditChain).where(AuditChain.key == chain, AuditEvent.position == position)
    )
    if event_id is None:
        raise LookupError(f"{chain} has no event {position}")
    db.session.execute(update(AuditEvent).where(AuditEvent.id == event_id).values(salt=None, payload=None))
    payload = {"position": position, "reason": reason}
    _append(Entry(chain, by, EventClass.ERASURE, "erasure.executed", ("audit_event", event_id), payload))


def _append(entry: Entry) -> None:
    """Record it now; of a page that is only read, when it commits."""
    session = db.session()
    if engines.only_reads() and entry.event_class in LAST_OF_A_PAGE and not session.in_nested_transaction():
        entries_waiting(session).append(entry)
    else:
        _write_waiting(session)
        _write(entry)


def entries_waiting(session: Session) -> list[Entry]:
    """What is recorded when the transaction that this session is in commits; what is undone records nothing."""
    within = session.get_transaction() or session.begin()
    of, entries = session.info.get(WAITING, (None, []))
    if of is not within:
        entries = []
        session.info[WAITING] = (within, entries)
    return cast(list[Entry], entries)


@event.listens_for(db.session, "before_commit")
def _write_waiting(session: Session) -> None:
    if session.info.get(WAITING) and not session.in_nested_transaction():
        entries = entries_waiting(session)
        del session.info[WAITING]
        for entry in (each for each in entries if each.shown):
            _write(entry)
        record_all(each for each in entries if not each.shown)


def _write(entry: Entry) -> None:
    db.session.flush()
    row, head = _sealed(entry, _lock_head(entry.chain, entry.person_id))
    event_id = db.session.scalar(_ADD_EVENT, row)
    db.session.execute(_MOVE_HEAD, _as_moved(head))
    _locked()[entry.chain] = head
    if entry.shown:
        db.session.execute(_ADD_SHOWN, {"of_event": event_id, "shown": entry.shown})


def _sealed(entry: Entry, head: Head) -> tuple[dict[str, Any], Head]:
    """The event that comes after this head, as it is stored, and the head after it."""
    by, (chain_id, position, version, last_hash) = entry.by, head
    salt, text = secrets.token_hex(16), payload_text(entry.payload)
    facts = EventFacts(
        chain=entry.chain,
        position=position + 1,
        version=version + entry.changes,
        at=clock.now(),
        actor_id=by.user_id,
        role=by.role,
        organisation_id=by.organisation_id,
        session_id=by.session_id,
        request_id=by.request_id,
        event_class=entry.event_class,
        action=entry.action,
        subject_type=entry.subject[0],
        subject_id=entry.subject[1],
        purpose="",
        outcome=entry.outcome,
        payload_commit=commit_to(salt, text),
    )
    new_hash = hash_of(facts, last_hash)
    columns = {name: value for name, value in vars(facts).items() if name != "chain"}
    sealed = {"chain_id": chain_id, "salt": salt, "payload": text, "previous_hash": last_hash, "hash": new_hash}
    return {**columns, **sealed}, (chain_id, facts.position, facts.version, new_hash)


def _as_moved(head: Head) -> dict[str, Any]:
    return {"of_chain": head[0], "position": head[1], "version": head[2], "head": head[3]}


def _lock_head(key: str, person_id: int | None) -> Head:
    """The chain's head, locked until the transaction ends; made when it is new."""
    # Taken out of the heads at hand: if the event cannot be written, the head is read again.
    head = _locked().pop(key, None) or _lock(key)
    if head is None:
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        begun = {"key": key, "person_id": person_id, "position": 0, "version": 0, "head": GENESIS}
        begin = dialect.insert(_CHAIN).values(**begun).on_conflict_do_nothing().returning(_CHAIN.c.id)
        chain_id = db.session.scalar(begin)  # none where somebody else has begun it at this moment
        head = (chain_id, 0, 0, GENESIS) if chain_id else _lock(key)
    if head is None:
        raise LookupError(f"{key} was not begun")
    return head


def _take(key: str) -> Head | None:
    """The chain's head, locked and kept as locked; None before its first event."""
    head = _locked().get(key) or _lock(key)
    if head is not None:
        _locked()[key] = head
    return head


def _lock(key: str) -> Head | None:
    row = db.session.execute(_LOCK_OF_HEAD, {"of_key": key}).one_or_none()
    return (row[0], row[1], row[2], row[3]) if row else None


def _locked() -> dict[str, Head]:
    """The heads that this transaction has locked, as it left them: nobody else can move one until it ends.

    Kept with the transaction itself, and inside a savepoint with that: what is ended or undone is never looked at.
    """
    session = db.session()
    within = session.get_nested_transaction() or session.get_transaction()
    of, heads = session.info.get("audit_heads", (None, {}))
    if within is None or of is not within:
        heads = {}
        session.info["audit_heads"] = (within, heads)
    return cast(dict[str, Head], heads)


# Many people at once: what the worker writes about a hundred of them takes as many statements as about one.


def entry_about_person(
    by: Actor,
    person_id: int,
    action: str,
    subject: Subject,
    payload: Mapping[str, Any],
    *,
    changes: int = 0,
    event_class: EventClass | None = None,
) -> Entry:
    """An entry on a person's chain, for `record_all`. Their version moves by `changes`: 1 for what `change` records, 0
    for what `in_confidence` does. `event_class` is that of the action where none is given."""
    of = event_class or class_of(action)
    return Entry(f"person:{person_id}", by, of, action, subject, dict(payload), person_id=person_id, changes=changes)


def record_all(entries: Iterable[Entry]) -> None:
    """Record these in their order, but not what they have `shown`: two statements for all whose heads are locked."""
    db.session.flush()
    rows: list[dict[str, Any]] = []
    moved: dict[str, Head] = {}
    for entry in entries:
        head = moved.get(entry.chain) or _lock_head(entry.chain, entry.person_id)
        row, moved[entry.chain] = _sealed(entry, head)
        rows.append(row)
    if rows:
        add_many(_EVENT, rows)
        db.session.execute(_MOVE_HEAD, [_as_moved(head) for head in moved.values()])
        _locked().update(moved)


def lock_free(person_ids: Collection[int]) -> frozenset[int]:
    """Lock the heads of these people as `lock` does, but only of those whom nobody else has locked: it waits for
    nobody, so two who lock many never wait for each other. Returns whose heads it has."""
    keys = [f"person:{each}" for each in person_ids]
    rows = db.session.execute(_LOCK_OF_FREE_HEADS, {"of_keys": keys}).all() if keys else ()
    _locked().update({f"person:{row[4]}": (row[0], row[1], row[2], row[3]) for row in rows})
    return frozenset(row[4] for row in rows)


def begin_chains(person_ids: Sequence[int]) -> None:
    """Begin the chains of many people who were added in this transaction, and lock their heads until it ends: one
    statement, where each chain by itself would take two."""
    if person_ids:
        begun = db.session.execute(_BEGIN_CHAINS, {"of_people": person_ids}).all()
        _locked().update({f"person:{row[0]}": (row[1], 0, 0, GENESIS) for row in begun})
