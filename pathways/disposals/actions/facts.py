"""Recording what the rules read: the fact sheet of an episode, and what a force has said on its settings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals import queries
from pathways.disposals.actions.steps import refuse_if_dead, refuse_if_young
from pathways.disposals.models import FactSheet, Switch
from pathways.disposals.rules import SWITCHES, Value, is_ended, kept, left_out
from pathways.people.queries import EpisodeView
from pathways.refusals import Reason, Refused
from pathways.store import db
from pathways.store.superseding import supersede

EVIDENCE, STATEMENT = "prosecutor_evidence", "victim_statement"
DAY_OF = {
    EVIDENCE: "a prosecutor had enough evidence",
    STATEMENT: "the victim first gave a statement for court, or was interviewed on video",
}


def record_facts(
    *,
    by: Viewer,
    episode_id: int,
    answers: Mapping[str, str],
    offence_on: date | None = None,
    prosecutor_evidence_on: date | None = None,
    victim_statement_on: date | None = None,
    version: int | None = None,
) -> FactSheet:
    """Keep the answers to the fact sheet; an earlier sheet is superseded, never changed.

    Raises OutOfSight, Stale if the record moved on since `version`, and Refused with a reason at each question left.
    """
    view = queries.episode_to_decide(by, episode_id)
    if version is not None:
        audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person.id)
    refuse_if_young(view.person.id)
    left = left_out(answers)
    if left:
        raise Refused(reasons=tuple(Reason(f"Answer “{one.ask}”, or choose ‘Not known’", one.name) for one in left))
    if offence_on is not None and offence_on > clock.today():
        raise Refused("The offence cannot be in the future. Type the date it happened", field="offence_on")
    evidence_on = _day_of(EVIDENCE, answers, prosecutor_evidence_on, offence_on)
    statement_on = _day_of(STATEMENT, answers, victim_statement_on, offence_on)
    old = queries.sheet_of(episode_id)
    sheet = FactSheet(
        episode_id=episode_id,
        answers=kept(answers),
        offence_on=offence_on,
        prosecutor_evidence_on=evidence_on,
        victim_statement_on=statement_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    if old is None:
        db.session.add(sheet)
        db.session.flush()
    else:
        supersede(old, sheet, at=clock.now(), reason="Facts answered again")
    _count_anew(view)
    changed = sorted(name for name in {*sheet.answers, *(old.answers if old else ())} if _moved(old, sheet, name))
    action = "disposal.facts.changed" if old else "disposal.facts.recorded"
    audit.change(by, view.person.id, action, ("fact_sheet", sheet.id), episode_id=episode_id, fields=changed)
    return sheet


def _day_of(event: str, answers: Mapping[str, str], day: date | None, offence_on: date | None) -> date | None:
    """The day from which the time to charge runs, where the sheet says that there is one. Raises Refused."""
    if kept(answers).get(event) != "yes":
        return None
    words = DAY_OF[event]
    if day is None:
        raise Refused(f"Enter the day on which {words}", field=f"{event}_on")
    if day > clock.today() or (offence_on is not None and day < offence_on):
        raise Refused(
            f"The day must be between the offence and today. Type the day {words}",
            field=f"{event}_on",
        )
    return day


def _count_anew(view: EpisodeView) -> None:
    """The last day to charge follows the day of the offence, on whatever has not ended: a slip put right counts."""
    last = queries.case_of(view).charge_by
    for row in queries.disposals_of(view.episode.id):
        if not is_ended(row.kind, row.state):
            row.limitation_on = last
    db.session.flush()


def _moved(old: FactSheet | None, new: FactSheet, name: str) -> bool:
    return old is None or old.answers.get(name) != new.answers.get(name)


def set_switch(
    *,
    by: Viewer,
    organisation_id: int,
    name: str,
    value: Value,
    valid_from: date,
    valid_to: date | None = None,
    source: str,
    is_demonstration: bool = False,
) -> Switch:
    """Record what a force says on one of its settings from a day on; until the day `valid_to`, that day no longer.

    What it said before holds until then; what it has said from a later day on goes on from there. Raises Refused for a
    name that no rule knows, and where it has already said something from that very day.
    """
    if name not in SWITCHES:
        raise Refused(f"No rule uses a setting called {name}")
    ends_on = _make_room(organisation_id, name, valid_from, valid_to)
    stored: Any = list(value) if isinstance(value, tuple) else value
    row = Switch(
        organisation_id=organisation_id,
        name=name,
        value=stored,
        valid_from=valid_from,
        valid_to=ends_on,
        source=source,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.administered(by, "config.changed", organisation_id, switch=name, valid_from=valid_from.isoformat())
    return row


def _make_room(organisation_id: int, name: str, first: date, until: date | None) -> date | None:
    """End what held before at the new first day; the day on which the new row ends, for a later one begins then."""
    of_switch = select(Switch).where(Switch.organisation_id == organisation_id, Switch.name == name)
    rows = db.session.scalars(of_switch.order_by(Switch.valid_from).with_for_update()).all()
    if any(row.valid_from == first for row in rows):
        raise Refused("This setting already changes on that day. Choose another first day", field="starts_on")
    for row in rows:
        if row.valid_from < first and (row.valid_to is None or row.valid_to > first):
            row.valid_to = first
    later = min((row.valid_from for row in rows if row.valid_from > first), default=None)
    return min((day for day in (until, later) if day), default=None)
