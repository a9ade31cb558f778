"""A night in Lincoln for the browser: somebody in each role, and a case at every stage, built through the actions."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.admin.actions.accounts import Invitation
from pathways.admin.actions.second_person import propose_invitation
from pathways.auth.models import Organisation, User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.open_referral import actions as exchange
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.ndtms.actions import ask_for_file
from pathways.ndtms.rules.lists import Month
from pathways.people.models.custody import Episode
from pathways.policy.actions import ask_what_if
from pathways.policy.rules.what_if import WhatIfQuestion
from pathways.referrals.consents.rules.consents import ConsentState, Covers
from pathways.referrals.models.needs_and_consents import ErrorSaid
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing.rules import choice_reasons
from pathways.store.base import db
from pathways.vocabulary import Answer, Known, Substance
from tests import county, county_safeguarding
from tests.integration.disposals import plain_disposal
from tests.integration.hostile import joint_scene, transfer_scene
from tests.integration.hostile.directory_scene import ONE_SERVICE
from tests.referred import asked, referred


def a_night_in_lincoln() -> dict[Role, User]:
    """Everybody who can sign in, by role. People wait in custody, in the inbox, for a place, in treatment."""
    people = {role: county.user(role) for role in (Role.TW, Role.PM, Role.PW, Role.MG, Role.AD, Role.PL, Role.AU)}
    people[Role.CO] = county.user(Role.CO, rank=Rank.CONSTABLE, name="PC 2290 M. Ellery")
    people[Role.DM] = county.user(Role.DM, rank=Rank.INSPECTOR)
    officer, worker = county.viewer_of(people[Role.CO]), county.viewer_of(people[Role.TW])
    county.service()
    _in_custody(officer)
    _referred(officer, "Lound", substances=(Substance.HEROIN, Substance.CRACK))
    _referred(officer, "Wolny", overdose_last_7_days=Answer.YES, mental_health=Answer.YES)
    taken = _referred(officer, "Reddish", feedback=ConsentState.GIVEN, suicide_risk=Answer.YES)
    acceptance.accept(
        by=worker,
        referral_id=taken.id,
        keyworker_id=worker.user_id,
        first_slot_at=clock.now() + timedelta(hours=8),
        place="Lincoln Recovery Hub",
    )
    county_safeguarding.concern(worker, db.session.get_one(Episode, taken.episode_id))
    _asked_and_not_sent(officer, "Thoresby")
    turned_away = _referred(officer, "Heckles", covers=Covers.NAMED)
    acceptance.decline(by=worker, referral_id=turned_away.id, reason=next(iter(decline_reasons().values())))
    plain_disposal.proposed(plain_disposal.with_facts(plain_disposal.scene()))
    plain_disposal.authorised(plain_disposal.scene())
    plain_disposal.signed(plain_disposal.scene())
    _followed(officer, county.viewer_of(people[Role.DM]))
    exchange.receive_file(by=county.viewer_of(people[Role.AD]), name="services.json", content=ONE_SERVICE)
    return people


def _followed(officer: Viewer, decider: Viewer) -> None:
    """An earlier outcome; a caution that waits for a sergeant, and one to be decided again."""
    waits, again = (
        plain_disposal.signed(plain_disposal.scene()),
        plain_disposal.proposed(plain_disposal.with_facts(plain_disposal.scene())),
    )
    answers = {"failed": "The assessment was not attended", "reason": "none_given", "evidence": "The service wrote so"}
    steps_actions.take_step(by=decider, disposal_id=waits.id, event="suspected_breach", given=answers)
    signing_actions.send_back(by=decider, disposal_id=again.id, reason="The town in the condition is wrong")
    earlier_outcome = facts_actions.OutcomeAsTyped(
        kind=PriorKind.CW,
        given_on=clock.today() - timedelta(days=400),
        offence="Possession of cannabis",
        drug_family=None,
        is_similar=Known.NO,
        engaged=None,
        found_in=FoundIn.LOCAL,
    )
    facts_actions.add_earlier(by=officer, episode_id=waits.episode_id, outcome=earlier_outcome)


def says_errors(manager: Viewer) -> None:
    """A referral of the manager's provider that an officer says was never made; and somebody with a service that closed."""
    officer = county.officer()
    theirs = select(Referral).where(Referral.organisation_id == manager.organisation_id, Referral.sent_at.is_not(None))
    referral = db.session.scalars(theirs.order_by(Referral.id.desc())).first()
    assert referral is not None
    error_report = {"why": "never_made", "said_at": clock.now(), "said_by_id": officer.user_id}
    db.session.add(ErrorSaid(referral_id=referral.id, **error_report))
    shut = county.service("Marsh Street", county.provider("Marsh Street Recovery"))
    referred(officer, shut, choice_reason=choice_reasons()["asked_for"])
    shut.closed_on = clock.today()
    db.session.commit()


