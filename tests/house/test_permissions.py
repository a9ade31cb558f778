"""Who may open what: our own copy of the matrix, written by hand from the rules and not from the product's table.

Each line: the route, what it takes, the roles that may, and after a stroke the roles that may not but see records of
that kind and are told so (403). Every other role is told 403 of a page without a record, and of a page about a record
that there is nothing (404). A cell that is wrong here and right there fails, and the other way round.
"""

from typing import NamedTuple

from pathways.auth.roles import Role
from tests.house import routes_of_engagement
from tests.house.matrix_of_policy import OF_DIRECTORY, OF_POLICY
from tests.house.matrix_of_referrals import OF_REFERRALS
from tests.house.routes_of_ndtms import OF_NDTMS
from tests.house.routes_of_packs import OF_PACKS
from tests.integration.hostile import typed

PUBLIC = "assets GET; health GET; health_alive GET; health_ready GET; auth.sign_in GET POST; auth.link GET POST; acceptance.answer GET POST"
PUBLIC += "; about.help_page GET; about.privacy GET; about.accessibility GET"
PUBLIC += (
    "; engagement.told_by_link GET POST; engagement.tell_by_link POST; acceptance.give_answer POST; auth.use_link POST"
)
PUBLIC += "; reporting.witness_asked GET POST; reporting.witness_answers POST"

