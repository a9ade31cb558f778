"""Decisions judged again: as they were decided, under the book of their day, and under today's rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import exists, select

from pathways import clock, dates
from pathways.disposals.facts.queries import settings_on
from pathways.disposals.models import Disposal, DisposalEvent, Judgement
from pathways.disposals.proposal.queries import DisposalView, set_aside
from pathways.disposals.proposal.rules.verdicts import Opinion
from pathways.disposals.replays.rules import (
    FactTold,
    JudgedGate,
    canonical,
    differences,
    facts_told,
    firm_now,
    gives_the_same,
    judged_on,
    judged_then,
)
from pathways.law.queries import book_of, hashes_of, read_by
from pathways.law.rules.disposal_book import RuleBook
from pathways.law.rules.disposal_terms import Gate, Verdict, as_facts
from pathways.store.base import db

_AT_A_TIME = 500
_PROPOSED = "propose"


@dataclass(frozen=True, kw_only=True)
class GateTold:
    """One gate of a decision for a page: what was stored, in words, and who took the step.

    `alarm` says why the book of its day no longer gives the same answer; "" if it does.
    """

    decided: JudgedGate
    taken: DisposalEvent | None
    then: Opinion
    facts: tuple[FactTold, ...]
    alarm: str


@dataclass(frozen=True, kw_only=True)
class TodayTold:
    """One gate of a decision under today's rules: the answer now, what differs, and what can no longer be set aside.

    `now` is None if today's rules cannot read the facts that were stored.
    """

    gate: GateTold
    now: Opinion | None
    differs: tuple[str, ...]
    firm: tuple[str, ...]


def gates_of(disposal_view: DisposalView) -> tuple[GateTold, ...]:
    """Every gate at which a disposal in sight was judged, in the order of its steps."""
    rows = db.session.scalars(
        select(Judgement).where(Judgement.disposal_id == disposal_view.disposal.id).order_by(Judgement.id)
    ).all()
    events = {event.id: event for event in disposal_view.events}
    judged = [(_as_decided(row), events.get(row.event_id)) for row in rows]
    if not any(row.gate == _PROPOSED for row in rows):
        proposing = next((event for event in disposal_view.events if event.event == _PROPOSED), None)
        judged.insert(0, (_before_judgements(disposal_view.disposal, disposal_view.events), proposing))
    book = partial(read_by, hashes_of({decided.rules_version for decided, _ in judged}))
    return tuple(_told(decided, taken, book) for decided, taken in judged)


def under_today(disposal_view: DisposalView, book: RuleBook) -> tuple[TodayTold, ...]:
    """Every gate under the book in use and the force's settings of today; every other fact as it was stored."""
    today = clock.today()
    switches = as_facts(settings_on(disposal_view.disposal.organisation_id, today))
    gates_today: list[TodayTold] = []
    for gate in gates_of(disposal_view):
        try:
            now = judged_on(gate.decided, book, today, switches)
        except (TypeError, ValueError):
            gates_today.append(TodayTold(gate=gate, now=None, differs=(), firm=()))
            continue
        differs = differences(gate.then, now, gate.decided.known_facts)
        gates_today.append(TodayTold(gate=gate, now=now, differs=differs, firm=firm_now(gate.decided, book, today)))
    return tuple(gates_today)


def alarm_of(decided: JudgedGate, book_of: Callable[[str], RuleBook] = book_of) -> str:
    """Why the book of its day does not give the same decision, byte for byte; "" if it does."""
    try:
        book = book_of(decided.rules_version)
    except (LookupError, ValueError):
        return f"The rules of version {decided.rules_version} are not kept, or cannot be read any more"
    try:
        same = gives_the_same(decided, book)
    except (TypeError, ValueError):
        return "What was kept cannot be read by the rules any more"
    return (
        "" if same else f"The rules of version {decided.rules_version} give another answer on the facts that were kept"
    )


def every_decision() -> Iterator[tuple[int, JudgedGate]]:
    """Every stored judgement with the id of its disposal, for the check after an upgrade."""
    rows = select(Judgement).order_by(Judgement.id).execution_options(yield_per=_AT_A_TIME)
    for row in db.session.scalars(rows):
        yield row.disposal_id, _as_decided(row)
    judged = exists().where(Judgement.disposal_id == Disposal.id, Judgement.gate == _PROPOSED)
    for older in db.session.scalars(select(Disposal).where(~judged).order_by(Disposal.id)).all():
        events = db.session.scalars(
            select(DisposalEvent).where(DisposalEvent.disposal_id == older.id).order_by(DisposalEvent.id)
        )
        yield older.id, _before_judgements(older, tuple(events))


def _told(decided: JudgedGate, taken: DisposalEvent | None, book: Callable[[str], RuleBook]) -> GateTold:
    then, alarm = judged_then(decided), alarm_of(decided, book)
    return GateTold(decided=decided, taken=taken, then=then, facts=facts_told(decided.known_facts), alarm=alarm)


def _as_decided(row: Judgement) -> JudgedGate:
    return JudgedGate(
        kind=row.kind,
        gate=Gate[row.gate.upper()],
        on=row.on,
        facts=row.facts,
        cleared=row.cleared,
        verdict=row.verdict,
        results=row.results,
        rules_version=row.rules_version,
    )


def _before_judgements(row: Disposal, events: tuple[DisposalEvent, ...]) -> JudgedGate:
    """The judgement of a proposal from the disposal itself, for those from before each gate was stored."""
    counted = [Verdict(result["verdict"]) for result in row.results if result["counts"]]
    return JudgedGate(
        kind=row.kind,
        gate=Gate.PROPOSE,
        on=dates.london_date(row.proposed_at),
        facts=canonical(row.facts),
        cleared=canonical(sorted(set_aside(event for event in events if event.event == _PROPOSED))),
        verdict=max(counted, key=lambda verdict: verdict.weight, default=Verdict.AVAILABLE),
        results=canonical(row.results),
        rules_version=row.rules_version,
    )
