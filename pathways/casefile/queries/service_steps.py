"""What a service did with its own case, as lines of a timeline."""

from collections.abc import Iterable
from datetime import datetime

from pathways.auth.queries import name_of
from pathways.casefile.queries.on_the_way import dated
from pathways.casefile.queries.police_steps import at_moment
from pathways.casefile.queries.way import Entry
from pathways.engagement.queries import Case


def contacts(held: Case) -> Iterable[tuple[datetime, Entry]]:
    for one in held.appointments:
        yield from at_moment(one.offered_at, "Appointment offered", name_of(one.offered_by_id), f"{one.purpose.label}.")
        if one.outcome and one.outcome_at:
            yield from at_moment(min(one.starts_at, one.outcome_at), one.outcome.label, name_of(one.outcome_by_id))
    if told := held.required_outcome:
        words = "Police were told." if told.reported_to_police_at else "Police are told only with written consent."
        title = f"Required assessment: {told.outcome.label.lower()}"
        yield from at_moment(told.at, title, name_of(told.recorded_by_id), words)


def steps(held: Case) -> Iterable[tuple[datetime, Entry]]:
    referral = held.referral
    yield from at_moment(referral.sent_at, "Referred")
    yield from at_moment(referral.accepted_at, "Accepted", name_of(referral.accepted_by_id))
    steps = (
        ("Assessment", held.assessment and (held.assessment.attended_on, held.assessment)),
        ("Care plan agreed", held.care_plan and (held.care_plan.agreed_on, held.care_plan)),
        ("Structured treatment started", held.start and (held.start.started_on, held.start)),
        ("Engaged", held.engagement and (held.engagement.engaged_on, held.engagement)),
        ("Left", held.exit and (held.exit.exited_on, held.exit)),
    )
    for title, step in steps:
        if step:
            day, row = step
            by = name_of(row.recorded_by_id)
            yield dated(day, row.recorded_at), Entry(title=title, at=day, by=by)
