"""A county in which every route leads to something: cases at every stage, somebody in each role, and their outsiders."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.disposals.models import Condition, Disposal
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity import actions as the_people
from pathways.people.models.identity import Person
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.store.base import db
from tests import county, county_safeguarding, restricted
from tests.accepted import Scene, accepted, require
from tests.integration.arrest_tests import custody_scenes, held_scenes, law_scenes
from tests.integration.disposals import plain_disposal
from tests.integration.hostile import (
    disposal_scene,
    import_scene,
    message_scene,
    ndtms,
    paper_scene,
    policy_scene,
    required_scene,
    scrutiny_scene,
)
from tests.integration.hostile import engagement_scene as of_cases
from tests.integration.hostile.clocks_scene import endpoints as of_clocks
from tests.integration.hostile.directory_scene import endpoints as of_directory
from tests.integration.hostile.joint_scene import endpoints as of_joint
from tests.integration.hostile.referral_scene import offers
from tests.integration.hostile.transfer_scene import endpoints as of_transfers
from tests.referred import asked

Ids = dict[str, int | str]
NOWHERE = 987_654


@dataclass
class County:
    """Who may see the cases, by role; and for each route the ids in its address."""

    users: dict[Role, User] = field(default_factory=dict)
    plain: Ids = field(default_factory=dict)
    of_endpoint: dict[str, Ids] = field(default_factory=dict)
    of_role: dict[tuple[Role, str], Ids] = field(default_factory=dict)
    case: Scene | None = None

    def ids(self, endpoint: str, role: Role | None = None) -> Ids:
        """What stands in the gaps of a route's address, so that whoever holds the permission finds something there."""
        special = self.of_endpoint.get(endpoint, {})
        return {**self.plain, **special, **(self.of_role.get((role, endpoint), {}) if role else {})}

    def viewer(self, role: Role) -> Viewer:
        return county.viewer_of(self.users[role])


def address_of(app: Flask, endpoint: str, ids: Ids) -> str:
    """The address of a route with these ids; words and tokens are the first that the route takes."""
    (rule,) = app.url_map.iter_rules(endpoint)
    gaps = rule._converters
    words = {name: next(iter(getattr(gap, "items", ())), "word") for name, gap in gaps.items()}
    values = {name: str(ids.get(name, words[name])) for name in gaps}
    path = rule.rule
    for name, value in values.items():
        start = path.index("<")
        path = path[:start] + value + path[path.index(">") + 1 :]
        assert name in rule.arguments
    return path


def the_county(the_clock: clock.SettableClock) -> County:
    """Custody, test, required assessment, proposed and signed cautions, and referrals in every kind of hands."""
    engaged = accepted(the_clock)
    engaged.engage()
    full_county = County(users=_staff(), of_endpoint=of_cases.endpoints(engaged))
    officer, worker = full_county.viewer(Role.CO), full_county.viewer(Role.TW)
    _custody(full_county, officer)
    _disposals_and_case(full_county, the_clock)
    full_county.of_endpoint |= of_clocks(officer, full_county.viewer(Role.PM), full_county.plain)
    offers(full_county, officer, worker)
    full_county.of_endpoint |= of_joint(officer, worker) | of_transfers(officer)
    _safeguarding(full_county, officer)
    _lists(full_county)
    _places(full_county)
    full_county.of_endpoint |= scrutiny_scene.endpoints(full_county.viewer(Role.PL), full_county.viewer(Role.PM2))
    full_county.of_endpoint |= of_directory(full_county.viewer(Role.AD)) | ndtms.endpoints(full_county.viewer(Role.PM))
    db.session.commit()
    return full_county


def _staff() -> dict[Role, User]:
    people = {
        role: county.user(role)
        for role in (Role.HP, Role.TW, Role.PM, Role.PW, Role.MG, Role.AD, Role.PL, Role.AU, Role.PM2, Role.CM, Role.RG)
    }
    people[Role.CO] = county.user(Role.CO, rank=Rank.INSPECTOR)
    people[Role.DM] = county.user(Role.DM, rank=Rank.INSPECTOR)
    return people


