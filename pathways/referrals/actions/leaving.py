"""Naloxone: kept once, whichever page asked."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.queries import EpisodeView, bars_of_death
from pathways.referrals.models import NaloxoneOffer
from pathways.referrals.queries.leaving import naloxone_facts, naloxone_row_of
from pathways.referrals.queries.screens import asked_of
from pathways.referrals.rules import Naloxone, NaloxoneFacts, naloxone_reasons
from pathways.refusals import Refused
from pathways.safeguarding.actions import record_risks
from pathways.safeguarding.rules import RiskAnswers
from pathways.store import db
from pathways.store.superseding import supersede


def record_naloxone(*, by: Viewer, view: EpisodeView, facts: NaloxoneFacts) -> None:
    """Keep what was done about naloxone; the same again records nothing. Raises Refused."""
    if reasons := (*bars_of_death(by, view.person), *naloxone_reasons(facts)):
        raise Refused(reasons=reasons)
    why = facts.why_not.strip() if facts.answer is Naloxone.NOT_OFFERED else None
    before, at = naloxone_row_of(view.episode.id), clock.now()
    if before and naloxone_facts(before) == NaloxoneFacts(answer=facts.answer, why_not=why or ""):
        return
    row = NaloxoneOffer(
        episode_id=view.episode.id, answer=facts.answer, why_not=why, recorded_at=at, recorded_by_id=by.user_id
    )
    if before:
        supersede(before, row, at=at, reason="Asked again")
    else:
        db.session.add(row)
        db.session.flush()
    subject = ("naloxone_offer", row.id)
    audit.noted(by, view.person.id, "naloxone.recorded", subject, quietly=by.is_treatment)


def record_leaving(
    *,
    by: Viewer,
    view: EpisodeView,
    naloxone: NaloxoneFacts | None,
    risks: RiskAnswers,
    seen_version: int | None = None,
) -> None:
    """What is done before somebody leaves: naloxone, and each risk that nobody asked about. Raises Refused, Stale."""
    if bars := bars_of_death(by, view.person):
        raise Refused(reasons=bars)
    if seen_version is not None:
        audit.expect(view.person.id, seen_version)
    record_risks(by=by, view=view, answers=risks)
    if naloxone is not None:
        record_naloxone(by=by, view=view, facts=naloxone)
    elif asked_of(view.episode.id).must_answer_naloxone:
        raise Refused("Select one about naloxone", field="naloxone")
