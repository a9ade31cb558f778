"""Record an attempt to reach the victim of an episode's offence, and what came of it."""

from datetime import datetime

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.actions import refuse_if_dead
from pathways.disposals.models import VictimContact
from pathways.disposals.proposal import queries
from pathways.disposals.victims.rules import VictimAnswer
from pathways.refusals import Refused
from pathways.store.base import save
from pathways.tables import Listed

NOTHING_TO_TELL = "Nothing has been decided yet, so there is no outcome to tell. Record what the victim said about it"
NOT_REACHED = "Nobody was reached, so nothing was chosen. Leave this blank, or record what was said"


def record_victim_contact(
    *,
    by: Viewer,
    episode_id: int,
    at: datetime,
    by_what: Listed,
    answer: VictimAnswer,
    remedy: str | None = None,
    version: int | None = None,
) -> VictimContact:
    """Record one attempt. `remedy` is what the victim chose from the community remedies.

    Raises OutOfSight, Stale and Refused.
    """
    view = queries.episode_to_decide(by, episode_id)
    audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person)
    if at > clock.now():
        raise Refused("The attempt cannot be in the future. Type when it was made", field="at")
    if answer is VictimAnswer.TOLD and not any(each.signed_at for each in queries.disposals_of(episode_id)):
        raise Refused(NOTHING_TO_TELL, field="answer")
    if answer is VictimAnswer.NO_ANSWER and remedy:
        raise Refused(NOT_REACHED, field="remedy")
    row = VictimContact(
        episode_id=episode_id,
        at=at,
        by_what=by_what,
        answer=answer,
        remedy=remedy,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(row)
    facts = {"episode_id": episode_id, "by_what": by_what.code, "answer": answer.value, "remedy": bool(remedy)}
    audit.change(by, view.person.id, "disposal.victim.recorded", ("victim_contact", row.id), **facts)
    return row