def _tested(officer: Viewer) -> tuple[EpisodeView, int]:
    """Somebody detained, tested positive, an assessment required: the episode, and the requirement's id."""
    view = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, view)
    view = custody_scenes.again(officer, view)
    testing_actions.record_test(by=officer, view=view, record=custody_scenes.a_test())
    required = assessment_actions.decide_assessment(
        by=officer,
        view=custody_scenes.again(officer, view),
        decision=AssessmentDecision.IMPOSED,
        initial_at=clock.now() + timedelta(days=1),
        service_id=county.service().id,
    )
    return view, required.id


def _custody(full_county: County, officer: Viewer) -> None:
    """Two people who tested positive, one not tested, one whose offence needed an inspector, one of sixteen."""
    (view, required_id), (to_notify, _) = _tested(officer), _tested(officer)
    other = custody_scenes.in_custody(officer)
    (offence,) = custody_scenes.arrested_for(officer, other, "OTHER", described_as="Affray, Public Order Act 1986 s.3")
    authority = _said_orally(officer, custody_scenes.again(officer, other), offence)
    denied = custody_scenes.in_custody(officer)
    not_said = _said_orally(officer, denied, custody_scenes.arrested_for(officer, denied, "TA78-3")[0])
    to_ask, about, request = custody_scenes.asking_an_inspector(officer)
    full_county.plain |= {"asked_offence_id": about, "request_id": request.id}
    young, _ = county.detained(county.person(born=date(2010, 6, 9), by=officer), by=officer)
    untested = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, untested)
    moving = custody_scenes.in_custody(officer)
    county.suite("Grantham")
    full_county.plain |= {"person_id": view.person.id, "episode_id": view.episode.id, "required_id": required_id}
    undecided = custody_scenes.in_custody(officer)
    full_county.plain["offence_id"] = custody_scenes.arrested_for(officer, undecided, "TA78-3")[0].id
    differently = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, differently)
    full_county.plain["hold_id"] = held_scenes.hold_on(held_scenes.as_it_happened(officer, differently)).id
    full_county.plain["otherwise_id"] = held_scenes.required_otherwise(officer, differently, with_follow_up=False).id
    full_county.plain["telling_id"] = held_scenes.told_outside(officer, view).id
    _who_is_who(full_county, officer)
    full_county.plain |= import_scene.like_somebody(officer)
    full_county.of_endpoint |= import_scene.endpoints(officer, full_county.viewer(Role.DM))
    full_county.of_endpoint |= required_scene.endpoints(officer) | paper_scene.endpoints() | disposal_scene.endpoints()
    refused, _ = county.detained(by=officer)
    asked(officer, refused, county.service(), referral=ConsentState.REFUSED)
    by_notice = require(refused, clock.now() + timedelta(minutes=30))
    full_county.of_endpoint |= {
        "arrest_tests.drug_test": {"episode_id": untested.episode.id},
        "arrest_tests.happened": {"episode_id": untested.episode.id},
        "engagement.expected_assessment": {"required_id": by_notice.id},
        "arrest_tests.serve_notice": {"episode_id": to_notify.episode.id},
        "people.release": {"episode_id": custody_scenes.in_custody(officer).episode.id},
        "people.leaving": {"episode_id": moving.episode.id},
        "people.transfer": {"episode_id": moving.episode.id},
        "arrest_tests.ask_later": {"episode_id": moving.episode.id},
        "arrest_tests.confirm_authority": {"episode_id": other.episode.id, "authority_id": authority.id},
        "arrest_tests.disown_authority": {"episode_id": denied.episode.id, "authority_id": not_said.id},
        "arrest_tests.authority": {"episode_id": undecided.episode.id},
        "arrest_tests.ask_for_authority": {"episode_id": to_ask},
        "arrest_tests.withdraw_request": {"episode_id": request.episode_id, "request_id": request.id},
        "people.close": {"episode_id": county.episode(by=officer).id},
        "people.new_episode": {"person_id": county.person(by=officer).id},
        "arrest_tests.book_in": {"person_id": county.person(by=officer).id},
        "people.died": {"person_id": county.episode(by=officer).person_id},
        "people.under_18": {"episode_id": young.id},
    }
    full_county.of_role[Role.HP, "people.new_episode"] = {"person_id": other.person.id}


