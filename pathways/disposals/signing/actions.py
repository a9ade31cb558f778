"""Authorise a disposal or send it back, print its document, sign it, and store scans."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.testing.queries import usable_result
from pathways.audit import record as audit
from pathways.auth.queries import organisation, rank_on
from pathways.auth.roles import Rank, Viewer
from pathways.disposals.actions import a_reason, refuse_if_dead, refuse_if_young, take
from pathways.disposals.documents import papers as documents
from pathways.disposals.documents.papers import DisposalPaper, paper_of, victim_letter
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.queries import case_of, leaflet_on
from pathways.disposals.facts.rules.case import DisposalStepFacts
from pathways.disposals.facts.rules.earlier_outcomes import PROSECUTOR_LEVEL
from pathways.disposals.facts.rules.gravity import Gravity
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.actions import at_gate, keep, override_faults, reasons_of, step_now
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.proposal.rules.papers import KEPT_AS, READY_TO_SIGN, TO_SIGN_AS, SignedHow
from pathways.disposals.proposal.rules.verdicts import with_margin_day
from pathways.disposals.proposal.rules.words_of_a_test import custody_test_named
from pathways.disposals.steps import queries as steps_queries
from pathways.disposals.steps.rules.machine import TAKES_EFFECT, State
from pathways.documents.copies import printed, record_printing
from pathways.documents.kinds import PaperKind, ScanPurpose
from pathways.documents.models import KeptPaper, ReceivedPaper
from pathways.documents.scans import Scan, receive
from pathways.law.rules.disposal_terms import Gate, Kind
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save

# Authority by another officer, sending back, and the person's refusal.


TEST_NOT_USABLE = (
    "The reasons rely on a drug test that cannot be used: it is held for an inspector, was voided, or the laboratory "
    "did not confirm it. Wait until it is released, or take the decision again"
)


def authorise(
    *,
    by: Viewer,
    disposal_id: int,
    reason: str | None,
    overrides: Mapping[str, str] | None = None,
    gravity: Gravity | None = None,
    version: int | None = None,
) -> Disposal:
    """Give authority. The proposer never does (rule R4, docs/decisions/0072), and no rule of the gate may still fail.

    `overrides` are the reasons for rules that are set aside, by rule id. A decision that was to be taken again is
    closed as replaced by this one. Raises OutOfSight, Stale, and Refused with every reason.
    """
    disposal_view = proposal_queries.disposal(by, disposal_id)
    disposal = disposal_view.disposal
    audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal_view.view.person)
    refuse_if_young(disposal_view.view.details)
    if disposal.proposed_by_id == by.user_id:
        raise Refused("You proposed this, so another officer must authorise it")
    refuse_without_the_test(disposal_view)
    why, aside = a_reason(reason, "reason"), {name: text for name, text in (overrides or {}).items() if text.strip()}
    texts = {"reason": why, "aside_because": "\n".join(aside.values())}
    refuse_if(custody_test_named(disposal.kind, texts, clock.today()))
    rank, case = rank_on(by.user_id, clock.today()), facts_queries.case_of(disposal_view.view)
    step = step_now(rank, gravity_final=gravity.final if gravity else None)
    judged = at_gate(disposal_view, case, Gate.AUTHORISE, step, cleared=tuple(aside))
    faults = override_faults(aside, judged.book, step.rank_level, judged.facts)
    if faults or judged.opinion.reasons:
        answer = with_margin_day(judged.opinion, case.keeps_margin_until)
        raise Refused(reasons=(*faults, *reasons_of(answer.reasons)))
    taken = take(
        disposal,
        "authorise",
        by=by,
        reason=why,
        recorded={"overrides": aside},
        columns=authority_columns(by, rank) | gravity_columns(gravity),
    )
    db.session.add(keep(disposal, taken, judged))
    replace_earlier(by, disposal)
    return disposal


def authority_columns(by: Viewer, rank: Rank | None) -> dict[str, Any]:
    """The columns that say who gave authority, with the rank held that day."""
    return {"authorised_at": clock.now(), "authorised_by_id": by.user_id, "authorised_rank": rank}


def gravity_columns(gravity: Gravity | None) -> dict[str, Any]:
    """The columns of the gravity score; empty if the force has no table."""
    if gravity is None:
        return {}
    return {
        "gravity_base": gravity.base,
        "gravity_factors": list(gravity.factors),
        "gravity_final": gravity.final,
        "gravity_version": gravity.version,
    }


def replace_earlier(by: Viewer, disposal: Disposal) -> None:
    """Close a decision of the same episode that was to be taken again, because this one replaces it."""
    for earlier in proposal_queries.disposals_of(disposal.episode_id):
        if earlier.id != disposal.id and earlier.state is State.REDECIDE:
            take(earlier, "new_disposal", by=by, recorded={"new_disposal_id": disposal.id})


def send_back(*, by: Viewer, disposal_id: int, reason: str | None, version: int | None = None) -> Disposal:
    """Refuse authority: the decision is to be taken again. Raises OutOfSight, Stale and Refused."""
    disposal_view = proposal_queries.disposal(by, disposal_id)
    audit.expect(disposal_view.view.person.id, version)
    take(disposal_view.disposal, "refuse", by=by, reason=a_reason(reason, "reason"))
    return disposal_view.disposal


def decline(*, by: Viewer, disposal_id: int, legal_advice_offered: bool, version: int | None = None) -> Disposal:
    """Record that the person does not agree. Nothing is concluded from it. Raises OutOfSight, Stale and Refused."""
    disposal_view = proposal_queries.disposal(by, disposal_id)
    audit.expect(disposal_view.view.person.id, version)
    take(disposal_view.disposal, "decline", by=by, recorded={"legal_advice_offered": legal_advice_offered})
    return disposal_view.disposal


def refuse_without_the_test(disposal_view: DisposalView) -> None:
    """Raise Refused if the reasons rest on a test whose result may not be used."""
    if disposal_view.a_test_may_inform_it and usable_result(disposal_view.disposal.episode_id) is None:
        raise Refused(TEST_NOT_USABLE)


# Printing the document of a disposal, and the letter to the victim.


def keep_signed(*, by: Viewer, disposal: Disposal, paper: DisposalPaper) -> KeptPaper:
    """Store the document as signed, byte for byte: it may be evidence in court (CJA 2003 s24(2); verified)."""
    kind = KEPT_AS[disposal.kind]
    return printed(paper.drawn, kind=kind, about_id=disposal.id, episode_id=disposal.episode_id, by=by)


def print_document(*, by: Viewer, disposal_view: DisposalView, number: int | None = None) -> bytes | None:
    """The signed document as a PDF; before signing, once authorised, the one to be signed; else None.

    `number` asks for an earlier copy of the one to be signed. Raises OutOfSight.
    """
    copy = proposal_queries.document_of(disposal_view.disposal)
    if number is not None or (copy is None and disposal_view.disposal.state in READY_TO_SIGN):
        leaflet = leaflet_on(disposal_view.disposal.organisation_id, disposal_view.disposal.kind, clock.today())
        paper = paper_of(
            disposal_view,
            case_of(disposal_view.view),
            by=by,
            leaflet_lines=leaflet.paragraphs if leaflet else None,
            leaflet_version=leaflet.version if leaflet else None,
        )
        copy = printed(
            paper.drawn,
            kind=TO_SIGN_AS[disposal_view.disposal.kind],
            about_id=disposal_view.disposal.id,
            episode_id=disposal_view.disposal.episode_id,
            by=by,
            number=number,
        )
    if copy is None:
        return None
    return record_printing(by, disposal_view.view.person.id, copy, ("disposal", disposal_view.disposal.id))


def print_victim_letter(*, by: Viewer, disposal_view: DisposalView) -> bytes | None:
    """The letter that tells the victim the outcome; None if there is no victim, nothing to tell, or a death."""
    force = organisation(disposal_view.disposal.organisation_id)
    named = force.name if force else ""
    letter = (
        None
        if disposal_view.view.person.died_at
        else victim_letter(disposal_view, case_of(disposal_view.view), force=named)
    )
    if letter is None:
        return None
    about = {"about_id": disposal_view.disposal.id, "episode_id": disposal_view.disposal.episode_id}
    copy = printed(letter.drawn, kind=PaperKind.VICTIM_LETTER, by=by, **about)
    return record_printing(by, disposal_view.view.person.id, copy, ("disposal", disposal_view.disposal.id))


# A disposal takes effect: it is signed, agreed or given.


PENALTY_DAYS = 21
"""Days of the suspended enforcement period of a penalty notice, the day it is given being the first (CJPA 2001 s5:
"beginning with the date on which the notice was given"; recalled)."""
NEEDS_A_REFERENCE = {
    Kind.PND: "Enter the number of the penalty notice",
    Kind.CW: "Enter the reference of the seizure",
}


MUST_HAVE_READ_IT = (
    "The person must say that they read it, or that it was read to them. Read it aloud, then ask them to choose Yes"
)


def sign(
    *,
    by: Viewer,
    disposal_id: int,
    explained_at: datetime | None,
    consents: bool,
    was_signed: bool,
    reference: str | None = None,
    typed_name: str | None = None,
    read_it: bool = False,
    version: int | None = None,
) -> Disposal:
    """Record the explanation, the consent and the signature, and store the document with its hash.

    With `typed_name` the person signed on screen: they typed it, said that they had read the document or heard it
    read (`read_it`), and `by` was there. `reference` is the number of a notice, or of what was seized for a warning.
    The outcome code is asked for as the table of steps says: the force's own system sets it. Raises OutOfSight, Stale
    and Refused.
    """
    disposal_view = proposal_queries.disposal(by, disposal_id)
    disposal, now = disposal_view.disposal, clock.now()
    audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal_view.view.person)
    refuse_if_young(disposal_view.view.details)
    refuse_without_the_test(disposal_view)
    if any(condition.due_on < clock.today() for condition in disposal_view.plan):
        raise Refused("A date that was agreed has passed. Take the proposal back and propose it with dates to come")
    number = (reference or "").strip()
    if disposal.kind in NEEDS_A_REFERENCE and not number:
        raise Refused(NEEDS_A_REFERENCE[disposal.kind], field="reference")
    _refuse_time(disposal, explained_at, now)
    typed = (typed_name or "").strip()
    if typed and not read_it:
        raise Refused(MUST_HAVE_READ_IT, field="read_it")
    _refuse_name(disposal_view, typed)
    leaflet = facts_queries.leaflet_on(disposal.organisation_id, disposal.kind, clock.today())
    case = facts_queries.case_of(disposal_view.view)
    paper = documents.paper_of(
        disposal_view,
        case,
        by=by,
        explained_at=explained_at,
        signed_at=now,
        signed_how=SignedHow.SCREEN if typed else SignedHow.PAPER,
        typed_name=typed,
        reference=number,
        leaflet_lines=leaflet.paragraphs if leaflet else None,
        leaflet_version=leaflet.version if leaflet else None,
    )
    step = step_now(
        rank_on(by.user_id, clock.today()),
        consent=consents,
        consequences_explained=explained_at is not None,
        signed_document_complete=was_signed and paper.is_complete,
    )
    judged = at_gate(disposal_view, case, Gate.SIGN, replace(step, rank_level=_rank_that_counts(disposal_view, step)))
    if judged.opinion.reasons:
        raise Refused(reasons=reasons_of(judged.opinion.reasons))
    copy = keep_signed(by=by, disposal=disposal, paper=paper)
    taken = take(
        disposal,
        TAKES_EFFECT[disposal.kind],
        by=by,
        recorded={"sha256": copy.sha256, "leaflet": paper.means_version}
        | ({"on_screen": True} if typed else {})
        | ({"reference": number} if number else {}),
        columns={
            "explained_at": explained_at,
            "consented_at": now if consents else None,
            "signed_at": now,
            "signed_by_id": by.user_id,
            "ends_on": _ends_on(
                disposal.kind, max((condition.due_on for condition in disposal_view.plan), default=None)
            ),
        },
    )
    save(keep(disposal, taken, judged))
    return disposal


def _rank_that_counts(disposal_view: DisposalView, step: DisposalStepFacts) -> int | None:
    """The rank level that the rules at signing read.

    A conditional caution is given by an authorised person (CJA 2003 s22(1), s23(4); verified), so the signer's rank
    counts. Any officer may give another disposal (data dictionary, section 3), so the rank of the authority counts.
    """
    if disposal_view.disposal.kind is Kind.CC:
        return step.rank_level
    if steps_queries.prosecutor_of(disposal_view.events).decision == "authorised":
        return PROSECUTOR_LEVEL
    return disposal_view.disposal.authorised_rank.level if disposal_view.disposal.authorised_rank else step.rank_level


def _refuse_name(disposal_view: DisposalView, typed: str) -> None:
    """Raise Refused if the name typed on screen is not that of the record."""
    if typed and _plain(typed) != _plain(disposal_view.view.details.full_name):
        words = f"The record is of {disposal_view.view.details.full_name}. Type that name, or correct the record first"
        raise Refused(words, field="typed_name")


def _plain(name: str) -> str:
    return " ".join(name.replace("\u2019", "'").casefold().split())


def _refuse_time(disposal: Disposal, explained_at: datetime | None, now: datetime) -> None:
    if explained_at is None:
        return
    if explained_at > now:
        raise Refused("The explanation cannot be in the future. Type when it was given", field="explained_at")
    # Times are typed to the minute, so the authority counts from the start of its minute.
    if disposal.authorised_at and explained_at < disposal.authorised_at.replace(second=0, microsecond=0):
        raise Refused("The explanation comes after the authority. Check the time", field="explained_at")


def _ends_on(kind: Kind, last: date | None) -> date | None:
    if kind is Kind.PND:
        return clock.today() + timedelta(days=PENALTY_DAYS - 1)
    return last if kind in (Kind.O22, Kind.CR) else None


# Scans of what was signed or decided on paper.


AFTER_SIGNING = (ScanPurpose.SIGNED_DISPOSAL, ScanPurpose.VARIATION)
NOTHING_SIGNED = "Nothing is recorded as signed yet. Record the signature first, then add its scan"


def receive_scan(
    *, by: Viewer, disposal_id: int, purpose: ScanPurpose, scan: Scan, version: int | None = None
) -> ReceivedPaper:
    """Store a scan about a disposal. It is never replaced. Raises OutOfSight, Stale and Refused."""
    disposal_view = proposal_queries.disposal(by, disposal_id)
    audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal_view.view.person)
    if purpose in AFTER_SIGNING and disposal_view.disposal.signed_at is None:
        raise Refused(NOTHING_SIGNED, field="purpose")
    row = receive(scan, purpose=purpose, about_id=disposal_id, episode_id=disposal_view.disposal.episode_id, by=by)
    facts = {"purpose": purpose.value, "disposal_id": disposal_id, "sha256": row.sha256, "size": row.size}
    facts["sent_sha256"] = row.sent_sha256
    audit.change(by, disposal_view.view.person.id, "disposal.scan.recorded", ("received_paper", row.id), **facts)
    return row


def open_scan(*, by: Viewer, disposal_id: int, scan_id: int) -> ReceivedPaper:
    """One scan with its bytes. The look is logged. Raises OutOfSight."""
    row, disposal_view = proposal_queries.scan(by, disposal_id, scan_id)
    facts = {"disposal_id": disposal_id, "sha256": row.sha256}
    audit.look(by, disposal_view.view.person.id, "disposal.scan.viewed", ("received_paper", row.id), **facts)
    return row
