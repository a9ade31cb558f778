"""What stands before a journey begins: somebody the force knows, who is in no figure yet."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from pathways.auth.models import User
from pathways.people.identity import actions as people
from pathways.people.identity.rules import PersonFacts
from pathways.people.rules import AgeEvidence, NoneOfThese
from pathways.store.base import db
from pathways.vocabulary import Sex
from tests import county
from tests.journeys.desk import Site

NAME, SURNAME, BORN, PNC = "Tobias Wragg", "Wragg", date(1990, 1, 1), "1990/0012345K"


def user(sign_in_name: str) -> User:
    """Somebody of the county's staff."""
    user = db.session.scalar(select(User).where(User.sign_in_name == sign_in_name))
    assert user is not None
    return user


def known_person(site: Site) -> None:
    """Tobias Wragg, 36, whom the officer has added some other night."""
    with site.behind():
        facts = PersonFacts(
            surname=SURNAME,
            given_names="Tobias",
            date_of_birth=BORN,
            age_evidence=AgeEvidence.DOCUMENTED,
            sex=Sex.MALE,
            pnc_id=PNC,
        )
        people.add_person(by=county.viewer_of(user("officer")), facts=facts, none_of_these=NoneOfThese.CHECKED)


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, when London keeps UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)
