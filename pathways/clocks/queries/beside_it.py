"""What runs on a referral, for the inbox and the page of the case: handed to the room below, which asks for it."""

from collections.abc import Collection

from pathways import clock
from pathways.auth import Viewer
from pathways.clocks.queries.courses import held_of
from pathways.clocks.queries.overdue import URGENT, clocks_in_words, why_urgent
from pathways.clocks.rules.standing import by_deadline, is_a_deadline
from pathways.clocks.rules.words import in_words, is_end_of_day, label_of
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.queries import Running


@referrals.runs_by
def running_on(viewer: Viewer, asked: Collection[Referral]) -> dict[int, tuple[Running, ...]]:
    """By referral in the viewer's sight, the clocks that somebody is told of: the next deadline first."""
    now, courses = clock.now(), held_of({each.id for each in asked})
    found = {}
    for number, held in courses.items():
        clocks = [one for one in by_deadline(clocks_in_words(viewer, held, now)) if is_a_deadline(one)]
        found[number] = tuple(
            Running(
                label=label_of(one),
                why=why_urgent(viewer, held, one),
                words=in_words(one, held.calendar),
                is_late=one.is_over,
                due_at=one.due_at,
                is_by_day=one.due_at is not None and is_end_of_day(one.due_at),
                is_owed_to_police=held.duty(one) is not None,
                is_urgent=one.timer.code == URGENT,
            )
            for one in clocks
        )
    return found
