"""Ending a required assessment by a court's bail condition or because it was imposed in error."""

from datetime import date

from pathways import clock
from pathways.arrest_tests.actions.assessments import end_assessment
from pathways.arrest_tests.actions.failures import discontinue
from pathways.arrest_tests.queries import required_assessment_of
from pathways.arrest_tests.rules.ending import EndedBy, ending_faults, why_ended
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Refused


def end_requirement(
    *, by: Viewer, view: EpisodeView, why: EndedBy, reason: str, on: date | None, seen_version: int | None = None
) -> None:
    """End a requirement that stands. Imposed in error, its failures end too; after a court's condition they stay.

    Raises Refused, Stale.
    """
    hold_the_living(by, view.person, seen_version)
    required = required_assessment_of(view.episode.id)
    if required is None or required.imposed_at is None:
        raise Refused("No assessment is required, so there is nothing to end")
    imposed_on, today = clock.london_date(required.imposed_at), clock.today()
    refuse_if(ending_faults(why=why, rank=by.rank, reason=reason, on=on, imposed_on=imposed_on, today=today))
    end_assessment(by=by, view=view, reason=why_ended(why, on=on, reason=reason))
    if why is EndedBy.ERROR:
        discontinue(by=by, view=view, reason=f"The requirement was imposed in error: {reason.strip()}")
