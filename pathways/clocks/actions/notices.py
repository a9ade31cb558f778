"""Telling of notices in arrests that led to no referral: the managers of the provider that a notice names, once."""

from collections.abc import Iterable
from datetime import datetime

from pathways import audit
from pathways.clocks import queries
from pathways.clocks.queries import Unreferred
from pathways.clocks.rules.quiet import not_before
from pathways.outbox import actions as outbox

EXPECTED = "/inbox/required-assessments"


def tell_of_notices(late: Iterable[Unreferred], *, now: datetime) -> None:
    """Write to them of each time that is up; the same is never written twice. Flushed, never committed."""
    for one in late:
        for end in (each for each in one.clock.ends if each.at < now):
            for user_id, address in queries.managers_of(one.organisation_id):
                outbox.queue(
                    by=audit.SYSTEM,
                    kind="clock_overdue",
                    to=address,
                    reference=f"Notice {one.required_id}",
                    link=EXPECTED,
                    key=f"notice:{one.clock.about}:{one.clock.timer.code}:{end.number}:{user_id}",
                    about_person_id=one.person_id,
                    not_before=not_before(now),
                )
