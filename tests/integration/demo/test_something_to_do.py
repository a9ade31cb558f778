"""At every sign-in of the made-up county there is something to do today, and no desk is far behind.

Each test is one desk: who signs in, and the work they find on its pages.
"""

import re
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.models import RoleHeld, User
from pathways.dates import from_london, london
from pathways.demo import card_index
from pathways.demo.treatment import where_they_meet
from pathways.directory.models import Service
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.ndtms.rules.lists import months_until
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure
from pathways.people.models.custody import Detention
from pathways.people.rules import ReleaseType
from pathways.policy.rules.what_if import RunState
from pathways.referrals.first_appointments.rules import WayToMeet
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.packs import opened


@pytest.fixture
def signed_in(made_up_county, client_of):
    """`signed_in(name)`: a browser in which somebody of the county is signed in."""

    def as_(name):
        with_role = select(User, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id)
        user, role = db.session.execute(with_role.where(User.sign_in_name == name)).one()
        return client_of(user, role)

    return as_


def number_of(words, html):
    """The number before or after some words: "8 people detained", "Due soon (5)"."""
    page = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    match = re.search(rf"(\d+) {words}|{words} \(?(\d+)\)?", page)
    assert match, words
    return int(match[1] or match[2])


def rows_of(page):
    return page.count('scope="row"')


@pytest.mark.parametrize(("name", "town"), [("officer", "Lincoln"), ("officer2", "Grantham")])
def test_a_board_shows_six_to_ten_people_in_every_stage_and_one_clock_under_an_hour(signed_in, name, town):
    page = signed_in(name).get("/custody").text
    assert 6 <= number_of("people detained", page) <= 10
    assert "Under 1 hour" in page
    for stage in ("Not started", "Done", "Waiting for authority", "Sent"):
        assert stage in page, stage


def test_an_officer_says_who_two_people_of_a_card_index_are_beside_whom_each_may_be(signed_in):
    officer = signed_in("officer")
    page = officer.get("/imports/waiting").text
    assert rows_of(page) == card_index.HEARD_WRONG
    waits = re.findall(r'href="(/imports/waiting/\d+)"', page)
    for address in waits:
        beside = officer.get(address).text
        assert "This is the same person: " in beside
        assert ">Nearly the same<" in beside
        assert "They said so" not in beside
        assert "(they said so)" in beside
    assert rows_of(signed_in("officer2").get("/imports/waiting").text) == len(waits)


def test_an_inspector_answers_two_requests_one_of_them_oral_and_a_sergeant_two_proposals(signed_in):
    page = signed_in("inspector").get("/disposals/waiting").text
    assert "confirm it in writing" in page
    assert page.count("Read and confirm") == 1
    asked = page[page.index("Drug tests for an offence that is not a trigger") : page.index("Proposals waiting")]
    assert asked.count("Read and decide") == 1
    sergeant = signed_in("sergeant")
    assert sergeant.get("/disposals/waiting").text.count("Read and decide") == 2
    assert "Read and decide" in sergeant.get("/safeguarding").text
    waiting = sergeant.get("/failures").text
    assert rows_of(waiting) > 0
    assert rows_of(waiting) < 7
    assert "To be decided: good cause or not" in waiting


def test_a_condition_was_missed_with_a_reason_that_a_sergeant_weighs_and_three_fall_due_this_week(signed_in):
    page = signed_in("monitor").get("/disposals/due").text
    assert page.count("Due soon") >= 3
    assert page.count("Past its date") <= 4
    missed = db.session.scalars(select(Disposal).where(Disposal.state == "BREACH_REVIEW")).all()
    assert len(missed) == 1
    assert "a letter from the ward" in signed_in("sergeant").get(f"/disposals/{missed[0].id}").text


def test_nobody_is_said_to_have_missed_a_condition_who_came_to_the_service_by_its_date(made_up_county):
    missed = db.session.scalars(select(Disposal).where(Disposal.state == "BREACH_REVIEW")).one()
    came = select(Referral.first_attended_on, Referral.assessed_on).where(Referral.episode_id == missed.episode_id)
    assert set(db.session.execute(came)) == {(None, None)}
    decided = (
        select(DisposalEvent.at, Referral.assessed_on)
        .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
        .join(Referral, Referral.episode_id == Disposal.episode_id)
        .where(DisposalEvent.event == "decide_prosecute")
    )
    assessed = [(london(at).date(), assessed_on) for at, assessed_on in db.session.execute(decided)]
    assert assessed, "somebody was prosecuted"
    assert [each for each in assessed if each[1] is not None and each[1] <= each[0]] == []