MATRIX = """
home                              GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.account                      GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.carry_on                     GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.choose_role                  GET POST  CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.end_all_sessions             POST      CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.password                     GET POST  CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.lock                         GET POST  CO DM HP TW PM PW MG AD PL AU PM2 CM RG
auth.sign_out                     GET POST  CO DM HP TW PM PW MG AD PL AU PM2 CM RG

people.search                     GET POST  CO DM HP
people.new                        GET POST  CO HP
people.person                     GET       CO DM HP
people.correct                    GET POST  CO | DM HP
people.other_names                GET POST  CO | DM HP
people.correct_name               GET POST  CO | DM HP
people.propose_merge              GET POST  CO DM | HP
people.merges                     GET       CO DM | HP
people.decide_merge               GET POST  CO DM | HP
people.propose_unmerge            GET POST  CO DM | HP
imports.waiting                   GET       CO
imports.runs                      GET       CO DM
imports.run_page                  GET POST  CO DM | HP
imports.take_back                 GET POST  CO DM | HP
imports.who_it_is                 GET POST  CO | DM HP
people.died                       GET POST  CO DM HP TW PM PW
people.restrictions               GET POST  CO DM TW PM | AU
people.restricted                 GET       DM PM AU
people.restriction                GET POST  DM PM | CO TW AU
people.review_restriction         GET POST  AU | CO DM TW PM
people.misses                     GET       AU
people.close_misses               GET POST  AU
people.new_episode                GET POST  CO HP | DM
people.detention                  GET POST  CO | DM HP
people.release                    GET POST  CO | DM HP
people.leaving                    GET POST  CO | DM HP
people.transfer                   GET POST  CO | DM HP
people.close                      GET POST  CO HP | DM
people.under_18                   GET POST  CO DM HP
casefile.board                    GET       CO DM
casefile.to_be_seen               GET       HP
casefile.task_list                GET       CO DM HP
casefile.timeline                 GET       CO DM

safeguarding.risks                GET POST  CO DM HP
safeguarding.concerns             GET POST  CO DM HP
safeguarding.avoid                GET POST  CO DM HP
safeguarding.waiting              GET       DM
safeguarding.review               GET POST  DM | CO HP
engagement.concern                GET POST  TW PM
engagement.avoid                  GET POST  TW PM

arrest_tests.book_in              GET POST  CO | DM
arrest_tests.arrest               GET POST  CO | DM
arrest_tests.offences             GET       CO DM
arrest_tests.authority            GET POST  CO DM
arrest_tests.ask_later            GET POST  CO | DM
arrest_tests.confirm_authority    POST      CO DM
arrest_tests.disown_authority     POST      CO DM
arrest_tests.ask_for_authority    GET POST  CO | DM
arrest_tests.withdraw_request     POST      CO | DM
arrest_tests.drug_test            GET POST  CO | DM
arrest_tests.correct_test         GET POST  CO | DM
arrest_tests.happened             GET POST  CO | DM
arrest_tests.shift                GET POST  CO
arrest_tests.share_result         GET POST  CO | DM
arrest_tests.blank_paper          GET       CO
arrest_tests.test_record          GET       CO | DM
arrest_tests.result_for_court     GET       CO | DM
arrest_tests.held_records         GET       DM
arrest_tests.decide_hold          GET POST  DM
arrest_tests.decide_telling       GET POST  DM
arrest_tests.decide_requirement   GET POST  DM
arrest_tests.required_assessment  GET POST  CO
arrest_tests.requirement_happened GET POST  CO
arrest_tests.serve_notice         GET POST  CO
arrest_tests.notice               GET       CO
arrest_tests.change_appointment   GET POST  CO
arrest_tests.changed_notice       GET       CO
arrest_tests.laboratory           GET POST  CO | DM
arrest_tests.end_requirement      GET POST  CO
arrest_tests.failures             GET       CO DM
arrest_tests.failure              GET POST  CO DM
law.law                  GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
law.law_pdf              GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
policy.law_changes          GET       CO DM HP TW PM PW MG AD PL AU PM2 CM RG
policy.propose_law          GET POST  PL
policy.law_change           GET POST  PL
policy.site_notification    GET POST  PL
policy.withdraw_notification  GET POST  PL
policy.notification_change  GET POST  PL

disposals.choose                  GET POST  CO DM | CM
disposals.propose                 GET POST  CO DM | CM
disposals.disposal                GET       CO DM CM
disposals.document                GET       CO DM CM
disposals.why                     GET       CO DM | CM
disposals.step                    GET POST  CO DM CM
disposals.due                     GET       CO DM CM
disposals.contact                 GET POST  CO DM CM
disposals.report                  GET POST  CO DM CM
disposals.vary                    GET POST  CO DM | CM
disposals.codes                   GET       RG
disposals.code                    GET POST  RG
disposals.take_back               GET POST  CO DM | CM
disposals.authorise               GET POST  DM | CO CM
disposals.sign                    GET POST  CO DM | CM
disposals.waiting                 GET       CO DM
disposals.accept                  GET POST  CO DM
disposals.scans                   GET POST  CO DM | CM
disposals.scan                    GET       CO DM | CM
disposals.victim_letter           GET       CO DM | CM
disposals.earlier                 GET POST  CO DM | CM
disposals.correct_earlier         GET POST  CO DM | CM
disposals.victim                  GET POST  CO DM | CM

referrals.needs                   GET POST  CO DM HP
referrals.before_release          GET POST  CO DM HP
referrals.slip                    GET       CO DM HP
referrals.consents                GET POST  CO DM HP | TW PM PW
referrals.refer                   GET POST  CO DM HP
referrals.sent                    GET       CO DM HP
referrals.why                     GET       CO DM HP
referrals.paper                   GET       CO DM HP
referrals.not_sent                GET       CO DM HP
referrals.mine                    GET       CO DM HP
casefile.became                   GET       CO DM HP
referrals.withdraw                GET POST  CO DM HP TW PM PW
referrals.agreements              GET POST  TW PM
referrals.agreed                  GET       TW PM
deadlines.overdue                    GET       TW PM PW
deadlines.tactical                   GET       PM PW
deadlines.tactical_csv               GET       PM PW
deadlines.tactical_xlsx              GET       PM PW
deadlines.tactical_pdf               GET       PM PW
deadlines.what_runs                  GET POST  TW PM
deadlines.closures                   GET POST  PM AD
deadlines.take_out                   POST      PM AD
referrals.ask_again               GET POST  TW PM
referrals.own                     GET POST  TW

acceptance.inbox                  GET       TW PM
acceptance.offer                  GET       TW PM
acceptance.accept                 GET POST  TW PM
acceptance.decline                GET POST  TW PM
acceptance.placing                GET       PW
acceptance.place                  GET POST  PW

engagement.today                  GET       TW PM
engagement.caseload               GET POST  TW PM
engagement.case                   GET       TW PM
casefile.case_timeline            GET       TW PM
casefile.as_police                GET       TW PM
engagement.offer_appointment      GET POST  TW PM
engagement.record_outcome         GET POST  TW PM
engagement.assessment             GET POST  TW PM
engagement.needs                  GET POST  TW PM
engagement.care_plan              GET POST  TW PM
engagement.start                  GET POST  TW PM
engagement.engaged                GET POST  TW PM
engagement.leave                  GET POST  TW PM
engagement.report_condition       GET POST  TW PM
engagement.required_assessment    GET POST  TW PM
engagement.expected               GET       TW PM
engagement.expected_assessment    GET POST  TW PM
engagement.change_appointment     GET POST  TW PM
engagement.changed_notice         GET       TW PM
engagement.follow_up              GET POST  TW PM
engagement.follow_up_outcome      GET POST  TW PM
engagement.follow_up_notice       GET       TW PM
engagement.attended_record        GET       TW PM
directory.diary                   GET POST  PM
directory.end_slots               POST      PM

reporting.overview                GET       MG
reporting.overview_csv            GET       MG
reporting.overview_xlsx           GET       MG
reporting.overview_pdf            GET       MG
reporting.funnel_chart            GET       MG
reporting.areas_chart             GET       MG
reporting.trend_chart             GET       MG
reporting.all_reports             GET       MG
reporting.board                   GET       MG
reporting.board_shown             GET POST  MG
reporting.board_minutes           GET POST  MG | PM
reporting.board_copies            GET POST  MG | PM
reporting.board_copy              GET       MG | PM
reporting.board_csv               GET       MG
reporting.board_xlsx              GET       MG
reporting.board_pdf               GET       MG
reporting.register                GET       MG
reporting.register_csv            GET       MG
reporting.register_xlsx           GET       MG
reporting.register_pdf            GET       MG
reporting.arc                     GET       MG
reporting.arc_chart               GET       MG
reporting.arc_csv                 GET       MG
reporting.arc_xlsx                GET       MG
reporting.arc_pdf                 GET       MG
reporting.testing                 GET       MG
reporting.testing_csv             GET       MG
reporting.testing_xlsx            GET       MG
reporting.testing_pdf             GET       MG
reporting.by_service              GET       MG
reporting.by_service_chart        GET       MG
reporting.by_service_csv          GET       MG
reporting.by_service_xlsx         GET       MG
reporting.by_service_pdf          GET       MG
reporting.own_services            GET       PM
reporting.own_services_csv        GET       PM
reporting.own_services_xlsx       GET       PM
reporting.own_services_pdf        GET       PM
reporting.treatment               GET       MG
reporting.contact_chart           GET       MG
reporting.treatment_csv           GET       MG
reporting.treatment_xlsx          GET       MG
reporting.treatment_pdf           GET       MG
reporting.recovery                GET       MG
reporting.recovery_csv            GET       MG
reporting.recovery_pdf            GET       MG
reporting.recovery_xlsx           GET       MG
reporting.by_group                GET       MG
reporting.by_group_chart          GET       MG
reporting.by_group_csv            GET       MG
reporting.by_group_xlsx           GET       MG
reporting.by_group_pdf            GET       MG
reporting.profile                 GET       MG
reporting.profile_chart           GET       MG
reporting.profile_csv             GET       MG
reporting.profile_xlsx            GET       MG
reporting.profile_pdf             GET       MG
reporting.strategy                GET       MG
reporting.strategy_csv            GET       MG
reporting.strategy_xlsx           GET       MG
reporting.strategy_pdf            GET       MG
reporting.fairness                GET       MG
reporting.fairness_chart          GET       MG
reporting.fairness_csv            GET       MG
reporting.fairness_xlsx           GET       MG
reporting.fairness_pdf            GET       MG

scrutiny.rounds                   GET       PL
scrutiny.open_round               GET POST  PL
scrutiny.round_page               GET       PL
scrutiny.preview                  GET POST  PL
scrutiny.pack                     GET       PL
scrutiny.close_round              GET POST  PL
scrutiny.add_learning             GET POST  PL
scrutiny.hide_words               GET POST  PL
scrutiny.finding                  GET POST  PL
scrutiny.learning_done            GET POST  PL
scrutiny.counts                   GET       MG PL PM2
scrutiny.my_rounds                GET       PM2
scrutiny.panel_pack               GET       PM2
scrutiny.panel_pdf                GET       PM2
scrutiny.score                    GET POST  PM2
scrutiny.declare_link             GET POST  PM2

admin.people                      GET POST  AD
admin.proposals                   GET       PM AD PL
admin.proposal                    GET POST  PM AD PL
admin.invite                      GET POST  AD
admin.invite_to                   GET POST  AD
admin.user                        GET       AD
admin.change_user                 GET POST  AD
admin.reset_link                  POST      AD
admin.enable                      POST      AD
admin.disable                     GET POST  AD
admin.end_sessions                POST      AD
admin.add_role                    GET POST  AD
admin.end_role                    GET POST  AD
admin.add_rank                    GET POST  AD
admin.organisations               GET       AD
admin.add_organisation            GET POST  AD
admin.organisation                GET       AD
admin.change_organisation         GET POST  AD
admin.add_suite                   GET POST  AD
admin.close_suite                 GET POST  AD
admin.areas                       GET       AD
admin.add_area                    GET POST  AD
admin.rename_area                 GET POST  AD
admin.end_area                    GET POST  AD
admin.add_town                    GET POST  AD
admin.end_town                    GET POST  AD
admin.services                    GET       AD
admin.messages                    GET       AD
admin.resend                      POST      AD
admin.choose_provider             GET POST  AD
admin.add_service                 GET POST  AD
admin.service                     GET POST  AD
admin.answering                   GET POST  AD
"""


