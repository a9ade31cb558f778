"""Police are told again from the moment that somebody agreed again: nothing of before, whatever its date says."""

from datetime import time, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.casefile.queries import referral_outcome as casefile
from pathways.casefile.queries.police_links import links_of
from pathways.casefile.rules.who_may_see import FactKind
from pathways.engagement.case import actions
from pathways.people.custody.queries import view_of
from pathways.people.rules import in_sight_for
from pathways.referrals.consents import queries as referrals
from pathways.referrals.consents.rules.consents import FEEDBACK, AgreedRecipient, ConsentState, consent_live, heard_by
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.queries import still_read_by_liaison, still_read_by_police
from pathways.store.base import db
from tests.accepted import accepted
from tests.integration.casefile.police_pages import became, withdraw

NAMES = {AgreedRecipient.POLICE: 4, AgreedRecipient.BOTH: 6, AgreedRecipient.LIAISON: 7}
"""Whom the words of consent 2 name, and their version."""


def answers(episode, by, at, state=ConsentState.GIVEN, *, audience=AgreedRecipient.POLICE, understood=True):
    row = Consent(
        person_id=episode.person_id, episode_id=episode.id, number=FEEDBACK, state=state, wording_version=NAMES[audience],
        how="signed", understood=understood, taken_at=at, taken_by_id=by,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def comes_to(scene, purpose):
    contact = scene.offer(purpose)
    scene.clock.set(contact.starts_at)
    return contact


def at_eleven_they_agree_again(scene):
    """After a contact at nine, on the day on which they took their agreement back at ten."""
    scene.start()
    scene.next_day()
    day = clock.today()
    scene.clock.set(dates.from_london(day, time(8)))
    scene.record(comes_to(scene, AppointmentPurpose.STRUCTURED), AppointmentOutcome.ATTENDED)
    scene.clock.advance(timedelta(hours=1))
    withdraw(scene)
    scene.clock.advance(timedelta(hours=1))
    answers(scene.episode, scene.worker.user_id, clock.now())
    scene.clock.advance(timedelta(hours=1))
    return day


def kinds(scene):
    links = links_of([view_of(scene.episode)])
    return {fact.kind for fact in casefile.visible_facts(links, clock.now())[scene.episode.id].facts}


def test_agreeing_again_at_eleven_tells_police_nothing_of_nine_nor_what_has_only_that_day(client_of, app, the_clock):
    scene = accepted(the_clock)
    day = at_eleven_they_agree_again(scene)
    actions.record_engaged(by=scene.worker, referral_id=scene.referral.id, engaged_on=day)
    page = became(client_of, scene)
    assert "Consent live" in page
    assert "Appointment attended" not in page
    assert FactKind.ENGAGED not in kinds(scene)
    scene.next_day()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    assert FactKind.COMPLETED in kinds(scene)
    assert FactKind.ENGAGED not in kinds(scene)


def test_a_day_of_the_first_agreement_is_told_where_it_can_only_be_later(app, the_clock):
    scene = accepted(the_clock)
    scene.record(comes_to(scene, AppointmentPurpose.ASSESSMENT), AppointmentOutcome.ATTENDED)
    scene.assess()
    today, of = clock.today(), {"by": scene.worker, "referral_id": scene.referral.id}
    actions.agree_care_plan(agreed_on=today, **of)
    actions.start_treatment(started_on=today, modality="95", **of)
    scene.record(comes_to(scene, AppointmentPurpose.STRUCTURED), AppointmentOutcome.ATTENDED)
    actions.record_engaged(engaged_on=today, **of)
    assert FactKind.ENGAGED in kinds(scene)


@pytest.mark.parametrize(
    ("audience", "still_read"),
    [(AgreedRecipient.POLICE, still_read_by_police), (AgreedRecipient.LIAISON, still_read_by_liaison)],
)
def test_a_list_asks_the_same_of_a_consent_as_the_rule(app, the_clock, audience, still_read):
    scene = accepted(the_clock, feedback=ConsentState.NOT_ASKED)
    the_clock.advance(in_sight_for(the_clock.now().date()) + timedelta(days=1))
    listed = select(Referral.id).where(Referral.id == scene.referral.id, still_read())
    given = [(ConsentState.GIVEN, whom, understood) for whom, understood in product(NAMES, (True, False))]
    steps = [
        *given,
        *((state, AgreedRecipient.POLICE, True) for state in (ConsentState.REFUSED, ConsentState.NOT_ASKED)),
    ]
    differ = []
    for first, then in product(given, steps):
        nested = db.session.begin_nested()
        for hours, (state, whom, understood) in enumerate((first, then), start=-2):
            at = clock.now() + timedelta(hours=hours)
            answers(scene.episode, scene.worker.user_id, at, state, audience=whom, understood=understood)
        rows = heard_by(audience, referrals.consents_in(scene.episode))
        lives = consent_live(rows, FEEDBACK, clock.now()).live
        if (db.session.scalar(listed) is not None) != lives:
            differ.append((first, then, lives))
        nested.rollback()
    assert differ == []
