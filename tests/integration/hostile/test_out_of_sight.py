"""Out of scope answers byte for byte like what is not there, and like an id that is no number (rules R2, R7, R8, R10)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.guard import permission_of
from pathways.auth.roles import Rank, Role
from pathways.store.base import db
from tests import county
from tests.integration.hostile import doors, referral_scene
from tests.integration.hostile.scene import NOWHERE, address_of
from tests.pages import as_drawn
from tests.rounds import IN_FULL

SURNAME = "Rawcliffe"
LISTS = {
    Role.CO: ("/custody", "/custody?view=released", "/referrals", "/disposals/waiting"),
    Role.DM: ("/custody", "/custody?view=released", "/referrals", "/disposals/waiting", "/safeguarding"),
    Role.HP: ("/liaison", "/referrals"),
    Role.AU: ("/restrictions",),
    Role.TW: ("/inbox", "/inbox/required-assessments", "/cases", "/cases?whose=mine", "/today", "/overdue"),
    Role.PM: ("/inbox", "/inbox/required-assessments", "/cases", "/today", "/overdue", "/tactical", "/tactical.csv"),
    Role.MG: ("/overview", "/reports/arc", "/reports/arc.csv"),
    Role.AD: ("/admin/people", "/admin/organisations", "/admin/services"),
}
SHOWN_TO_THE_BOARD = ("reporting.board_minutes", "reporting.board_copies", "reporting.board_copy")
# A role that does other things with a record of the kind is told no, whichever record it names.
TOLD_NO = {
    Role.CO: ("disposals.authorise", "safeguarding.review", "people.restriction", "people.review_restriction"),
    Role.CM: (
        "disposals.choose", "disposals.propose", "disposals.take_back", "disposals.authorise", "disposals.sign",
        "disposals.vary", "disposals.scans", "disposals.scan", "disposals.why",
        "disposals.earlier", "disposals.correct_earlier", "disposals.victim", "disposals.victim_letter",
    ),
    Role.DM: (
        "people.correct", "people.new_episode", "people.detention", "people.release", "people.close",
        "arrest_tests.book_in",
        "arrest_tests.arrest", "arrest_tests.drug_test", "arrest_tests.correct_test", "arrest_tests.happened",
        "people.leaving", "people.transfer", "arrest_tests.ask_later", "arrest_tests.ask_for_authority",
        "arrest_tests.withdraw_request", "arrest_tests.laboratory",
        "arrest_tests.result_for_court", "arrest_tests.test_record",
        "people.other_names", "people.correct_name", "people.review_restriction", "imports.who_it_is",
        "arrest_tests.test_record", "arrest_tests.result_for_court", "arrest_tests.share_result",
    ),
    Role.HP: (
        "people.correct", "people.other_names", "people.correct_name", "people.propose_merge", "people.decide_merge",
        "people.propose_unmerge", "people.detention", "people.release", "people.leaving", "people.transfer",
        "safeguarding.review", "imports.who_it_is", "imports.run_page", "imports.take_back",
    ),
    Role.TW: ("referrals.consents", "people.restriction", "people.review_restriction"),
    Role.PM: ("referrals.consents", "people.review_restriction", *SHOWN_TO_THE_BOARD),
    Role.AU: ("people.restrictions", "people.restriction"),
    Role.PW: ("referrals.consents",),
}  # fmt: skip
for _each in (Role.CO, Role.DM, Role.HP, Role.TW):
    TOLD_NO[_each] = (*TOLD_NO.get(_each, ()), "acceptance.settle_error")


def stranger_of(role):
    """Somebody in that role who has nothing to do with Lincoln or its provider."""
    if role in (Role.CO, Role.DM):
        place = county.suite("Nottingham", of=county.force("Nottinghamshire Police"))
        return county.user(role, of=county.force("Nottinghamshire Police"), at=place, rank=Rank.INSPECTOR)
    if role is Role.HP:
        place = county.suite("Nottingham", of=county.force("Nottinghamshire Police"))
        return county.user(role, of=county.health("Trent Health"), at=place)
    if role in (Role.AU, Role.CM, Role.RG):
        return county.user(role, of=county.force("Nottinghamshire Police"))
    if role in (Role.TW, Role.PM):
        return county.user(role, of=county.provider("Coastline Recovery"))
    return county.user(role)


def told_apart(app, client, role, rule, method, ids, nothing, *, asks_all):
    """Ask for a record that is there, which answers as `nothing` does; `asks_all`: and for one that is not, by no number,
    and by a number too large for any. Who is told no is told so of a record that is not there, too."""
    numbers = [name for name in rule.arguments if f"<int:{name}>" in rule.rule]
    not_there = ids | dict.fromkeys(numbers, NOWHERE)
    no_record = (not_there, ids | {numbers[-1]: "nobody"}, ids | dict.fromkeys(numbers, 10**30))
    is_told_no = rule.endpoint in TOLD_NO.get(role, ())
    asked = [ids, *((not_there,) if is_told_no else no_record if asks_all else ())]
    answers = [client.ask(method, address_of(app, rule.endpoint, each)) for each in asked]
    alike = {doors.print_of(each) for each in answers}
    if (len(alike) > 1 or answers[0].status_code != 403) if is_told_no else alike != {nothing}:
        return [(method, rule.endpoint, [each.status_code for each in answers])]
    return []


def asked_as(app, rule):
    """The roles that are asked for the records of a route because they may open it for others."""
    return [
        role
        for role in Role
        if doors.may_open(app, rule.endpoint, role)
        and role not in (Role.AD, Role.PL)  # these are everybody's to see
        # What the Board was shown is every manager's.
        and rule.endpoint not in ("directory.service", *SHOWN_TO_THE_BOARD)
        # A closed service is every pathway manager's.
        and not (role is Role.PW and rule.endpoint in referral_scene.OF_NOBODY)
    ]


@pytest.mark.rounds
@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_theirs_answers_like_what_is_not_there(app, the_clock, client_of, role, full_county):
    """Police of another force, another provider's people, and the three who see no case of a named person.

    In the suite the numbers of nothing are asked of each route as one role that may open it, by `make long` as each.
    """
    case = {"person_id": full_county.case.referral.person_id, "referral_id": full_county.case.referral.id}

    client, wrong, refused = client_of(stranger_of(role), role), [], set()
    nothing = doors.print_of(client.ask("GET", "/nowhere"))
    assert nothing[0] == 404
    for turn, rule in enumerate(doors.about_a_record(app)):
        ids, roles = full_county.ids(rule.endpoint), asked_as(app, rule)
        if role is Role.PW and rule.endpoint in ("people.died", "acceptance.place", "acceptance.step_in_placing"):
            ids |= case
        if not doors.may_open(app, rule.endpoint, role):
            # The door refuses by the permission, before anything is read: one route of each tells for the others.
            permission = permission_of(app, rule.endpoint)
            if permission not in refused or IN_FULL:
                wrong += told_apart(app, client, role, rule, "GET", ids, nothing, asks_all=IN_FULL)
            refused.add(permission)
        elif role in roles:
            asks_all = IN_FULL or roles[turn % len(roles)] is role
            for method in ("GET", "POST") if "POST" in rule.methods else ("GET",):
                wrong += told_apart(app, client, role, rule, method, ids, nothing, asks_all=asks_all)
    assert wrong == []


def test_a_custody_officer_of_another_suite_loses_whoever_was_released(app, the_clock, client_of):
    gone = the_clock.now() - timedelta(hours=1)
    at_lincoln, _ = county.detained(by=county.officer(), released_at=gone, arrived_at=gone - timedelta(hours=5))
    ours, theirs = (county.user(Role.CO, at=county.suite(name)) for name in ("Lincoln", "Boston"))
    here, away = client_of(ours, Role.CO), client_of(theirs, Role.CO)
    for path in ("/episodes/{}", "/episodes/{}/detention", "/episodes/{}/offences", "/episodes/{}/disposal"):
        assert here.get(path.format(at_lincoln.id)).status_code in (200, 302), path
        asked = [away.ask("GET", path.format(number)) for number in (at_lincoln.id, NOWHERE, "nobody")]
        assert {each.status_code for each in asked} == {404}
        assert len({doors.print_of(each) for each in asked}) == 1
    assert SURNAME not in away.get("/custody?view=released").text


@pytest.mark.rounds
def test_no_list_of_a_stranger_names_anybody(the_clock, client_of, full_county):
    for role, addresses in LISTS.items():
        client = client_of(stranger_of(role), role)
        for address in addresses:
            answer = client.ask("GET", address)
            assert answer.status_code == 200
            assert SURNAME.encode() not in answer.data, (role, address)


def test_another_force_finds_nobody_by_searching(app, the_clock, client_of, full_county):
    client = client_of(stranger_of(Role.CO), Role.CO)
    asked = {"surname": SURNAME, "date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
    theirs = client.post("/people/search", asked).text
    nobody = client.post("/people/search", asked | {"surname": "Nosuchname"}).text
    assert "/people/1" not in theirs
    assert theirs.count("<tr") == nobody.count("<tr")


def test_a_record_of_one_case_is_not_reached_through_another(app, the_clock, client_of, full_county):
    """The address names two records: both must be the viewer's, and belong together."""
    apart = {
        (Role.TW, "engagement.record_outcome"): {"referral_id": 1},
        (Role.TW, "engagement.report_condition"): {"referral_id": 1},
        (Role.AD, "admin.end_role"): {"user_id": full_county.users[Role.AD].id},
        (Role.PL, "policy.withdraw_notification"): {"suite_id": county.suite("Boston").id},
    }
    for (role, endpoint), other in apart.items():
        client = client_of(full_county.users[role], role)
        ids = full_county.ids(endpoint)
        assert client.get(address_of(app, endpoint, ids)).status_code == 200
        assert client.get(address_of(app, endpoint, ids | other)).status_code == 404, endpoint