class Line(NamedTuple):
    """One route: what it takes, who may, and who may not but is told so of a record."""

    endpoint: str
    methods: frozenset[str]
    may: frozenset[str]
    roles_told: frozenset[str]


def read_line(text: str) -> Line:
    allowed, _, roles_told = text.partition("|")
    endpoint, *rest = allowed.split()
    methods = frozenset(word for word in rest if word in ("GET", "POST"))
    return Line(endpoint, methods, frozenset(rest) - methods, frozenset(roles_told.split()))


WHOLE = MATRIX + OF_POLICY + OF_DIRECTORY + OF_NDTMS + OF_PACKS + OF_REFERRALS + routes_of_engagement.MATRIX
LINES = [read_line(text) for text in WHOLE.splitlines() if text.strip()]
PUBLIC_LINES = [read_line(text) for text in PUBLIC.split(";")]


def role_asked(line: Line, method: str) -> Role:
    """As which of the roles that may a route is asked in this way: its form as who fills it in, its page as another.

    The page of one route and that of the next are asked as two of them.
    """
    may_open = [role for role in Role if role.value in line.may]
    others = [
        role for role in may_open if line.endpoint not in typed.WRITES or role is not typed.WRITES[line.endpoint][0]
    ]
    if method == "POST" and line.endpoint in typed.WRITES:
        return typed.WRITES[line.endpoint][0]
    turn = LINES.index(line) + (method == "POST" and "GET" in line.methods)
    return (others or may_open)[turn % len(others or may_open)]


def served(app) -> set[tuple[str, str]]:
    """Every route and method that the application answers."""
    rules = app.url_map.iter_rules()
    return {
        (rule.endpoint, method) for rule in rules for method in rule.methods & {"GET", "POST", "PUT", "DELETE", "PATCH"}
    }


def is_about_a_record(app, endpoint: str) -> bool:
    return any("<int:" in rule.rule for rule in app.url_map.iter_rules(endpoint))


def test_every_route_and_method_stands_in_the_matrix_exactly_once(app):
    written = [(line.endpoint, method) for line in (*LINES, *PUBLIC_LINES) for method in line.methods]
    assert sorted(written) == sorted(served(app))


def test_the_matrix_names_roles_and_nothing_else():
    assert {role for line in LINES for role in line.may | line.roles_told} == {role.value for role in Role}
    assert [line.endpoint for line in LINES if line.may & line.roles_told] == []


def expected(app, line: Line, role: Role) -> int:
    """What somebody is told who may not."""
    return 404 if is_about_a_record(app, line.endpoint) and role.value not in line.roles_told else 403
