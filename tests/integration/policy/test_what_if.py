"""A policy lead asks what a change would have done: counts only, nothing saved but the question."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.disposals.models import Disposal, Switch
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.policy import actions
from pathways.policy.models import WhatIfRun
from pathways.policy.rules.what_if import RunState
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county
from tests.integration.policy.policy_scenes import a_lead, asked, on
from tests.unit.disposals.plain_case import facts

USED = {name: switch.default for name, switch in SWITCHES.items()} | {
    "cfg_o22_enabled": True,
    "cfg_cr_full_admission": False,
}


def decided(how_many, gravity=None, **changes):
    """Decisions of the past month, open to a caution and to Outcome 22, as they would be stored."""
    by = county.officer()
    known = facts(settings=USED) | {"intervention_available": True} | changes
    stored = {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}
    for number in range(how_many):
        episode = county.episode(by=by)
        db.session.add(
            Disposal(
                episode_id=episode.id,
                person_id=episode.person_id,
                organisation_id=by.organisation_id,
                kind=Kind.CC,
                state=State.PROPOSED,
                facts=stored,
                results=[],
                rules_version=RULES_VERSION,
                rationale="As it was",
                reasons_cite_test=False,
                gravity_final=gravity,
                gravity_version="2026-12" if gravity else None,
                proposed_at=clock.now() - timedelta(days=number + 1),
                proposed_by_id=by.user_id,
            )
        )
    db.session.flush()


def past_year():
    return on("from_on", clock.today() - timedelta(days=365)) | on("to_on", clock.today())


def all_kept():
    return [db.session.scalar(select(func.count()).select_from(each)) for each in (Disposal, Switch)]


@pytest.mark.database
def test_on_the_page_a_question_is_asked_and_answered_and_nothing_else_is_kept(app, client_of):
    decided(12)
    db.session.commit()
    client, before = client_of(county.user(Role.PL), Role.PL), all_kept()
    answer = client.post("/policy/what-if", {"cfg_o22_enabled": "false", **past_year()})
    assert answer.status_code == 302
    page = " ".join(client.get(answer.location).text.split())
    assert "From what to what, by disposal" in page
    assert "O22-05" in page
    assert "Left with nothing open" in page
    assert all_kept() == before
    assert db.session.scalars(select(WhatIfRun)).one().partial is None


def test_over_no_decision_the_page_says_so(app, client_of):
    client = client_of(county.user(Role.PL), Role.PL)
    answer = client.post("/policy/what-if", {"cfg_o22_enabled": "false", **past_year()})
    assert "No decision to answer again" in client.get(answer.location).text


def test_over_few_decisions_nothing_is_shown(app, client_of):
    decided(4)
    db.session.commit()
    client = client_of(county.user(Role.PL), Role.PL)
    answer = client.post("/policy/what-if", {"cfg_o22_enabled": "false", **past_year()})
    page = client.get(answer.location).text
    assert "Too few to show" in page
    assert "O22-05" not in page


def test_a_question_without_a_change_is_refused_on_the_page(app, client_of):
    client = client_of(county.user(Role.PL), Role.PL)
    assert "Change at least one switch" in client.post("/policy/what-if", past_year()).text


@pytest.mark.database
def test_an_answer_shows_only_when_all_are_answered_and_each_once(app):
    decided(12)
    lead = a_lead()
    run = asked(lead)
    shares = []
    while run.state is RunState.RUNNING:
        shares.append((run.done, run.result))
        run = actions.go_on(by=lead, run_id=run.id, most=5)
    assert shares == [(0, None), (5, None), (10, None)]
    assert (run.done, run.result["decisions"] + run.result["unanswered"]) == (12, 12)


@pytest.mark.database
def test_a_cancelled_question_keeps_nothing_of_what_was_counted(app):
    decided(12)
    lead = a_lead()
    run = asked(lead)
    actions.go_on(by=lead, run_id=run.id, most=5)
    actions.cancel_what_if(by=lead, run_id=run.id)
    run = actions.go_on(by=lead, run_id=run.id)
    assert (run.state, run.partial, run.result) == (RunState.CANCELLED, None, None)


def test_a_question_that_was_answered_a_moment_before_is_not_logged_as_cancelled(app):
    lead = a_lead()
    run = asked(lead)
    answered = {
        "version": run.version + 1,
        "state": RunState.DONE,
        "ended_at": clock.now(),
        "result": {},
        "partial": None,
    }
    db.session.execute(update(WhatIfRun).values(**answered).execution_options(synchronize_session=False))
    assert actions.cancel_what_if(by=lead, run_id=run.id).state is RunState.DONE
    cancelled = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "what_if.cancelled")
    assert db.session.scalar(cancelled) == 0


def test_an_answer_is_dropped_after_an_hour_and_the_question_stays(app, the_clock):
    decided(12)
    lead = a_lead()
    run = actions.go_on(by=lead, run_id=asked(lead).id)
    assert run.state is RunState.DONE
    the_clock.set(clock.now() + timedelta(hours=1))
    run = actions.go_on(by=lead, run_id=run.id)
    assert (run.state, run.result, run.question["switches"]) == (RunState.DROPPED, None, {"cfg_o22_enabled": False})


def test_a_question_is_its_askers_own(app):
    run = asked(a_lead())
    with pytest.raises(OutOfSight):
        actions.go_on(by=a_lead("K. Adeyemi"), run_id=run.id)


@pytest.mark.database
def test_decisions_of_another_force_are_in_no_number(app):
    decided(12)
    stranger = county.viewer_of(county.user(Role.PL, of=county.force("Humberside Police")))
    run = actions.go_on(by=stranger, run_id=asked(stranger).id)
    assert run.result == {"too_few": True, "decisions": 0, "unanswered": 0}


def test_a_decision_under_a_book_that_is_not_kept_is_counted_as_not_answered(app):
    decided(12)
    db.session.query(Disposal).update({"rules_version": "1999-01-01"})
    lead = a_lead()
    run = actions.go_on(by=lead, run_id=asked(lead).id)
    assert run.result == {"too_few": True, "decisions": 0, "unanswered": 12}


@pytest.mark.database
def test_the_gravity_that_authority_recorded_is_what_a_higher_limit_is_asked_of(app):
    decided(
        12, gravity=3, cr_prior_same_type=0, cr_prior_not_engaged=False, cfg_cr_max_gravity=2, cfg_cr_repeat_limit=1
    )
    lead = a_lead()
    run = actions.go_on(by=lead, run_id=asked(lead, switches=(("cfg_cr_max_gravity", 3),)).id)
    assert ["Community resolution", "Needs authority", "Available", "CR-07", 12] in run.result["pairs"]


def test_only_a_lead_of_a_force_asks(app):
    lead = county.viewer_of(county.user(Role.PL, of=county.commissioner()))
    with pytest.raises(Refused, match="force"):
        asked(lead)
