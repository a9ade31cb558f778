"""Recording what was done for somebody under 18."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.models import Episode, YouthHandover
from pathways.people.queries import view_of
from pathways.people.rules import HandoverFacts, adult_form_bars, handover_reasons
from pathways.refusals import Refused
from pathways.store import db


def record_youth_handover(
    *, by: Viewer, episode: Episode, facts: HandoverFacts, seen_version: int | None = None
) -> YouthHandover:
    """Keep who was rung about a young person and what was agreed. Raises Refused, Stale.

    May be recorded again as things go on; somebody who turns 18 meanwhile keeps what was recorded.
    """
    view = view_of(episode)
    hold_the_living(by, view.person, seen_version)
    if not adult_form_bars(view.details, clock.today()):
        raise Refused("This person is 18 or over: use the adult form. If the birth date is wrong, correct it first")
    refuse_if(handover_reasons(facts, now=clock.now()))
    handover = YouthHandover(
        episode_id=episode.id,
        rung=[who.value for who in facts.rung],
        called_at=facts.called_at,
        answered_by=facts.answered_by.strip() or None,
        agrees=facts.agrees,
        adult_told=facts.adult_told,
        signs_of_use=facts.signs_of_use,
        agreed=facts.agreed.strip() or None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(handover)
    db.session.flush()
    audit.change(by, view.person.id, "youth.recorded", ("episode", episode.id), rung=handover.rung)
    return handover
