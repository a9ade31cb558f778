"""What runs on a referral, for the inbox and the page of the case: handed to the room below, which asks for it."""

from collections.abc import Collection

from pathways import clock
from pathways.auth import Viewer
from pathways.clocks.queries.courses import held_of
from pathways.clocks.queries.overdue import FIRST_OFFER, URGENT, clocks_in_words, why_urgent
from pathways.clocks.rules.standing import by_deadline, is_a_deadline
from pathways.clocks.rules.words import in_words, is_end_of_day, label_of
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.queries import Running


@referrals.runs_by
def running_on(viewer: Viewer, asked: Collection[Referral]) -> dict[int, tuple[Running, ...]]:
    """By referral in the viewer's sight, the clocks that somebody is told of: the next deadline first."""
    now, courses = clock.now(), held_of({each.id for each in asked})
    running_by_referral = {}
    for number, course in courses.items():
        clocks = filter(is_a_deadline, by_deadline(clocks_in_words(viewer, course, now)))
        running_by_referral[number] = tuple(
            Running(
                label=label_of(running_clock),
                why=why_urgent(viewer, course, running_clock),
                words=in_words(running_clock, course.calendar),
                is_late=running_clock.is_over,
                due_at=running_clock.due_at,
                is_by_day=running_clock.due_at is not None and is_end_of_day(running_clock.due_at),
                is_owed_to_police=(duty := course.duty(running_clock)) is not None and duty.is_to_the_police,
                is_urgent=running_clock.timer.code == URGENT,
                is_first_offer=running_clock.timer.code == FIRST_OFFER,
            )
            for running_clock in clocks
        )
    return running_by_referral