def test_who_left_with_a_disposal_is_not_said_to_have_left_without_further_action(made_up_county):
    left_with_one = (
        select(Disposal.kind, Detention.release_type)
        .join(Detention, Detention.episode_id == Disposal.episode_id)
        .where(Detention.superseded_at.is_(None), Detention.release_type.is_not(None))
    )
    as_released = {(kind is Kind.O22, release_type) for kind, release_type in db.session.execute(left_with_one)}
    assert as_released == {(False, ReleaseType.OUT_OF_COURT), (True, ReleaseType.WITHOUT_BAIL)}


def test_a_worker_answers_six_referrals_one_of_them_urgent_and_one_with_a_required_assessment(signed_in):
    page = signed_in("worker").get("/inbox").text
    assert 5 <= number_of("referrals wait for your answer", page) <= 8
    assert "Urgent" in page
    assert "Required assessment" in page
    assert "Transfers (1)" in page
    assert 3 <= number_of("referrals wait for your answer", signed_in("coast").get("/inbox").text) <= 8


@pytest.mark.parametrize("name", ["worker", "coast"])
def test_today_has_five_appointments_two_of_them_over_and_not_recorded(signed_in, name):
    page = signed_in(name).get("/today?whose=mine").text
    assert 5 <= number_of("appointments", page) <= 7
    assert number_of("to record", page) == 2
    assert number_of("to come", page) >= 3


def test_an_appointment_outside_the_hours_of_its_service_is_by_telephone(made_up_county):
    hub = db.session.scalars(select(Service).where(Service.name == "Lincoln Recovery Hub")).one()
    monday, saturday = date(2027, 1, 11), date(2027, 1, 9)
    assert where_they_meet(hub, from_london(monday, time(10))) == (hub.name, WayToMeet.IN_PERSON)
    for shut in (
        from_london(monday, time(21)),
        from_london(saturday, time(10)),
        from_london(date(2026, 12, 25), time(10)),
    ):
        assert where_they_meet(hub, shut) == ("By telephone", WayToMeet.PHONE)
    waits = select(Appointment).join(Referral, Referral.id == Appointment.referral_id)
    waits = waits.where(
        Referral.service_id == hub.id, Appointment.outcome.is_(None), Appointment.superseded_at.is_(None)
    )
    made = db.session.scalars(waits.order_by(Appointment.id)).all()
    assert made
    for appointment in made:
        if london(appointment.starts_at).time() != time(10):  # that hour of a working day is the journeys' own
            assert (appointment.place, appointment.channel) == where_they_meet(hub, appointment.starts_at)


def test_the_caseload_has_about_thirty_in_all_states_some_at_risk_and_a_few_overdue(signed_in):
    ours = select(Referral.state).join(User, User.id == Referral.keyworker_id).where(User.sign_in_name.like("worker%"))
    states = db.session.scalars(ours.where(Referral.closed_at.is_(None))).all()
    assert 24 <= len(states) <= 40
    some = {"APPT_OFFERED", "CARE_PLAN", "IN_TREATMENT", "OUTREACH", "SUSPENDED"}
    assert some <= {state.value for state in states}
    worker = signed_in("worker")
    assert rows_of(worker.get("/cases?only=at_risk").text) >= 2
    for name in ("worker", "worker2", "provider", "coast", "placing"):
        page = signed_in(name).get("/overdue").text
        assert number_of("Out of time", page) <= 6, name
    assert number_of("Out of time", signed_in("provider").get("/overdue").text) >= 1
    assert "may be incomplete" not in signed_in("provider").get("/overdue").text


def test_some_cases_have_a_note_for_the_team_from_when_they_were_accepted(signed_in):
    worker = signed_in("worker")
    theirs = select(Referral.id).join(User, User.id == Referral.keyworker_id).where(User.sign_in_name == "worker")
    cases = db.session.scalars(theirs.where(Referral.closed_at.is_(None)).order_by(Referral.id)).all()
    noted = ["Note for the team" in worker.get(f"/cases/{number}").text for number in cases[:10]]
    assert {True, False} == set(noted)