def _said_orally(officer, view, offence):
    """An authority that its giver said and has not confirmed."""
    return authority_actions.give_authority(
        by=officer, view=view, offence_id=offence.id, given_by_id=officer.user_id, mode=AuthorityMode.ORAL,
        grounds=custody_scenes.GROUNDS, given_at=clock.now(), told_at=clock.now(),
    )  # fmt: skip


def _who_is_who(full_county: County, officer: Viewer) -> None:
    """Somebody with another name and two records more: one proposed to be the same, one merged; and a likeness."""
    decider = full_county.viewer(Role.DM)
    named, twin, waits, merged = (county.person("Ancholme", "Ravi", by=officer) for _ in range(4))
    staying = [county.person(by=officer) for _ in range(2)]
    for person in (named, *staying):
        county.episode(person, by=officer)
    alias = the_people.add_alias(by=officer, person=named, surname="Okafor", given_names=None)
    full_county.plain |= {"alias_id": alias.id, "twin_id": twin.id}
    proposals = [
        the_people.propose_merge(by=decider, keep=keep, away=away, reason="Same fingerprints")
        for keep, away in zip(staying, (waits, merged), strict=True)
    ]
    the_people.decide_merge(by=officer, proposal=proposals[1], confirms=True)
    full_county.of_endpoint |= {
        "people.other_names": {"person_id": named.id},
        "people.correct_name": {"person_id": named.id, "alias_id": alias.id},
        "people.propose_merge": {"person_id": named.id},
        "people.decide_merge": {"merge_id": proposals[0].id},
        "people.propose_unmerge": {"merge_id": proposals[1].id},
    }


def _disposals_and_case(full_county: County, the_clock: clock.SettableClock) -> None:
    """A proposed caution, an authorised one, and a signed one whose person is in treatment with a condition to report."""
    proposed = plain_disposal.proposed(plain_disposal.with_facts(plain_disposal.scene()))
    to_take_back = plain_disposal.proposed(plain_disposal.with_facts(plain_disposal.scene()))
    to_sign = plain_disposal.authorised(plain_disposal.scene())
    with_facts = plain_disposal.with_facts(plain_disposal.scene())
    where = plain_disposal.scene()
    signed = plain_disposal.signed(where)
    condition, police_condition = condition_of(signed), condition_of(plain_disposal.signed(plain_disposal.scene()))
    case = accepted(the_clock, episode=where.episode, required_at=the_clock.now() + timedelta(minutes=30))
    full_county.case = case
    full_county.plain |= {"disposal_id": proposed.id, "condition_id": condition.id, "referral_id": case.referral.id}
    full_county.plain |= {"appointment_id": case.case.appointments[0].id, "kind": "CC"}
    full_county.of_endpoint |= {
        "disposals.take_back": {"disposal_id": to_take_back.id},
        "disposals.sign": {"disposal_id": to_sign.id},
        "disposals.accept": {"condition_id": police_condition.id},
        "disposals.document": {"disposal_id": signed.id},
        "disposals.choose": {"episode_id": with_facts.episode.id},
        "disposals.propose": {"episode_id": with_facts.episode.id},
    }
    full_county.of_role |= disposal_scene.of_roles()
    for role in (Role.TW, Role.PM):
        for endpoint in ("people.person", "people.died", "casefile.timeline"):
            full_county.of_role[role, endpoint] = {"person_id": case.referral.person_id}


