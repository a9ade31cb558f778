"""Print the papers of a drug test, share a result, and record one that was told against the rules."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from pathways import clock
from pathways.approvals.actions import decided_by, move_on
from pathways.arrest_tests.disclosure.queries import paper_values, telling
from pathways.arrest_tests.disclosure.rules import (
    MAY_BE_TOLD,
    WHOM_BY_NAME,
    SharingFacts,
    TellingDecision,
    bail_note_faults,
    deciding_faults,
    messages,
    met_by_telling,
    sharing_faults,
    telling_faults,
    whom_faults,
)
from pathways.arrest_tests.documents import blank_notice, blank_test_record, notice_of, record_of_test, result_for_court
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest, ResultShared, ToldOutside
from pathways.arrest_tests.testing.queries import deciding_test, is_held, is_not_confirmed, lab_check_of
from pathways.arrest_tests.testing.rules.results import ResultPurpose, SampleOutcome
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.dates import age_on
from pathways.documents.copies import copy_with_hash, printed, record_printing
from pathways.documents.kinds import PaperKind
from pathways.documents.models import KeptPaper
from pathways.documents.paper import Paper
from pathways.law.rules.findings import stops
from pathways.people.actions import lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import ADULT
from pathways.refusals import OutOfSight, Refused, refuse_if
from pathways.store.base import save

# Papers are drawn from the record, stored, and logged with copy number and hash.


def keep_notice(*, by: Viewer, view: EpisodeView, required: RequiredAssessment, number: int | None = None) -> KeptPaper:
    """The notice (RA1) as a stored copy. Corrections no longer change it once handed over. Raises OutOfSight."""
    handed_over = copy_with_hash(PaperKind.RA1, view.episode.id, required.notice_sha256 or "")
    if handed_over is not None and number is None:
        return handed_over
    draw = partial(notice_of, view, required)
    return printed(draw, kind=PaperKind.RA1, about_id=view.episode.id, episode_id=view.episode.id, by=by, number=number)


def print_notice(*, by: Viewer, view: EpisodeView, required: RequiredAssessment, number: int | None = None) -> bytes:
    """The notice (RA1) as a PDF, with the printing in the log. Raises OutOfSight."""
    copy = keep_notice(by=by, view=view, required=required, number=number)
    return record_printing(by, view.person.id, copy, ("required_assessment", required.id))


def print_test_record(*, by: Viewer, view: EpisodeView, test: DrugTest, number: int | None = None) -> bytes:
    """The record of the test (DT1) as it is now, or an earlier copy. Raises OutOfSight if no sample was asked for."""
    if test.outcome is SampleOutcome.NOT_ASKED:
        raise OutOfSight
    episode_id = view.episode.id
    draw = partial(record_of_test, paper_values(view, test))
    copy = printed(draw, kind=PaperKind.DT1, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, copy, ("drug_test", test.id), purpose=ResultPurpose.SUPERVISION.value)


def print_result(*, by: Viewer, view: EpisodeView, test: DrugTest, number: int | None = None) -> bytes:
    """The result for court (DT2) as it is now, or an earlier copy.

    Raises OutOfSight without a result, and while the test is held (V-055).
    """
    if test.result_at is None or is_held(test):
        raise OutOfSight
    episode_id = view.episode.id
    draw = partial(result_for_court, paper_values(view, test))
    copy = printed(draw, kind=PaperKind.DT2, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, copy, ("drug_test", test.id), purpose=ResultPurpose.BAIL.value)


def print_blank(*, by: Viewer, kind: PaperKind) -> bytes:
    """A blank DT1 or RA1, to fill in by hand in an outage. It names nobody, so no copy is stored."""
    paper = Paper(f"{kind.label}, blank", ref="Blank form", made_at=clock.now(), made_by=by.name)
    filled = blank_notice(paper) if kind is PaperKind.RA1 else blank_test_record(paper)
    audit.administered(by, "paper.blank.printed", by.organisation_id, kind=kind.value)
    return filled.pdf()


# Sharing a result for one of the purposes of the Act, and recording it.


def share_result(
    *, by: Viewer, view: EpisodeView, facts: SharingFacts, told_to: str, seen_version: int | None = None
) -> ResultShared:
    """Record that a result was told. Raises Refused (V-049, V-054 without a reason, V-055), Stale."""
    lock_the_living(by, view.person, seen_version)
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
        raise Refused(WHOM_BY_NAME, field="told_to")
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
    save(made)
    payload = {"purpose": facts.purpose.value, "recipient": facts.recipient.value}
    audit.change(by, view.person.id, "test.result.shared", ("drug_test", test.id), **payload)
    return made


# A result that was told against the rules: recorded as it happened, and decided by an inspector.


def record_told_outside(
    *,
    by: Viewer,
    view: EpisodeView,
    facts: SharingFacts,
    told_to: str,
    told_at: datetime | None,
    seen_version: int | None = None,
) -> ToldOutside:
    """Save that a result was told, with the rules this broke, and hold it for an inspector. Raises Refused, Stale."""
    lock_the_living(by, view.person, seen_version)
    asked_for = facts.purpose.label if facts.purpose else facts.asked_for
    test = deciding_test(view.episode.id)
    read_at = test.result_at if test else None
    reasons = telling_faults(told_to=told_to, told_at=told_at, asked_for=asked_for, now=clock.now(), read_at=read_at)
    refuse_if((*whom_faults(facts), *reasons))
    if test is None or test.overall_result is None or told_at is None:
        raise Refused("There is no result to share")
    facts = replace(facts, is_overturned=is_not_confirmed(lab_check_of(test.id)))
    findings = met_by_telling(facts, is_held=is_held(test))
    if not findings:
        raise Refused(MAY_BE_TOLD, field="already")
    made = ToldOutside(
        drug_test_id=test.id,
        asked_for=asked_for.strip(),
        told_to=told_to.strip(),
        told_at=told_at,
        rule=findings[0].rule,
        message=messages(findings),
        source=findings[0].source,
        mark=findings[0].mark.value,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    rules = [finding.rule for finding in findings]
    audit.change(by, view.person.id, "test.result.disclosed", ("drug_test", test.id), incident=made.id, rules=rules)
    return made


def decide_told_outside(
    *, by: Viewer, telling_id: int, decision: TellingDecision | None, reason: str, seen_version: int | None = None
) -> ToldOutside:
    """Release or void an incident, with a reason, once. Raises OutOfSight, Refused, Stale.

    An inspector decides this even if the person has died.
    """
    incident = telling(by, telling_id)
    audit.expect(incident.view.person.id, seen_version)
    refuse_if(deciding_faults(decision=decision, reason=reason))
    undecided = ToldOutside.decided_at.is_(None)
    move_on(incident.row, undecided, decision=decision, reason=reason.strip(), **decided_by(by))
    audit.change(
        by,
        incident.view.person.id,
        "test.incident.decided",
        ("drug_test", incident.row.drug_test_id),
        incident=telling_id,
    )
    return incident.row