def test_a_transfer_is_asked_for_and_somebody_has_had_no_place_for_longer_than_it_may_take(signed_in):
    assert "On the way" in signed_in("worker").get("/inbox/transfers").text
    page = signed_in("placing").get("/placing").text
    assert "1 person" in page
    assert "since first referred" in page
    assert number_of("Out of time", signed_in("placing").get("/overdue").text) == 1


@pytest.mark.parametrize(("name", "deadline"), [("provider", "First contact"), ("placing", "Find a place")])
def test_whoever_has_the_tactical_pack_finds_overdue_work_in_it(signed_in, name, deadline):
    page = signed_in(name).get("/tactical?only=overdue").text
    assert deadline in page
    assert 'tag--red">Overdue' in page


def test_a_panel_has_read_half_of_a_round_and_policy_leads_have_something_to_decide(signed_in):
    for name in ("panel", "panel2"):
        page = signed_in(name).get("/panel").text
        scored = re.search(r"(\d+) of (\d+)", page[page.index("You scored") :])
        assert 0 < int(scored[1]) < int(scored[2])
    second = signed_in("policy2")
    assert "Waiting for a second person" in second.get("/law-changes").text
    switches = second.get("/policy/switches").text
    assert "1 change waits for a second person" in switches
    assert f"0 not set, {len(SWITCHES)} example values" in switches
    asked = signed_in("policy").get("/policy/what-if").text
    assert "Outcome 22 used: No" in asked
    assert RunState.DONE.label.lower() in asked
    assert RunState.RUNNING.label.lower() not in asked


def test_a_message_failed_as_mail_in_a_folder_can_fail(signed_in):
    stuck = db.session.scalars(select(Message).where(Message.failure == DeliveryFailure.GAVE_UP)).one()
    page = signed_in("admin").get("/admin/messages").text
    assert page.count("Send again") == 1
    assert "Tried for two days without an answer: 1" in page
    assert "2 times" in page
    assert stuck.ended_at - stuck.queued_at == timedelta(days=2)
    assert "The server said" not in page


def test_a_record_is_restricted_a_code_is_asked_for_and_every_kind_of_disposal_occurs(signed_in):
    assert "In force since" in signed_in("inspector").get("/restrictions").text
    assert "In force since" in signed_in("auditor").get("/restrictions").text
    assert number_of("Waiting for you", signed_in("registrar").get("/outcome-codes").text) >= 1
    kinds = set(db.session.scalars(select(Disposal.kind)))
    assert kinds == {Kind.CC, Kind.CR, Kind.O22, Kind.SC, Kind.PND, Kind.CW}


def test_liaison_sees_who_is_at_the_suite_and_a_manager_figures_that_are_no_stars(signed_in):
    assert number_of("people to be seen", signed_in("liaison").get("/liaison").text) >= 3
    manager = signed_in("manager")
    assert "people had a decision from" in manager.get("/reports/fairness").text
    assert "people were tested on arrest" in manager.get("/overview").text
    assert "people were assessed" in manager.get("/reports/arc").text
    assert "tests on arrest of" in manager.get("/reports/drug-testing").text
    treatment = manager.get("/reports/treatment").text
    for words in (
        r"within 7 days \d+ of \d+, ",
        r"In treatment for 84 days \(12 weeks\), or completed: \d+ of \d+ whose treatment began, ",
        r"17 of 48, 35.4% ",
    ):
        assert re.search(words, treatment), words
    assert db.session.scalars(select(Referral.state).where(Referral.state == ReferralState.NEEDS_PLACE)).all()


def test_a_manager_has_a_pack_each_quarter_and_the_first_is_made(signed_in):
    client = signed_in("manager")
    page = client.get("/reports/packs").text
    assert "Until you stop it" in page
    assert "Ready" in page
    (address,) = set(re.findall(r'href="(/reports/packs/[0-9]+)"', page))
    assert opened(client.get(f"{address}.zip").data)["contents.txt"].startswith(b"OFFICIAL-SENSITIVE")


def test_a_manager_has_the_national_file_of_one_month_and_waits_for_that_of_the_next(signed_in):
    """The worker of the demonstration makes it at its first round."""
    client, (last, before) = signed_in("provider"), months_until(clock.today())[:2]
    assert "See how far it is" in client.get(f"/ndtms?month={last.address}").text
    page = client.get(f"/ndtms?month={before.address}").text
    assert "Download CSV" in page
    made, waits = (client.get(f"/ndtms/files/asked/{number}").text for number in (1, 2))
    assert "Download CSV" in made
    assert "It has waited since" in waits
