"""Of two who decide the same proposal at the same moment one does, and the other is told, whatever was proposed."""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as errors
from pathways.admin import queries as access_queries
from pathways.admin.actions import second_person
from pathways.approvals import actions as approvals
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Rank, Role, Viewer
from pathways.law import actions as law
from pathways.law.models import SiteNotification
from pathways.law.rules.disposal_terms import Kind
from pathways.law.rules.proposed_changes import NotificationDraft
from pathways.people.deaths import actions as deaths
from pathways.people.identity import actions as identity
from pathways.people.models.identity import Person, PersonMerge
from pathways.people.rules import DeathSource
from pathways.policy import actions as policy
from pathways.referrals.steps import actions as step_actions
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county, restricted
from tests.integration.arrest_tests import law_scenes
from tests.integration.policy import policy_scenes
from tests.referred import referred
from tests.together import at_once, both_look_first

Decide = Callable[[Viewer], object]
Case = tuple[Decide, Iterable[Viewer], str]
READ = {"approves": True, "checked": "Read the order and its commencement", "has_read_source": True}
WHY = "Both have the same fingerprints"


def leads() -> list[Viewer]:
    return [law_scenes.a_lead(name) for name in ("K. Adeyemi", "J. Croft")]


def of_role(role: Role, rank: Rank | None = None) -> list[Viewer]:
    return [county.viewer_of(county.user(role, rank=rank)) for _ in range(2)]


def law_change() -> Case:
    made = law_scenes.proposed(law_scenes.a_lead())
    number, seen = made.id, law.seen_of(made)
    return lambda by: law.decide_law_change(by=by, change_id=number, seen=seen, **READ), leads(), "law.change.approved"


def notification() -> Case:
    number = law_scenes.proposed_notification().id
    return (
        lambda by: law.decide_notification(by=by, change_id=number, seen="1", **READ),
        leads(),
        "notification.approved",
    )


def of_policy(made) -> Case:
    number, seen = made.id, policy.seen_of(made)
    return lambda by: policy.decide_change(by=by, change_id=number, seen=seen, **READ), leads(), "policy.approved"


def switch() -> Case:
    return of_policy(policy_scenes.proposed(policy_scenes.a_lead()))


def gravity_table() -> Case:
    facts = {"version": "2026-12", "text": policy_scenes.TABLE, "starts_on": policy_scenes.tomorrow()}
    return of_policy(policy.propose_gravity(by=policy_scenes.a_lead(), **facts, **policy_scenes.SAID))


def leaflet() -> Case:
    facts = {"kind": Kind.CR, "text": policy_scenes.WORDS, "starts_on": policy_scenes.tomorrow()}
    return of_policy(policy.propose_leaflet(by=policy_scenes.a_lead(), **facts, **policy_scenes.SAID))


def merge() -> Case:
    officer = county.officer()
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    for each in (keep, away):
        county.episode(each, by=officer)
    number = identity.propose_merge(by=officer, keep=keep, away=away, reason=WHY).id

    def decide(by):
        return identity.decide_merge(by=by, proposal=db.session.get_one(PersonMerge, number), confirms=False)

    return decide, of_role(Role.CO), "person.merge.turned_down"


def restriction() -> Case:
    officer = county.officer()
    someone = county.person(by=officer)
    county.episode(someone, by=officer)
    row = restricted.proposed(someone, [county.user(Role.CO)], officer)
    return lambda by: restricted.decided(row, by), of_role(Role.DM, Rank.INSPECTOR), "restriction.added"


def death_in_error() -> Case:
    officer = county.officer()
    someone = county.person(by=officer)
    county.episode(someone, by=officer)
    identity.record_death(by=officer, person=someone, died_at=clock.now(), source=DeathSource.FAMILY)
    deaths.say_death_is_wrong(by=officer, person=someone, reason="He rang from the hospital himself")
    number = someone.id

    def decide(by):
        return deaths.decide_death_error(by=by, person=db.session.get_one(Person, number), confirms=True)

    return decide, of_role(Role.CO), "death.taken_back"


def access() -> Case:
    administrator, provider = county.viewer_of(county.user(Role.AD)), county.provider("Coastline Recovery")
    managers = [county.user(Role.PM, of=provider, password_hash="a hash that nothing matches") for _ in range(2)]
    theirs = access_queries.organisation(administrator, provider.id)
    number = second_person.propose_domains(by=administrator, organisation=theirs, email_domains=["coast.example"]).id

    def decide(by):
        return second_person.decide_access(by=by, proposal_id=number, approves=True, why="")

    return decide, [county.viewer_of(each) for each in managers], "access.approved"


def error_of_a_referral() -> Case:
    worker, referral = county.viewer_of(county.user(Role.TW)), referred(to=county.service())
    number = errors.say_error(by=worker, referral_id=referral.id, given={"why": "never_made"}).id
    return (
        lambda by: errors.settle_error(by=by, error_id=number, agrees=False),
        of_role(Role.PM),
        "referral.error.turned_down",
    )


# What is asked before a decision is written: both have asked before either writes, where no lock keeps one waiting.
ASKED_BEFORE = {
    **dict.fromkeys((law_change, notification, switch, gravity_table, leaflet), (approvals, "bars_to_approving")),
    **dict.fromkeys((merge, restriction, death_in_error), (approvals, "bars_to_confirming")),
    access: (second_person, "bars_to_confirming"),
    error_of_a_referral: (step_actions, "error_waiting"),
}


@pytest.mark.parametrize("proposed", ASKED_BEFORE, ids=lambda case: case.__name__)
def test_one_decides_and_the_other_is_told(app, db, the_clock, monkeypatch, proposed):
    decide, (first, second), action = proposed()
    both_look_first(monkeypatch, *ASKED_BEFORE[proposed])

    def act(by):
        try:
            decide(by)
        except OutOfSight:
            raise Refused("It is not there any more") from None

    done, told = at_once(app, lambda: act(first), lambda: act(second))
    assert (done, bool(told)) == ("", True)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()
    assert len({event.actor_id for event in events}) == 1
    assert len({(event.chain_id, event.subject_id) for event in events}) == len(events)


def test_two_last_days_of_one_notification_are_not_both_approved(app, db, the_clock, monkeypatch):
    lead, (first, second) = law_scenes.a_lead(), leads()
    made = law_scenes.decided_notification(first, law_scenes.proposed_notification(lead))
    row = db.session.get_one(SiteNotification, made.notification_id)
    ends = NotificationDraft(until=law_scenes.FIRST_DAY, source="Letter", why="It ends", ends_from=row.valid_from)
    both = [law_scenes.proposed_notification(lead, draft=ends, ends_id=row.id).id for _ in range(2)]
    both_look_first(monkeypatch, law, "check_decision")

    def decide(by, number):
        return lambda: law.decide_notification(by=by, change_id=number, seen="1", **READ)

    answers = at_once(app, decide(first, both[0]), decide(second, both[1]))
    assert answers[0] == ""
    assert "already has its last day" in answers[1]
