"""Somebody who is being booked in, as the pages will see them once it is saved."""

import uuid
from dataclasses import asdict

from pathways.auth import Viewer
from pathways.people.models import Detention, Episode, Person
from pathways.people.queries.records import EpisodeView, details_of, detained_now
from pathways.people.rules import DetentionFacts
from pathways.vocabulary import Origin


def continuous_detention_of(person_id: int) -> tuple[str, bool]:
    """The key of the continuous detention that a custody record opened now belongs to, and whether it stood before.

    Somebody whom another force holds at this moment keeps its key: one sample in it (PACE 1984 s.63B(5B)).
    """
    elsewhere = detained_now([person_id]).get(person_id)
    return (elsewhere[1].continuous_detention, True) if elsewhere else (str(uuid.uuid4()), False)


def as_booked_in(viewer: Viewer, person: Person, facts: DetentionFacts) -> EpisodeView:
    """The episode that a booking-in page would open, for the rules to answer about; nothing is saved.

    A time that is still blank stays blank: the rules say what they miss.
    """
    episode = Episode(
        person_id=person.id,
        origin=Origin.DETENTION,
        organisation_id=viewer.organisation_id,
        suite_id=facts.suite_id or viewer.suite_id,
    )
    detention = Detention(continuous_detention=continuous_detention_of(person.id)[0], **asdict(facts))
    return EpisodeView(episode=episode, person=person, details=details_of(person.id), detention=detention)
