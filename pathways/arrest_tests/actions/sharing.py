"""Sharing a result for one of the purposes of the Act, and recording it."""

from dataclasses import replace

from pathways import audit, clock
from pathways.arrest_tests.models import ResultShared
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.arrest_tests.queries.laboratory import is_not_confirmed, lab_check_of
from pathways.arrest_tests.rules.findings import stops
from pathways.arrest_tests.rules.sharing import SharingFacts, bail_note_faults, sharing_faults
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.people.rules import ADULT, age_on
from pathways.refusals import Refused
from pathways.store import db


def share_result(
    *, by: Viewer, view: EpisodeView, facts: SharingFacts, told_to: str, seen_version: int | None = None
) -> ResultShared:
    """Record that a result was told. Raises Refused (V-049, V-054 without a reason, V-055), Stale."""
    hold_the_living(by, view.person, seen_version)
    test = deciding_test(view.episode.id)
    facts = replace(facts, is_overturned=test is not None and is_not_confirmed(lab_check_of(test.id)))
    refuse_if(fault.as_reason("purpose") for fault in sharing_faults(facts))
    if test is None or test.overall_result is None or facts.purpose is None or facts.recipient is None:
        raise Refused("There is no result to share")
    if is_held(test):
        raise Refused(reasons=(stops("V-055").as_reason(),))
    note, is_adult = facts.bail_note, age_on(view.details.date_of_birth, clock.today()) >= ADULT
    refuse_if(bail_note_faults(facts, is_adult=is_adult))
    if not told_to.strip():
        raise Refused("Enter whom you told, by name and office", field="told_to")
    made = ResultShared(
        drug_test_id=test.id,
        purpose=facts.purpose,
        recipient=facts.recipient,
        told_to=told_to.strip(),
        area_notified=note.is_area_notified if note else None,
        bail_reason=(note.reason.strip() or None) if note else None,
        shared_at=clock.now(),
        shared_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    payload = {"purpose": facts.purpose.value, "recipient": facts.recipient.value}
    audit.change(by, view.person.id, "test.result.shared", ("drug_test", test.id), **payload)
    return made