def joins_a_case(worker: Viewer) -> None:
    """A mental health team that joined the latest case of the worker's provider."""
    theirs = (Referral.organisation_id == worker.organisation_id, Referral.accepted_at.is_not(None))
    open_now = select(Referral.id).where(*theirs, Referral.closed_at.is_(None)).order_by(Referral.id.desc())
    latest = db.session.scalars(open_now).first()
    assert latest is not None
    joint_scene.joined(worker, latest)
    db.session.commit()


def lets_in_where_nobody_decides(administrator: Viewer) -> None:
    """Somebody to be let in at a provider without a manager: a policy lead of the administrator's force decides."""
    provider = db.session.scalars(select(Organisation).where(Organisation.name == "Coastline Recovery")).one()
    wanted = Invitation(
        name="Robin Saltfleet",
        sign_in_name="r.saltfleet@coastline.example",
        organisation=provider,
        suite=None,
        role=Role.PM,
    )
    propose_invitation(by=administrator, wanted=wanted)
    db.session.commit()


def sends_a_transfer(worker: Viewer) -> None:
    """Somebody whom another provider sends on to a service of the worker's."""
    to = directory.services_of(worker.organisation_id)[0]
    transfer_scene.on_its_way(county.officer(), to)
    db.session.commit()


def asks_what_if(policy: Viewer) -> None:
    """A question about the past year, to be answered when its page is looked at."""
    today = clock.today()
    asked_about = WhatIfQuestion(
        switches=(("cfg_o22_enabled", False),), dates=(), from_on=today - timedelta(days=365), to_on=today
    )
    ask_what_if(by=policy, question=asked_about)


def asks_for_the_national_file(manager: Viewer) -> None:
    """The file of a month that is over, which no worker has made yet."""
    ask_for_file(by=manager, month=Month.of(clock.today()).before.before)


def _in_custody(officer: Viewer) -> None:
    soon = clock.now() + timedelta(minutes=40)
    county.detained(county.person("Rawcliffe", "Dean"), by=officer, planned_release_at=soon)
    county.detained(county.person("Skelling", "Jade"), by=officer, needs_appropriate_adult=True)
    born = clock.today() - timedelta(days=16 * 366)
    county.detained(county.person("O'Brien-Nguyễn", None, born=born), by=officer)


def _asked_and_not_sent(officer: Viewer, surname: str) -> None:
    """Needs and consents are recorded, and nobody pressed send: the page that checks it has something to check."""
    brought = county.episode(county.person(surname, by=officer), by=officer)
    asked(officer, brought, county.service(), choice_reason=choice_reasons()["asked_for"])


def _referred(officer: Viewer, surname: str, **answers: Any) -> Referral:
    brought = county.episode(county.person(surname, by=officer), by=officer)
    # The county's own services may fit better; then an officer says why this one.
    return referred(officer, county.service(), episode=brought, choice_reason=choice_reasons()["asked_for"], **answers)
