"""Whose record is restricted is nowhere for whoever is not on the list: not a page, a line, a search or a number."""

from collections import defaultdict
from datetime import date

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Rank, Role
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.models.referral import Referral
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from tests import county, restricted
from tests.integration.hostile import doors
from tests.integration.hostile.scene import NOWHERE, address_of
from tests.integration.hostile.test_what_was_planted import is_seen_otherwise, text_of
from tests.integration.reporting.records import units_of
from tests.rounds import IN_FULL

SURNAMES = ("Rawcliffe", "Ancholme")
# About the law, places, staff or the viewer: nobody's case is on them, and the record in their address is none.
OF_NOBODY = (
    "admin.", "auth.", "law.law", "policy.notification_change", "policy.propose_law", "arrest_tests.site", "arrest_tests.withdraw",
    "assets", "health", "people.close_misses", "policy.",
    "imports.run_page", "imports.take_back",
)  # fmt: skip
STAYS = ("directory.", "packs.", "reporting.board_minutes", "reporting.board_cop")
"""A service, whoever it has, and figures, of which nobody restricted is any."""
# A round stays when each of its cases is shut to the viewer: it is of nobody then.
ROUNDS = tuple(
    f"scrutiny.{page}"
    for page in (
        *("round_page", "preview", "pack", "close_round", "add_learning", "learning_done"),
        *("panel_pack", "panel_pdf"),
    )
)


@pytest.fixture
def allowed(full_county):
    """An inspector with a browser, on the list of everybody in the county; nobody else is."""
    someone = county.user(Role.DM, rank=Rank.INSPECTOR)
    restricted.shut_to_all_but(db.session.scalars(select(Person).order_by(Person.id)).all(), someone)
    return someone


@pytest.fixture
def told_of(allowed):
    """What an answer tells of them: a name, or a custody record number."""
    numbers = db.session.scalars(select(Detention.custody_record_no).order_by(Detention.id)).all()

    def told(answer):
        text = text_of(answer)
        return [word for word in (*SURNAMES, *numbers) if word in text]

    return told


@pytest.mark.rounds
def test_no_page_list_paper_or_file_of_any_role_tells_of_them(app, the_clock, client_of, full_county, told_of):
    """The manager of a service and the keyworker answer an open referral: their pages are asked in the next test.

    In the suite what is everybody's is asked for as one role, and of a deciding officer what a custody officer has not.
    """
    wrong, asked_as = [], defaultdict(set)
    for role in (Role.CO, Role.DM, Role.MG, Role.AD, Role.PL, Role.AU, Role.PM2):
        client = client_of(full_county.users[role], role)
        for rule in doors.routes(app):
            if rule.endpoint.startswith(OF_NOBODY) or not doors.may_open(app, rule.endpoint, role):
                continue  # shut to the role for any record: tests/integration/hostile/test_out_of_sight.py
            if not IN_FULL and is_seen_otherwise(app, rule.endpoint, role, asked_as[rule.endpoint]):
                continue
            asked_as[rule.endpoint].add(role)
            answer = client.ask("GET", address_of(app, rule.endpoint, full_county.ids(rule.endpoint, role)))
            is_there = (
                "<int:" in rule.rule
                and answer.status_code != 404
                and rule.endpoint not in ("people.review_restriction", *ROUNDS)
                and not rule.endpoint.startswith(STAYS)
            )
            if is_there or told_of(answer) or answer.status_code >= 500:
                wrong.append((role.value, rule.endpoint, answer.status_code, told_of(answer)))
    assert wrong == []


def test_of_a_service_only_who_has_to_answer_sees_them(app, the_clock, client_of, full_county, told_of):
    colleague, manager = (client_of(county.user(role), role) for role in (Role.TW, Role.PM))
    for client in (colleague, client_of(county.user(Role.PM, of=county.provider("Coastline Recovery")), Role.PM)):
        for path in ("/inbox", "/cases", "/today", "/inbox/required-assessments"):
            assert told_of(client.ask("GET", path)) == [], path
    case, offer = full_county.case.referral.id, full_county.ids("acceptance.offer")["referral_id"]
    assert {colleague.ask("GET", path).status_code for path in (f"/cases/{case}", f"/inbox/{offer}")} == {404}
    by_notice = f"/inbox/required-assessments/{full_county.ids('engagement.expected_assessment')['required_id']}"
    assert (colleague.ask("GET", by_notice).status_code, manager.get(by_notice).status_code) == (404, 200)
    assert "Restricted record" in manager.get(f"/cases/{case}").text
    assert "Restricted record" in manager.get(f"/inbox/{offer}").text
    assert "Restricted record" in client_of(full_county.case.worker_user, Role.TW).get(f"/cases/{case}").text


@pytest.mark.rounds
def test_they_take_part_in_no_number(app, the_clock, client_of, full_county):
    today = clock.today()
    period = Period(from_on=date(2026, 1, 1), to_on=today, as_at=today)
    manager = county.viewer_of(full_county.users[Role.MG])

    def counted() -> list[int]:
        kinds = (UnitKind.TESTED, UnitKind.REFERRED, UnitKind.ASSESSED)
        people = counting.counted(manager, period, *kinds)
        board = client_of(full_county.users[Role.CO], Role.CO).get("/custody").text
        return [*(units_of(people[kind]) for kind in kinds), board.count("<tr")]

    before = counted()
    tested = db.session.get_one(Person, full_county.plain["person_id"])
    engaged = db.session.get_one(Referral, full_county.ids("engagement.engaged")["referral_id"])
    in_treatment = db.session.get_one(Person, engaged.person_id)
    restricted.shut_to_all_but([tested, in_treatment], county.user(Role.DM, rank=Rank.INSPECTOR))
    assert [was - now for was, now in zip(before, counted(), strict=True)] == [1, 1, 1, 2]


def test_a_search_finds_none_of_them_and_says_nothing(app, the_clock, client_of, full_county, allowed):
    details = db.session.scalars(
        select(PersonDetails).where(PersonDetails.superseded_at.is_(None)).order_by(PersonDetails.id)
    ).first()
    born = details.date_of_birth
    episodes = select(Episode.id).where(Episode.person_id == details.person_id)
    query = select(Detention.custody_record_no).where(Detention.episode_id.in_(episodes)).order_by(Detention.id)
    number = db.session.scalars(query).first()
    boxes = {f"date_of_birth-{box}": str(getattr(born, box)) for box in ("day", "month", "year")}
    asked = ({"surname": details.surname, **boxes}, {"surname": "Rawclife", **boxes}, {"number": number})
    stranger, friend = (client_of(user, Role.DM) for user in (full_county.users[Role.DM], allowed))
    nobody = stranger.post("/people/search", {"surname": "Nosuchname", **boxes}).text
    for typed in asked:
        assert stranger.post("/people/search", typed).text.count("<h") == nobody.count("<h"), typed
        assert f"/people/{details.person_id}" in friend.post("/people/search", typed).text, typed
    assert friend.get(f"/people/{details.person_id}").status_code == 200
    assert "Restricted record" in friend.get(f"/people/{details.person_id}").text
    assert stranger.ask("GET", f"/people/{details.person_id}").data == stranger.ask("GET", f"/people/{NOWHERE}").data
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [each.action for each in last] == ["object.not_in_scope", "restriction.denied_view"]
