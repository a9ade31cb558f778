"""Not now, ask again: a reminder that the board counts down to."""

from pathways import audit, clock
from pathways.arrest_tests.models import AskLater
from pathways.arrest_tests.queries import case_facts
from pathways.arrest_tests.rules.asking_later import LaterFacts, later_reasons
from pathways.arrest_tests.rules.samples import no_more_samples
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused
from pathways.store import db


def ask_later(*, by: Viewer, view: EpisodeView, facts: LaterFacts, seen_version: int | None = None) -> AskLater:
    """Record why a sample is not asked for now, and when to ask again. Raises Refused, Stale."""
    hold_the_living(by, view.person, seen_version)
    case = case_facts(view, clock.now())
    if not case.in_police_detention:
        raise Refused("Only somebody in police detention can be asked for a sample, so there is no reminder to set")
    if no_more_samples(case):
        raise Refused("A sample was taken in this detention: nobody is asked again")
    refuse_if(later_reasons(facts, now=clock.now()))
    made = AskLater(
        episode_id=view.episode.id,
        why=facts.why,
        note=facts.note.strip() or None,
        ask_again_at=facts.ask_again_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    audit.change(by, view.person.id, "test.postponed", ("ask_later", made.id), episode=view.episode.id, why=facts.why)
    return made
