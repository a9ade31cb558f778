"""Somebody referred, built through the actions: the state, the events, the clock and the log are true."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.consents.rules.consents import ConsentState, Covers, How
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.needs.rules import ContactWay, Housing, Injected, Naloxone, NaloxoneFacts, ScreenFacts, UseSaid
from pathways.referrals.sending import actions as sending_actions
from pathways.safeguarding.rules.risks import RISKS
from pathways.store.base import db
from pathways.tables import Listed
from pathways.vocabulary import Answer, Substance
from tests import county, county_safeguarding
from tests.areas import LINCOLN
from tests.scenes import restorable, step

MORE_THAN_A_PAGE = 52
HAS_IT = NaloxoneFacts(answer=Naloxone.ALREADY_HAS)


def screen_facts(**changed: Any) -> ScreenFacts:
    """The plainest screen: crack, nothing urgent, a text message, Lincoln."""
    plain: dict[str, Any] = {
        "use_answer": UseSaid.NAMED,
        "substances": (Substance.CRACK,),
        "injected": Injected.NEVER,
        "mental_health": Answer.NO,
        "housing": Housing.SAFE,
        "contact_way": ContactWay.TEXT,
        "contact_number": "07700 900318",
        "contact_note": None,
        "area": LINCOLN,
    }
    return ScreenFacts(**{**plain, **changed})


@restorable
def asked(
    by: Viewer,
    episode: Episode,
    to: Service,
    *,
    referral: ConsentState = ConsentState.GIVEN,
    covers: Covers | None = Covers.ANY_LISTED,
    feedback: ConsentState = ConsentState.REFUSED,
    how: How = How.SIGNED,
    naloxone: NaloxoneFacts | None = HAS_IT,
    choice_reason: Listed | None = None,
    **screen: Any,
) -> Referral | None:
    """Risks, needs and consents recorded; returns the draft, if there is one."""
    county_safeguarding.risks(
        by, episode, **{each.name: screen.pop(each.name) for each in RISKS if each.name in screen}
    )
    needs_actions.record_needs(by=by, episode_id=episode.id, facts=screen_facts(**screen), naloxone=naloxone)
    return needs_actions.record_consents(
        by=by,
        episode_id=episode.id,
        service_id=to.id,
        choice_reason=choice_reason,
        referral=referral,
        covers=covers if referral is ConsentState.GIVEN else None,
        feedback=feedback,
        how=how,
    )


@restorable
def referred(
    by: Viewer | None = None, to: Service | None = None, *, episode: Episode | None = None, **answers: Any
) -> Referral:
    """A referral that waits for an answer, sent now by an officer of Lincoln to the Lincoln Recovery Hub."""
    sender = by or county.officer()
    brought = episode or county.episode(by=sender, came_on=clock.today())
    asked(sender, brought, to or county.service(), **answers)
    return sending_actions.send(by=sender, episode_id=brought.id)


def sent_by_the_minute(the_clock: clock.SettableClock) -> tuple[Viewer, list[int]]:
    """An officer and the ids of more referrals than a page of a list holds, each of somebody else, sent a minute apart.

    For `built_once`: every list of referrals goes on to its next page with them.
    """
    officer, hub, ids = county.officer(), county.service(), []
    for _ in range(MORE_THAN_A_PAGE):
        ids.append(referred(officer, hub, episode=county.episode(county.person(by=officer), by=officer)).id)
        the_clock.advance(timedelta(minutes=1))
    return officer, ids


@step
def died(person_id: int, by: Viewer) -> None:
    """Record a death as it stands in the table, without the people room's own action."""
    person = db.session.get_one(Person, person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = by.user_id, DeathSource.HOSPITAL
    db.session.flush()