def _safeguarding(full_county: County, officer: Viewer) -> None:
    """A concern that waits for a decision-maker, about somebody of whom no risk was asked yet."""
    episode = county.episode(by=officer)
    full_county.plain["concern_id"] = county_safeguarding.concern(by=officer, about=episode).id
    for endpoint in ("safeguarding.risks", "referrals.before_release"):
        full_county.of_endpoint[endpoint] = {"episode_id": county.episode(by=officer).id}


def _lists(full_county: County) -> None:
    """A list that waits in the force and in the service, and one in force: they name colleagues whom no test signs in."""
    officer = full_county.viewer(Role.CO)
    detained = db.session.get_one(Person, full_county.plain["person_id"])
    in_treatment = db.session.get_one(Person, full_county.case.referral.person_id) if full_county.case else detained
    elsewhere, colleague = county.user(Role.CO, at=county.suite("Grantham")), county.user(Role.TW)
    manager = county.viewer_of(county.user(Role.PM))
    in_force = restricted.excluded(detained, elsewhere, by=officer, decider=full_county.viewer(Role.DM))
    waits = restricted.proposed(detained, [county.user(Role.DM)], officer)
    at_service = restricted.proposed(in_treatment, [colleague], manager)
    full_county.plain["restriction_id"] = waits.id
    audit.security(
        county.viewer_of(elsewhere), "misuse.flagged", rule="many_misses", misses=10, routes=["people.person"]
    )
    full_county.plain["event_id"] = db.session.scalars(select(func.max(AuditEvent.id))).one()
    full_county.of_endpoint["people.review_restriction"] = {"restriction_id": in_force.id}
    full_county.of_role[Role.PM, "people.restriction"] = {"restriction_id": at_service.id}
    for role in (Role.TW, Role.PM):
        full_county.of_role[role, "people.restrictions"] = {"person_id": in_treatment.id}


def condition_of(signed: Disposal) -> Condition:
    """The one condition of a signed caution."""
    return db.session.scalars(select(Condition).where(Condition.disposal_id == signed.id)).one()


def _places(full_county: County) -> None:
    """What the administrator looks after."""
    someone = full_county.users[Role.TW]
    role_held = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == someone.id)).one()
    full_county.plain |= {
        "user_id": someone.id,
        "role_held_id": role_held.id,
        "organisation_id": someone.organisation_id,
        "suite_id": county.suite().id,
        "service_id": county.service().id,
        "other_service_id": county.service("Boston Hub", of=county.provider("Coastline Recovery")).id,
        "notification_id": custody_scenes.notified().id,
        "slot_id": county.slot().id,
    }
    full_county.plain["notification_change_id"] = law_scenes.proposed_notification().id
    full_county.of_endpoint["policy.propose_law"] = {"law_table": "trigger_offences", "code": "TA68-1"}
    full_county.plain["change_id"] = law_scenes.proposed(county.viewer_of(county.user(Role.PL))).id
    full_county.plain |= policy_scene.ids(county.viewer_of(county.user(Role.PL)), full_county.viewer(Role.PL))
    auditor = county.user(Role.AU, of=county.provider())
    full_county.plain["proposal_id"], of_role = message_scene.proposals(
        full_county.viewer(Role.AD), full_county.users, auditor
    )
    full_county.of_role |= {
        (role, "admin.proposal"): {"proposal_id": proposal_id} for role, proposal_id in of_role.items()
    }
    disabled = county.user(Role.TW)
    disabled.disabled_at, disabled.disabled_reason = clock.now(), "left"
    full_county.of_endpoint |= {
        "admin.add_suite": {"organisation_id": county.force().id},
        "admin.add_rank": {"user_id": full_county.users[Role.DM].id},
        "admin.enable": {"user_id": disabled.id},
        "admin.disable": {"user_id": full_county.users[Role.MG].id},
    }
