"""What runs on a case, for the page of the case: handed to the room below, which shows it."""

from pathways import clock
from pathways.auth import Viewer
from pathways.clocks.queries.courses import held_of
from pathways.clocks.queries.overdue import clocks_in_words, why_urgent
from pathways.clocks.rules.words import in_words, label_of
from pathways.engagement import queries as engagement
from pathways.engagement.queries import Running
from pathways.referrals.models import Referral


@engagement.runs_by
def running_on(viewer: Viewer, referral: Referral) -> tuple[Running, ...]:
    """The clocks of a case in the viewer's sight that somebody is told of: what is late first, then by time."""
    held = held_of([referral.id])[referral.id]
    clocks = [one for one in clocks_in_words(viewer, held, clock.now()) if one.still_runs and one.timer.stages]
    clocks.sort(key=lambda one: (not one.is_over, one.due_at is None, one.due_at or held.referral.made_at))
    return tuple(
        Running(
            label=", ".join((label_of(one), *why_urgent(viewer, held, one))),
            words=in_words(one, held.calendar),
            is_late=one.is_over,
        )
        for one in clocks
    )
