"""No route without a permission, and none that shows or changes a person without the log saying so."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from pathways import app as the_app
from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth import guard
from pathways.auth.roles import Role, permissions
from pathways.store.base import db
from pathways.ui import templates
from tests.conftest import TONIGHT
from tests.house import routes_of_engagement, routes_of_rooms
from tests.house.test_permissions import LINES, role_asked
from tests.integration.hostile import doors, typed
from tests.integration.hostile.scene import address_of
from tests.rounds import IN_FULL

# What a page that shows a person writes before it is served, by hand. One line for each way of showing.
SHOWS = routes_of_rooms.SHOWS | {
    "person.viewed": """
        people.leaving people.transfer arrest_tests.ask_later arrest_tests.ask_for_authority arrest_tests.share_result
        people.person people.correct people.other_names people.correct_name people.propose_merge people.decide_merge
        people.propose_unmerge people.died people.new_episode arrest_tests.book_in people.detention people.release people.close
        people.restrictions people.restriction people.review_restriction
        people.under_18 casefile.task_list casefile.timeline casefile.case_timeline arrest_tests.arrest
        arrest_tests.offences arrest_tests.authority arrest_tests.drug_test arrest_tests.happened
        arrest_tests.required_assessment arrest_tests.requirement_happened
        arrest_tests.change_appointment arrest_tests.end_requirement deadlines.what_runs"""
    + routes_of_engagement.PERSON_VIEWED,
    "note.viewed": routes_of_engagement.NOTE_VIEWED,
    **routes_of_engagement.CHECK_INS,
    "draft.listed": "auth.carry_on",
    "restriction.listed": "people.restricted",
    "person.merge.listed": "people.merges",
    "failure.listed": "arrest_tests.failures",
    "failure.viewed": "arrest_tests.failure",
    "test.result.viewed": "arrest_tests.laboratory arrest_tests.correct_test engagement.case",
    "disposal.viewed": """
        disposals.choose disposals.propose disposals.disposal disposals.take_back disposals.authorise disposals.sign
        disposals.accept disposals.scans disposals.earlier disposals.correct_earlier
        disposals.victim disposals.step disposals.report disposals.contact disposals.vary disposals.code disposals.why""",
    "disposal.scan.viewed": "disposals.scan",
    "hold.listed": "arrest_tests.held_records",
    "hold.viewed": "arrest_tests.decide_hold arrest_tests.decide_telling arrest_tests.decide_requirement",
    "document.printed": """
        arrest_tests.notice arrest_tests.changed_notice engagement.changed_notice engagement.follow_up_notice
        engagement.attended_record disposals.document disposals.victim_letter referrals.slip
        arrest_tests.test_record arrest_tests.result_for_court referrals.paper
        referrals.agreed""",
    "screen.viewed": "referrals.needs referrals.before_release",
    "consent.viewed": "referrals.consents referrals.not_sent referrals.withdraw referrals.agreements referrals.ask_again",
    "referral.checked": "referrals.refer",
    "referral.viewed": routes_of_rooms.SHOWS_A_REFERRAL
    + """
        referrals.sent referrals.why casefile.became casefile.as_police acceptance.offer acceptance.accept acceptance.decline
        acceptance.place""",
    "custody.board.viewed": "casefile.board",
    "liaison.listed": "casefile.to_be_seen",
    "disposal.listed": "disposals.waiting disposals.due disposals.codes",
    "referral.listed": "referrals.mine casefile.became",
    "inbox.viewed": "acceptance.inbox referrals.asked_to_join engagement.transfers",
    "placing.viewed": "acceptance.placing",
    "contact.today.listed": "engagement.today",
    "required_assessment.listed": "engagement.expected",
    "required_assessment.viewed": """
        engagement.expected_assessment engagement.change_appointment engagement.follow_up
        engagement.follow_up_outcome""",
    "caseload.listed": "engagement.caseload",
    "ndtms.listed": "ndtms.pre_flight",
    "report.viewed": """
        reporting.overview reporting.board reporting.register reporting.arc reporting.fairness reporting.testing
        reporting.by_service reporting.own_services reporting.treatment reporting.recovery reporting.by_group reporting.profile
        reporting.strategy scrutiny.counts""",
    "scrutiny.viewed": """
        scrutiny.round_page scrutiny.preview scrutiny.pack scrutiny.hide_words scrutiny.finding scrutiny.panel_pack
        scrutiny.panel_pdf scrutiny.score""",
    "export.downloaded": """
        reporting.arc_csv reporting.fairness_csv reporting.testing_csv reporting.treatment_csv reporting.recovery_csv reporting.by_group_csv reporting.profile_csv reporting.strategy_csv reporting.by_service_csv reporting.own_services_csv
        reporting.overview_csv reporting.board_csv reporting.register_csv reporting.overview_xlsx reporting.board_xlsx reporting.register_xlsx reporting.arc_xlsx
        reporting.fairness_xlsx reporting.testing_xlsx reporting.treatment_xlsx reporting.recovery_xlsx reporting.by_group_xlsx reporting.profile_xlsx reporting.strategy_xlsx reporting.by_service_xlsx reporting.own_services_xlsx
        ndtms.file_csv packs.pack_zip deadlines.tactical_csv deadlines.tactical_xlsx""",
    "document.downloaded": """
        reporting.overview_pdf reporting.register_pdf reporting.board_pdf reporting.board_copy reporting.arc_pdf reporting.testing_pdf reporting.fairness_pdf reporting.treatment_pdf reporting.recovery_pdf reporting.by_group_pdf reporting.profile_pdf reporting.strategy_pdf reporting.by_service_pdf reporting.own_services_pdf
        law.law_pdf deadlines.tactical_pdf""",
}
# Pages that show nobody's case: an address that only leads on, forms not yet about anybody, one's own account, what
# administrators look after, and pictures of figures whose page is in the log already.
SHOWS_NOBODY = """
    about.help_page about.privacy about.accessibility assets health health_alive health_ready home auth.sign_in auth.link acceptance.answer auth.account auth.choose_role auth.password auth.lock auth.sign_out
    people.search people.new arrest_tests.serve_notice reporting.funnel_chart reporting.areas_chart reporting.trend_chart reporting.arc_chart reporting.fairness_chart reporting.contact_chart reporting.by_service_chart reporting.by_group_chart reporting.profile_chart
    reporting.all_reports reporting.board_shown reporting.board_minutes reporting.board_copies reporting.witness_asked packs.packs packs.pack packs.schedule
    admin.people admin.proposals admin.proposal admin.invite admin.invite_to admin.user admin.change_user admin.disable admin.add_role admin.end_role
    admin.add_rank admin.organisations admin.add_organisation admin.organisation admin.change_organisation
    admin.add_suite admin.close_suite admin.services admin.choose_provider admin.add_service admin.service admin.answering admin.messages
    policy.site_notification policy.withdraw_notification policy.notification_change law.law policy.law_changes
    scrutiny.rounds scrutiny.open_round scrutiny.close_round scrutiny.add_learning scrutiny.learning_done
    scrutiny.my_rounds scrutiny.declare_link
    arrest_tests.shift arrest_tests.blank_paper policy.propose_law policy.law_change directory.diary ndtms.agency ndtms.file_request
    referrals.own policy.waiting policy.switches policy.switch policy.change policy.gravity policy.load_gravity policy.leaflets policy.leaflet
    policy.what_if policy.what_if_run deadlines.closures """
SHOWS_NOBODY += routes_of_rooms.SHOWS_NOBODY_THERE + routes_of_engagement.SHOWS_NOBODY

# What a post that is done writes with it, by hand.
CHANGES = (
    routes_of_rooms.CHANGES
    | routes_of_engagement.CHANGES
    | {
        "people.new": "person.created",
        "reporting.board_shown": "report.shown message.queued",
        "reporting.board_minutes": "report.shown.turned_down",
        "reporting.board_copies": "report.shown.copied",
        "people.correct": "person.updated",
        "people.other_names": "person.alias.added",
        "people.correct_name": "person.alias.corrected",
        "people.propose_merge": "person.merge.proposed person.merge.proposed",
        "people.decide_merge": "person.merge.turned_down person.merge.turned_down",
        "people.propose_unmerge": "person.unmerge.proposed person.unmerge.proposed",
        "people.died": "death.recorded",
        "people.restrictions": "restriction.proposed",
        "people.restriction": "restriction.added",
        "people.review_restriction": "restriction.removed",
        "people.new_episode": "episode.recorded",
        "arrest_tests.book_in": "episode.recorded detention.recorded",
        "people.detention": "detention.updated",
        "people.release": "detention.released",
        "people.close": "episode.closed",
        "people.leaving": "release.planned release.decided",
        "people.transfer": "detention.transferred",
        "arrest_tests.ask_later": "test.postponed",
        "people.under_18": "youth.recorded",
        "safeguarding.risks": "screen.risks.recorded",
        "safeguarding.concerns": "safeguarding.raised",
        "safeguarding.review": "safeguarding.reviewed",
        "safeguarding.avoid": "safeguarding.avoid.recorded",
        "engagement.avoid": "safeguarding.avoid.recorded",
        "engagement.concern": "safeguarding.raised",
        "arrest_tests.arrest": "offences.recorded",
        "arrest_tests.authority": "test.authorised",
        "arrest_tests.confirm_authority": "test.authority.confirmed",
        "arrest_tests.disown_authority": "test.authority.disowned",
        "arrest_tests.drug_test": "test.refused",
        "arrest_tests.correct_test": "test.result.corrected",
        "arrest_tests.happened": "test.happened.recorded test.held",
        "arrest_tests.shift": "shift.set_up",
        "arrest_tests.share_result": "test.result.shared",
        "arrest_tests.decide_hold": "test.released",
        "arrest_tests.decide_telling": "test.incident.decided",
        "arrest_tests.required_assessment": "assessment.not_required",
        "arrest_tests.requirement_happened": "assessment.held",
        "arrest_tests.decide_requirement": "assessment.released",
        "arrest_tests.serve_notice": "assessment.notice.served",
        "arrest_tests.change_appointment": "assessment.change.entered",
        "engagement.change_appointment": "assessment.change.entered",
        "arrest_tests.laboratory": "test.laboratory.recorded",
        "arrest_tests.end_requirement": "assessment.ended",
        "arrest_tests.failure": "failure.decided",
        "engagement.follow_up": "follow_up.recorded",
        "engagement.follow_up_outcome": "follow_up.outcome.disclosed",
        "disposals.choose": "disposal.facts.changed",
        "disposals.propose": "disposal.proposed",
        "disposals.take_back": "disposal.withdrawn",
        "disposals.authorise": "disposal.authorised",
        "disposals.sign": "disposal.signed",
        "disposals.accept": "disposal.completed",
        "disposals.scans": "disposal.scan.recorded",
        "disposals.earlier": "disposal.earlier.recorded",
        "disposals.correct_earlier": "disposal.earlier.corrected",
        "disposals.victim": "disposal.victim.recorded",
        "disposals.step": "disposal.breach.suspected",
        "disposals.contact": "disposal.contact.recorded",
        "disposals.report": "disposal.activity.reported",
        "disposals.vary": "disposal.varied",
        "disposals.code": "disposal.code.answered",
        "referrals.before_release": "screen.risks.recorded naloxone.recorded",
        "referrals.needs": "screen.recorded",
        "referrals.consents": "referral.drafted consent.given consent.given",
        "referrals.refer": "referral.submitted",
        "engagement.report_condition": "disposal.activity.reported",
        "engagement.required_assessment": "required_assessment.outcome.disclosed",
        "engagement.expected_assessment": "required_assessment.outcome.disclosed",
        "directory.diary": "diary.slots.added",
        "directory.end_slots": "diary.slots.ended",
        "admin.invite_to": "access.proposed",
        "admin.change_user": "user.changed",
        "admin.reset_link": "access.proposed",
        "admin.disable": "user.disabled",
        "admin.enable": "access.proposed",
        "admin.end_sessions": "user.sessions.ended",
        "admin.add_role": "access.proposed",
        "admin.end_role": "user.role.removed",
        "admin.add_rank": "user.rank.added",
        "admin.add_organisation": "organisation.added",
        "admin.change_organisation": "organisation.changed access.proposed",
        "admin.add_suite": "suite.added",
        "admin.close_suite": "suite.closed",
        "admin.choose_provider": "",
        "admin.invite": "",
        "admin.add_service": "service.added",
        "admin.service": "service.changed",
        "policy.site_notification": "notification.proposed",
        "policy.withdraw_notification": "notification.proposed",
        "policy.notification_change": "notification.approved",
        "policy.propose_law": "law.change.proposed",
        "policy.law_change": "law.change.approved",
        "scrutiny.open_round": "scrutiny.opened",
        "scrutiny.hide_words": "scrutiny.words.hidden",
        "scrutiny.preview": "scrutiny.released",
        "scrutiny.close_round": "scrutiny.closed",
        "scrutiny.finding": "scrutiny.found",
        "scrutiny.add_learning": "scrutiny.learning.added",
        "scrutiny.learning_done": "scrutiny.learning.done",
        "scrutiny.score": "scrutiny.scored",
        "scrutiny.declare_link": "scrutiny.link.declared",
        **dict.fromkeys(("policy.switch", "policy.load_gravity", "policy.leaflet"), "policy.proposed"),
        "policy.change": "policy.approved config.changed",
        "policy.what_if": "what_if.asked",
        "policy.what_if_run": "what_if.cancelled",
    }
)


def looks_of(endpoint: str) -> set[str]:
    return {event for event, endpoints in SHOWS.items() if endpoint in endpoints.split()}


def events_after(number: int) -> list[AuditEvent]:
    later_events = select(AuditEvent).where(AuditEvent.id > number).order_by(AuditEvent.id)
    return list(db.session.scalars(later_events))


def last_event() -> int:
    return db.session.scalar(select(func.max(AuditEvent.id))) or 0


def test_a_route_that_names_no_permission_keeps_the_application_from_starting(settings, monkeypatch, tmp_path):
    def with_a_hole(app: Flask) -> None:
        app.add_url_rule("/hole", "hole", lambda: "open to all")

    monkeypatch.setattr(templates, "install", with_a_hole)
    address = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    with pytest.raises(RuntimeError, match="These routes name no permission: hole"):
        the_app.create_app({**settings, **address}, clock.SettableClock(TONIGHT))


def test_every_route_names_a_permission_that_is_in_the_table(app):
    named = {rule.endpoint: guard.permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert [endpoint for endpoint, name in named.items() if name not in {*permissions(), guard.PUBLIC}] == []


def test_a_view_cannot_name_a_permission_that_nobody_wrote_down():
    with pytest.raises(ValueError, match=r"person\.steal is not a permission"):
        guard.permit("person.steal")


def test_every_permission_of_the_table_is_asked_for_somewhere(app):
    asked = {guard.permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert set(permissions()) - asked == set()


def test_every_page_is_mapped_to_what_it_leaves_in_the_log(app):
    pages = {rule.endpoint for rule in doors.routes(app)}
    showing = {endpoint for endpoints in SHOWS.values() for endpoint in endpoints.split()}
    assert showing | set((SHOWS_NOBODY + routes_of_rooms.SHOWS_NOBODY).split()) == pages
    assert showing & set(SHOWS_NOBODY.split()) == set()


def test_every_post_is_mapped_to_what_it_leaves_in_the_log(app):
    assert set(CHANGES) == set(typed.WRITES)
    assert set(CHANGES) | typed.OTHER_POSTS == {rule.endpoint for rule in doors.routes(app, "POST")}


@pytest.mark.rounds
def test_a_page_that_shows_a_person_is_in_the_log_before_it_is_served(app, the_clock, client_of, full_county):
    """In the suite each page as one of the roles that may open it, the next page as another."""
    clients, wrong = {role: client_of(user, role) for role, user in full_county.users.items()}, []
    asked_as = {line.endpoint: role_asked(line, "GET") for line in LINES if line.may}
    for rule in doors.routes(app):
        roles = [role for role in clients if looks_of(rule.endpoint) and doors.may_open(app, rule.endpoint, role)]
        for role in roles if IN_FULL or not roles else [asked_as.get(rule.endpoint, roles[0])]:
            before = last_event()
            answer = clients[role].ask("GET", address_of(app, rule.endpoint, full_county.ids(rule.endpoint, role)))
            events = events_after(before)
            is_whole = {event.action for event in events} == looks_of(rule.endpoint) and answer.status_code == 200
            if not is_whole or any(event.actor_id != full_county.users[role].id for event in events):
                wrong.append((rule.endpoint, role, answer.status_code, [event.action for event in events]))
    assert wrong == []


def test_what_somebody_typed_about_health_is_nowhere_in_the_log(app, the_clock, client_of, full_county):
    for endpoint in ("engagement.assessment", "arrest_tests.drug_test", "people.under_18"):
        role, write = typed.WRITES[endpoint]
        typed.post_all(app, client_of(full_county.users[role], role), full_county, endpoint, write(full_county), role)
    payloads = " ".join(event.payload or "" for event in events_after(0))
    assert typed.SENTENCE not in payloads
    assert Role.TW in full_county.users
