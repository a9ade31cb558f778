"""Booking somebody in: the detention, its offences and the risks, all of it or nothing."""

from collections.abc import Sequence

from pathways.arrest_tests.actions.offences import record_offences
from pathways.arrest_tests.rules.entries import EnteredOffence
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.people.actions import open_episode
from pathways.people.models import Person
from pathways.people.queries import EpisodeView
from pathways.people.rules import EpisodeFacts
from pathways.safeguarding.actions import record_risks
from pathways.safeguarding.rules import RiskAnswers


def book_in(
    *,
    by: Viewer,
    person: Person,
    facts: EpisodeFacts,
    offences: Sequence[EnteredOffence] = (),
    risks: RiskAnswers,
    seen_version: int | None = None,
) -> EpisodeView:
    """Open the detention, with what is known of its offences and what was asked. Raises Refused, Stale.

    Without an offence the custody record stands alone: the page of the arrest asks for it.
    """
    opened = open_episode(by=by, person=person, facts=facts, seen_version=seen_version)
    view = people.view_of(opened)
    if offences:
        record_offences(by=by, view=view, offences=offences, risks=risks)
    else:
        record_risks(by=by, view=view, answers=risks)
    return view
