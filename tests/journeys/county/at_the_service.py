"""Where the journeys of the treatment desk begin: somebody referred to Lincoln Recovery Hub an hour ago."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Suite
from pathways.directory.models import Service
from pathways.people.identity import actions as people
from pathways.people.identity.rules import PersonFacts
from pathways.people.rules import AgeEvidence, NoneOfThese
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.routing.rules import choice_reasons
from pathways.store.base import db
from pathways.vocabulary import Sex
from tests import county
from tests.journeys.county.arranged import BORN, NAME, SURNAME, november, user
from tests.journeys.desk import Site
from tests.referred import referred

HUB = "Lincoln Recovery Hub"
__all__ = ["HUB", "NAME", "SURNAME", "Sent", "sent_to"]


@dataclass(frozen=True)
class Sent:
    """The addresses of one referral: as its service has it, and as the officer who sent it."""

    referral_id: int
    episode_id: int

    @property
    def offer(self) -> str:
        return f"/inbox/{self.referral_id}"

    @property
    def case(self) -> str:
        return f"/cases/{self.referral_id}"

    @property
    def became(self) -> str:
        return f"/referrals/{self.referral_id}"


def sent_to(site: Site, service: str = HUB, *, sex: Sex = Sex.MALE, **answers: Any) -> Sent:
    """Tobias Wragg, in custody at Lincoln, agreed to any listed service and to telling the police: sent at 09:00."""
    site.clock.set(november(25, 9))
    with site.behind():
        officer = county.viewer_of(user("officer"))
        facts = PersonFacts(
            surname=SURNAME, given_names="Tobias", date_of_birth=BORN, age_evidence=AgeEvidence.DOCUMENTED, sex=sex
        )
        person = people.add_person(by=officer, facts=facts, none_of_these=NoneOfThese.CHECKED)
        place = db.session.scalars(select(Suite).where(Suite.id == officer.suite_id)).one()
        opened, _ = county.detained(person, by=officer, at=place)
        to = db.session.scalars(select(Service).where(Service.name == service)).one()
        why = None if service == HUB else choice_reasons()["known_there"]
        all_answers = {"feedback": ConsentState.GIVEN, "choice_reason": why, **answers}
        referral = referred(officer, to, episode=opened, **all_answers)
        sent = Sent(referral.id, opened.id)
    site.clock.set(november(25, 10))
    assert clock.now() == november(25, 10)
    return sent
