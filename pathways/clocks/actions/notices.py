"""Telling of notices in arrests that led to no referral: the managers of the provider that a notice names, once."""

from datetime import datetime

from pathways import audit
from pathways.clocks import queries
from pathways.clocks.queries import Unreferred
from pathways.clocks.rules.quiet import not_before
from pathways.outbox import actions as outbox

EXPECTED = "/inbox/required-assessments"


def tell_of_notice(late: Unreferred, *, now: datetime) -> int:
    """Write to them of each time that is up; the same is never written twice. Returns to how many, again or anew."""
    written = 0
    for end in (each for each in late.clock.ends if each.at < now):
        for user_id, address in queries.managers_of(late.organisation_id):
            outbox.queue(
                by=audit.SYSTEM,
                kind="clock_overdue",
                to=address,
                reference=f"Notice {late.required_id}",
                link=EXPECTED,
                key=f"notice:{late.clock.about}:{late.clock.timer.code}:{end.number}:{user_id}",
                about_person_id=late.person_id,
                not_before=not_before(now),
            )
            written += 1
    return written
