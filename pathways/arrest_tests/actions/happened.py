"""Recording what really happened when something was done against the rules: saved first, then held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways import audit, clock
from pathways.arrest_tests.actions.holds import hold_record
from pathways.arrest_tests.actions.requests import keep_on_charge, note_on_charge, row_of
from pathways.arrest_tests.models import Analyte, DrugTest, ShiftSetUp
from pathways.arrest_tests.queries import case_facts, deciding_test, law_in_use
from pathways.arrest_tests.queries.holds import hold_of
from pathways.arrest_tests.queries.shifts import set_up_now, set_up_of, shift_facts
from pathways.arrest_tests.rules import Outcome, RecordedTest, faults, may_a_sample_be_requested
from pathways.arrest_tests.rules.happened import HappenedFacts, as_kept, met_by_what_happened
from pathways.arrest_tests.rules.holds import IS_VOID, NOTHING_HELD, Difference, HoldState
from pathways.arrest_tests.rules.law import panel_on
from pathways.arrest_tests.rules.record import read_of
from pathways.arrest_tests.rules.severities import holding
from pathways.arrest_tests.rules.shifts import is_trained_on
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede


@dataclass(frozen=True, kw_only=True)
class WhatHappened:
    """What an officer says beside the record: what was different, and in their own words."""

    words: str
    differences: frozenset[Difference] = frozenset()
    taker: str = ""
    lot: str = ""
    lot_expires_on: date | None = None
    is_another_sample: bool = False


def record_as_it_happened(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, said: WhatHappened, seen_version: int | None = None
) -> DrugTest:
    """Save what happened, with every rule it met, and hold it for an inspector. Raises Refused, Stale.

    The sample that is recorded already is said otherwise by an entry that takes its place; another sample, or one
    taken after a refusal, is an entry of its own, and the first keeps what it says. What waits for an inspector already
    may be said otherwise, or get its result, without a further rule.
    """
    hold_the_living(by, view.person, seen_version)
    latest = deciding_test(view.episode.id)
    has_sample = latest is not None and latest.outcome is Outcome.SAMPLE_GIVEN
    before = latest if has_sample and not said.is_another_sample else None
    hold = hold_of(before.id) if before else None
    if hold and hold.state is HoldState.VOIDED:
        raise Refused(IS_VOID)
    at = record.requested_at or clock.now()
    law = law_in_use()
    panel = {one.code: one.label for one in panel_on(clock.london_date(at), law)}
    refuse_if(faults(record, now=clock.now(), panel=panel, is_as_it_happened=True))
    without = before.id if before else None
    case = case_facts(
        view,
        at,
        warned_at=record.warned_at,
        told_at=record.warned_at,
        adult_present=record.adult_was_present,
        without_test=without,
    )
    answer = may_a_sample_be_requested(as_kept(case, said.differences))
    taken_on, set_up = clock.london_date(record.taken_at or at), set_up_of(before) or set_up_now(by)
    found = holding(
        met_by_what_happened(
            HappenedFacts(
                record=record,
                answer=answer,
                taken_on=taken_on,
                differences=said.differences,
                read=read_of(record, clock.now(), panel, law),
                **_taken_with(said, set_up, taken_on),
            )
        )
    )
    if not found and (hold is None or hold.state is not HoldState.QUARANTINED):
        raise Refused(NOTHING_HELD, field="differences")
    held_in = view.detention.continuous_detention if view.detention else f"episode-{view.episode.id}"
    test = row_of(by, view, record, at, answer.nearest, held_in)
    test.is_irregular, test.sample_seq = True, before.sample_seq if before else 1
    test.shift_set_up_id = set_up.id if set_up and test.taken_at else None
    if before is not None:
        keep_on_charge(before, test)
        supersede(before, test, at=clock.now(), reason=said.words[:400])
    else:
        db.session.add(test)
        db.session.flush()
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    db.session.flush()
    audit.change(by, view.person.id, "test.happened.recorded", ("drug_test", test.id), outcome=test.outcome)
    hold_record(by=by, view=view, test=test, found=found, what_happened=said.words, before=before)
    note_on_charge(by, view)
    return test


def _taken_with(said: WhatHappened, set_up: ShiftSetUp | None, taken_on: date) -> dict[str, Any]:
    """Who took it and with which lot: as the officer says it, else as it was set up for the shift."""
    facts = shift_facts(set_up) if set_up else None
    if facts is None:
        return {"taker": said.taker, "lot": said.lot, "lot_expires_on": said.lot_expires_on}
    return {
        "taker": said.taker or facts.taker,
        "is_trained": bool(said.taker) or is_trained_on(facts, taken_on),
        "lot": said.lot or facts.lot,
        "lot_expires_on": said.lot_expires_on or (None if said.lot else facts.lot_expires_on),
    }
