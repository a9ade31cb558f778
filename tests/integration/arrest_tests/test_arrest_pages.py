"""The pages in a browser that fetches and inspects them: what an officer reads, types and is told."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.auth import Rank, Role
from pathways.people import queries as people
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
    arrested_for,
    boxes,
    in_custody,
    negative,
    notified,
    refused,
)


@pytest.fixture
def desk(app, client_of):
    """A custody officer at the desk, in a browser."""
    someone = county.user(Role.CO)
    return client_of(someone, Role.CO), county.viewer_of(someone)


@pytest.fixture
def scene(desk):
    client, officer = desk
    view = in_custody(officer)
    return client, officer, view


def arrest_address(view):
    return f"/episodes/{view.episode.id}/arrest"


def offence(view, code, place=0, **more):
    row = {f"offences-{place}-offence": code, **boxes(f"offences-{place}-arrested_at", view.detention.arrested_at)}
    return row | {f"offences-{place}-{name}": value for name, value in more.items()}


def test_the_page_answers_for_each_route_before_anything_is_saved(scene):
    client, _, view = scene
    page = client.get(arrest_address(view)).text
    assert "Can we ask for a sample?" in page
    assert "Cannot say yet: add the offence" in page
    asked = {**offence(view, "MDA71-5-2", drug="crack_cocaine"), "then": "check"}
    checked = client.post(arrest_address(view), asked).text
    assert "Yes, on arrest. No inspector needed" in checked
    assert "Crack cocaine is a specified Class A drug" in checked
    assert "There is a problem" not in checked
    assert queries.offences_of(view.episode.id) == ()


def test_check_answers_with_what_it_knows_and_validates_nothing(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "MDA71-5-2"), "then": "check"}).text
    assert "Cannot say yet: 1 fact missing" in checked
    assert "There is a problem" not in checked


def test_saving_a_trigger_offence_goes_on_to_the_drug_test(scene):
    client, _, view = scene
    saved = client.post(arrest_address(view), offence(view, "TA68-1"))
    assert saved.location == f"/episodes/{view.episode.id}/test"
    assert [line.code for line in queries.offences_of(view.episode.id)] == ["TA68-1"]


def test_a_look_alike_says_why_and_goes_on_to_an_inspector(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "TA78-3"), "then": "check"}).text
    assert "Looks like a trigger, but is not" in checked
    assert "Save and ask an inspector" in checked
    saved = client.post(arrest_address(view), offence(view, "TA78-3"))
    assert saved.location == f"/episodes/{view.episode.id}/authority"


def test_a_drug_not_chosen_is_said_at_its_field_and_what_was_typed_stays(scene):
    client, _, view = scene
    answer = client.post(arrest_address(view), offence(view, "MDA71-5-2", amount="3 wraps"))
    assert answer.status_code == 200
    assert answer.text.count("Select the drug. A drug offence is a trigger only if") >= 2
    assert "3 wraps" in answer.text
    assert queries.offences_of(view.episode.id) == ()


def test_three_offences_fit_the_page_and_another_saves_and_gives_a_further_row(scene):
    client, _, view = scene
    three = offence(view, "TA68-1") | offence(view, "TA68-8", 1) | offence(view, "TA68-9", 2)
    saved = client.post(arrest_address(view), {**three, "then": "another"})
    assert saved.location == arrest_address(view)
    page = client.get(arrest_address(view)).text
    assert "Offence 4" in page
    assert "Why was it wrong?" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"offences-0-offence": "NOT-AN-OFFENCE"},
        {"offences-0-offence": "TA68-1", "offences-0-drug": "moon dust"},
        {"offences-0-offence": "OTHER"},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "x" * 10_000},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "nul\x00here"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "999"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "\u0663"},
        {"offences-0-amount": "a lot"},
        {},
    ],
)
def test_what_cannot_be_an_offence_is_refused_in_words_and_nothing_is_written(scene, wrong):
    client, _, view = scene
    answer = client.post(arrest_address(view), {**boxes("offences-0-arrested_at", clock.now()), **wrong})
    if answer.status_code == 302:
        assert [line.number for line in queries.offences_of(view.episode.id)] == [1]
        return
    assert "There is a problem" in answer.text
    assert queries.offences_of(view.episode.id) == ()


def test_what_the_database_calls_itself_never_runs_in_a_page(scene):
    client, officer, view = scene
    arrested_for(officer, view, "OTHER", described_as="<script>alert(1)</script>")
    for address in (arrest_address(view), f"/episodes/{view.episode.id}/offences"):
        assert "<script>alert" not in client.get(address).text


def test_an_inspector_gives_authority_on_the_page_and_a_constable_cannot(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    address = f"/episodes/{view.episode.id}/authority"
    (line,) = queries.offences_of(view.episode.id)
    for rank, role in ((Rank.CONSTABLE, Role.CO), (Rank.INSPECTOR, Role.DM)):
        someone = county.user(role, rank=rank)
        typed = {
            "offence_id": str(line.id),
            "given_by_id": str(someone.id),
            "grounds": GROUNDS,
            "mode": "written",
            **boxes("given_at", clock.now()),
        }
        answer = client_of(someone, role).post(address, typed)
        if rank is Rank.CONSTABLE:
            assert "Constable cannot authorise" in answer.text
            assert "drove off to pay" in answer.text
        else:
            assert answer.location == f"/episodes/{view.episode.id}"
    assert [row.rank for row in queries.authorities_of(view.episode.id)] == [Rank.INSPECTOR]


def test_an_oral_authority_is_confirmed_on_the_page_by_its_giver(app, client_of, scene):
    client, officer, view = scene
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = queries.offences_of(view.episode.id)
    address = f"/episodes/{view.episode.id}/authority"
    typed = {
        "offence_id": str(line.id),
        "given_by_id": str(inspector.id),
        "grounds": GROUNDS,
        "mode": "oral",
        **boxes("given_at", clock.now()),
    }
    assert client.post(address, typed).location == f"/episodes/{view.episode.id}/test"
    (given,) = queries.authorities_of(view.episode.id)
    confirm = f"{address}/{given.id}/confirm"
    assert "Confirm in writing" not in client.get(address).text
    browser = client_of(inspector, Role.DM)
    assert browser.post(confirm, form_at=address).location == address
    assert queries.authorities_of(view.episode.id)[0].confirmed_in_writing_at
    assert "The grounds are: " + GROUNDS in client.get(f"/episodes/{view.episode.id}/test").text


def test_address(view):
    return f"/episodes/{view.episode.id}/test"


test_address.__test__ = False


def positive(at):
    return {
        "said": "all",
        **boxes("warned_at", at - timedelta(minutes=20)),
        "outcome": "sample_given",
        **boxes("requested_at", at - timedelta(minutes=15)),
        **boxes("taken_at", at - timedelta(minutes=13)),
        "sample_condition": "sufficient_and_suitable",
        **boxes("result_at", at - timedelta(minutes=8)),
        "analyte_cocaine": "positive",
        "analyte_opiates": "negative",
        "has_medicine": "no",
        "told_answer": "accepts",
    }


def test_the_straightforward_test_goes_on_to_the_required_assessment_and_its_notice(scene):
    client, officer, view = scene
    arrested_for(officer, view, "MDA71-5-2", drug="crack_cocaine")
    saved = client.post(test_address(view), positive(clock.now()))
    assert saved.location == f"/episodes/{view.episode.id}/required-assessment"
    service = county.service()
    answer = client.post(
        saved.location,
        {
            "decision": "imposed",
            "service_id": str(service.id),
            **boxes("initial_at", clock.now() + timedelta(days=1)),
        },
    )
    notice = f"/episodes/{view.episode.id}/required-assessment/notice"
    assert answer.location == notice
    page = client.get(notice).text
    assert "Thursday 26 November 2026 at 03:12 at Lincoln Recovery Hub, Lincoln" in page
    assert client.get(f"{notice}.pdf").data.startswith(b"%PDF")
    served = client.post(notice, {"all_said": "all", **boxes("served_at", clock.now())})
    assert served.location == f"/episodes/{view.episode.id}/disposal"
    assert queries.required_assessment_of(view.episode.id).notice_served_at
    assert "so this decision stands" in client.get(saved.location).text


def test_the_result_stands_on_the_test_page_and_the_look_is_recorded_with_its_purpose(scene, db):
    from pathways.audit.models import AuditEvent

    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=a_test())
    page = client.get(test_address(view)).text
    assert "Positive for cocaine" in page
    assert "You may require an initial and a follow-up assessment" in page
    looks = db.session.query(AuditEvent).filter_by(action="test.result.viewed").all()
    assert len(looks) == 1


def test_a_negative_test_opens_no_assessment_page(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=negative())
    page = client.get(f"/episodes/{view.episode.id}/required-assessment").text
    assert "An assessment can only be required after a positive test." in page
    assert "Save and go on" not in page
    assert client.get(f"/episodes/{view.episode.id}/required-assessment/notice.pdf").status_code == 404


def test_a_refusal_is_shown_with_the_words_and_may_be_followed_by_a_fresh_request(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=refused())
    page = client.get(test_address(view)).text
    assert "No chance" in page
    assert "A refusal is not a positive test" in page
    assert "Did you say all of it" in client.get(f"{test_address(view)}?again=1").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"said": "not_all"}, "Warn the person that failing without good cause"),
        ({"warned_at-time": ""}, "Enter the time you said it"),
        ({"said": ""}, "Select whether you said all of it before asking"),
        ({"analyte_opiates": ""}, "Select the result for opiates"),
        ({"taken_at-time": "01:00"}, "The sample cannot have been taken before you asked"),
        ({"outcome": "refused", "refusal_words": ""}, "Enter what the person said when refusing"),
        ({"outcome": "not_asked"}, "Select why no sample was asked for"),
        ({"outcome": "something else"}, "choose one of the answers"),
        ({"requested_at-day": "31", "requested_at-month": "2"}, "must be a real date"),
    ],
)
def test_what_the_test_page_says_is_wrong_and_keeps(scene, changes, message):
    client, officer, view = scene
    arrested_for(officer, view)
    answer = client.post(test_address(view), positive(clock.now()) | changes)
    assert message in answer.text
    assert queries.tests_of(view.episode.id) == ()


def test_a_correction_keeps_what_stood_with_its_reason(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=a_test())
    address = f"{test_address(view)}/correct"
    right = positive(clock.now()) | {"analyte_cocaine": "negative", "correction_reason": "Read the wrong line"}
    assert client.post(address, right).location == test_address(view)
    page = client.get(test_address(view)).text
    assert "Read the wrong line" in page
    assert "You may require" not in page


def test_another_force_sees_none_of_it(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    elsewhere = county.suite("Nottingham", county.force("Nottinghamshire Police"))
    stranger = county.user(Role.CO, of=county.force("Nottinghamshire Police"), at=elsewhere)
    browser = client_of(stranger, Role.CO)
    for part in ("arrest", "offences", "authority", "test", "test/correct", "required-assessment"):
        assert browser.get(f"/episodes/{view.episode.id}/{part}").status_code == 404


def test_who_may_not_record_may_still_read_the_offences(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    decider = client_of(county.user(Role.DM), Role.DM)
    assert "Theft (incl. shoplifting)" in decider.get(f"/episodes/{view.episode.id}/offences").text
    assert decider.get(arrest_address(view)).status_code == 403
    assert decider.get(test_address(view)).status_code == 403


def test_a_voluntary_interview_has_offences_and_no_sample(desk):
    client, officer = desk
    notified()
    view = people.episode(officer, county.episode(by=officer).id)
    saved = client.post(arrest_address(view), {"offences-0-offence": "TA68-1"})
    assert saved.location == f"/episodes/{view.episode.id}"
    assert "No: offer a voluntary referral" in client.get(arrest_address(view)).text


def test_an_administrator_records_and_withdraws_what_a_suite_is_notified_for(app, client_of):
    admin = client_of(county.user(Role.AD), Role.AD)
    suite = county.suite()
    address = f"/suites/{suite.id}/testing"
    typed = {
        "routes": ["arrest", "charge"],
        "also": ["assessment"],
        "valid_from-day": "1",
        "valid_from-month": "5",
        "valid_from-year": "2024",
        "source": "Notice of May 2024",
    }
    assert admin.post(address, typed).location == address
    (row,) = queries.notifications_of(suite.id)
    assert (row.routes, row.under18, row.assessment) == (["arrest", "charge"], False, True)
    day = {"valid_to-day": "25", "valid_to-month": "11", "valid_to-year": "2026"}
    assert admin.post(f"{address}/{row.id}/withdraw", day).location == address
    assert queries.notification_on(suite.id, clock.today() + timedelta(days=1)) is None
    other = county.suite("Nottingham", county.force("Nottinghamshire Police"))
    assert admin.get(f"/suites/{other.id}/testing").status_code == 404