def test_a_service_that_declined_keeps_reason_and_number_and_nothing_of_the_person(
    app, the_clock, client_of, full_county
):
    declined = full_county.ids("acceptance.place")["referral_id"]
    client = client_of(full_county.users[Role.TW], Role.TW)
    page = client.get(f"/inbox/{declined}").text
    assert SURNAME not in page
    assert "1991" not in as_drawn(page)
    for path in (f"/inbox/{declined}/accept", f"/inbox/{declined}/decline", f"/cases/{declined}"):
        answer = client.ask("GET", path)
        assert answer.status_code == 404 or SURNAME not in answer.text, path


def test_a_page_that_is_not_there_holds_nothing_of_who_asked(app, the_clock, client_of, full_county):
    answer = client_of(full_county.users[Role.AD], Role.AD).ask("GET", f"/people/{full_county.plain['person_id']}")
    assert "Set-Cookie" not in answer.headers
    for trace in ("csrf", "nonce", "<form", "/people", full_county.users[Role.AD].name):
        assert trace not in answer.text


def test_a_look_that_found_nothing_is_recorded_with_its_route(app, the_clock, client_of, full_county):
    client_of(stranger_of(Role.CO), Role.CO).ask("GET", f"/people/{full_county.plain['person_id']}")
    client_of(full_county.users[Role.AD], Role.AD).ask("GET", f"/people/{full_county.plain['person_id']}")
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [(each.action, each.outcome) for each in last] == [
        ("authz.denied", "denied"),
        ("object.not_in_scope", "denied"),
    ]
    assert all("people.person" in (each.payload or "") for each in last)
    assert clock.today()
