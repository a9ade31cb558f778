"""Taking effect: a caution is signed, a resolution or deferral agreed, a simple caution, notice or warning given."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals import documents, queries
from pathways.disposals.actions.deciding import refuse_without_the_test
from pathways.disposals.actions.judging import at_gate, keep, step_now
from pathways.disposals.actions.printing import keep_signed
from pathways.disposals.actions.proposing import reasons_of
from pathways.disposals.actions.steps import refuse_if_dead, refuse_if_young, take
from pathways.disposals.models import Disposal
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import TAKES_EFFECT, Gate, Kind, Step
from pathways.disposals.rules.history import PROSECUTOR_LEVEL
from pathways.disposals.rules.papers import SignedHow
from pathways.refusals import Refused
from pathways.store import db

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
    """Record the explanation, the consent and the signature, and keep the document with its hash.

    With `typed_name` the person signed on screen: they typed it, said that they had read the document or heard it
    read (`read_it`), and `by` was there. `reference` is the number of a notice, or of what was seized for a warning.
    The outcome code is asked for as the table of steps says: the force's own system sets it. Raises OutOfSight, Stale
    and Refused.
    """
    found = queries.disposal(by, disposal_id)
    disposal, now = found.disposal, clock.now()
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, disposal.person_id)
    refuse_if_young(disposal.person_id)
    refuse_without_the_test(found)
    if any(one.due_on < clock.today() for one in found.plan):
        raise Refused("A date that was agreed has passed. Take the proposal back and propose it with dates to come")
    number = (reference or "").strip()
    if disposal.kind in NEEDS_A_REFERENCE and not number:
        raise Refused(NEEDS_A_REFERENCE[disposal.kind], field="reference")
    _refuse_time(disposal, explained_at, now)
    typed = (typed_name or "").strip()
    if typed and not read_it:
        raise Refused(MUST_HAVE_READ_IT, field="read_it")
    _refuse_name(found, typed)
    leaflet = queries.leaflet_on(disposal.organisation_id, disposal.kind, clock.today())
    paper = documents.paper_of(
        found,
        queries.case_of(found.view),
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
        by,
        consent=consents,
        consequences_explained=explained_at is not None,
        signed_document_complete=was_signed and paper.is_complete,
    )
    judged = at_gate(by, found, Gate.SIGN, replace(step, rank_level=_rank_that_counts(found, step)))
    if judged.opinion.reasons:
        raise Refused(reasons=reasons_of(judged.opinion.reasons))
    kept = keep_signed(by=by, disposal=disposal, paper=paper)
    taken = take(
        disposal,
        TAKES_EFFECT[disposal.kind],
        by=by,
        recorded={"sha256": kept.sha256, "leaflet": paper.means_version}
        | ({"on_screen": True} if typed else {})
        | ({"reference": number} if number else {}),
        columns={
            "explained_at": explained_at,
            "consented_at": now if consents else None,
            "signed_at": now,
            "signed_by_id": by.user_id,
            "ends_on": _ends_on(disposal.kind, max((one.due_on for one in found.plan), default=None)),
        },
    )
    db.session.add(keep(disposal, taken, judged))
    db.session.flush()
    return disposal


def _rank_that_counts(found: DisposalView, step: Step) -> int | None:
    """A conditional caution is explained and given by an authorised person (CJA 2003 s22(1), s23(4); verified).

    Whatever else was authorised is given by any officer (section 3): the rank that a rule asks for is of the authority.
    """
    if found.disposal.kind is Kind.CC:
        return step.rank_level
    if queries.prosecutor_of(found.events).decision == "authorised":
        return PROSECUTOR_LEVEL
    return found.disposal.authorised_rank.level if found.disposal.authorised_rank else step.rank_level


def _refuse_name(found: DisposalView, typed: str) -> None:
    """Whoever signs on the screen types the name of the record: another name is another person, or a slip."""
    if typed and _plain(typed) != _plain(found.view.details.full_name):
        words = f"The record is of {found.view.details.full_name}. Type that name, or correct the record first"
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
