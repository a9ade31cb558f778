"""The answers about risks: kept once, wherever they were asked."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.queries import EpisodeView, bars_of_death
from pathways.refusals import Refused
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.queries import answers_on, risk_row_of
from pathways.safeguarding.rules import RISKS, RiskAnswers, merged
from pathways.store import db
from pathways.store.superseding import supersede


def record_risks(*, by: Viewer, view: EpisodeView, answers: RiskAnswers, seen_version: int | None = None) -> None:
    """Keep what was answered; what was left blank keeps what was said before. The same again records nothing.

    Raises Stale if the record moved on since `seen_version`, and Refused for somebody who died.
    """
    if bars := bars_of_death(by, view.person):
        raise Refused(reasons=bars)
    if seen_version is not None:
        audit.expect(view.person.id, seen_version)
    row = risk_row_of(view.episode.id)
    before = answers_on(row)
    after, at = merged(before, answers), clock.now()
    if after == before:
        return
    kept = RiskScreen(
        episode_id=view.episode.id,
        recorded_at=at,
        recorded_by_id=by.user_id,
        **{one.name: after.of(one) for one in RISKS},
    )
    changed = [one.name for one in RISKS if before.of(one) not in (None, after.of(one))]
    if row:
        supersede(row, kept, at=at, reason="Asked again" if changed else None)
    else:
        db.session.add(kept)
        db.session.flush()
    # Which risk was asked, never what was answered: the log is no place for it.
    asked = [one.name for one in RISKS if after.of(one) is not before.of(one)]
    subject, quietly = ("risk_screen", kept.id), by.is_treatment
    audit.noted(by, view.person.id, "screen.risks.recorded", subject, quietly=quietly, asked=asked)
