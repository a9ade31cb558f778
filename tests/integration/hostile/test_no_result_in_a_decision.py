"""A test result and clinical words are in no decision, paper, list, letter or count of disposals, but where the Act lets.

The one page is that on which a conditional caution is authorised whose reasons rest on the result (PACE s.63B(7)(aa)).
"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import JSON, String, Text, select

from pathways import clock
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.disposals.models import Disposal, Judgement
from pathways.disposals.outcome_codes import queries as outcome_codes_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, OWN_PAGE
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Refused
from pathways.scrutiny import actions as scrutiny
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.models import ScrutinyCase
from pathways.scrutiny.queries.rounds import round_view as view_of_round
from pathways.store.base import db
from tests import county
from tests.accepted import CLINICAL, accepted
from tests.figures import make_figures_ahead
from tests.integration.disposals import plain_disposal as plain
from tests.integration.hostile import decided_scene, doors
from tests.integration.hostile.scene import address_of
from tests.integration.hostile.test_what_was_planted import (
    NOTE_PLANTED,
    RESULT_PLANTED,
    planted_on_everybody,
    shows,
    told_in_planted_words,
)
from tests.integration.policy import policy_scenes
from tests.rounds import IN_FULL

PLANTED = (*NOTE_PLANTED, *RESULT_PLANTED, CLINICAL[:13])
WAITS = {f"disposals.{name}" for name in ("authorise", "disposal", "document", "why", "take_back", "choose")}
"""The pages about a proposal that tell of it."""
ROOMS = ("casefile", "disposals", "policy", "reporting", "scrutiny")


def ids_of(decision):
    """What stands in the gaps of an address about one disposal."""
    disposal = decision.disposal
    ids = {"disposal_id": disposal.id, "episode_id": disposal.episode_id, "person_id": disposal.person_id}
    conditions = proposal_queries.conditions_of(disposal.id)
    codes = outcome_codes_queries.code_history(disposal.id)
    return (
        ids
        | {"kind": disposal.kind.value, "scan_id": 0, "number": 1}
        | ({"condition_id": conditions[0].id} if conditions else {})
        | ({"record_id": codes[-1].id} if codes else {})
    )


def pages_of(app, role, ids, rooms):
    """The addresses of these rooms that a role may open and whose gaps can be filled."""
    for rule in doors.routes(app):
        words = {name for name, gap in rule._converters.items() if hasattr(gap, "items")}
        may = rule.endpoint.split(".")[0] in rooms and doors.may_open(app, rule.endpoint, role)
        if may and rule.arguments <= {*ids, *words}:
            yield rule.endpoint, address_of(app, rule.endpoint, ids)


def steps_of(decision):
    """The pages of the steps that the machine has from where a disposal stands."""
    steps = DISPOSAL_STEPS[decision.disposal.kind].steps_from(decision.disposal.state)
    events = [step.event for step in steps if step.event not in OWN_PAGE]
    return [("disposals.step", f"/disposals/{decision.disposal.id}/step/{event}") for event in events]


def asked(client, pages):
    """The pages that opened, and those on which something planted stands; each must be a page, or lead on."""
    answers = [(endpoint, client.ask("GET", address)) for endpoint, address in pages]
    assert {answer.status_code for _, answer in answers} <= {200, 302, 404}
    opened = {endpoint for endpoint, answer in answers if answer.status_code == 200}
    return opened, {endpoint for endpoint, answer in answers if shows(answer, PLANTED)}


def drawn(lead, member_id):
    """A round of scrutiny with its panel."""
    today = clock.today()
    days = {"from_on": today - timedelta(days=30), "to_on": today}
    scrutiny_round = scrutiny.open_round(by=lead, size=len(Kind), members=[member_id], seed=3, **days)
    scrutiny.release(
        by=lead, round_id=scrutiny_round.id, seen=print_of(packs_of(view_of_round(lead, scrutiny_round.id)))
    )
    case = db.session.scalars(select(ScrutinyCase.id).where(ScrutinyCase.round_id == scrutiny_round.id)).first()
    return {"round_id": scrutiny_round.id, "case_id": case}


def kept_words():
    """Every word that the tables of this room, its papers apart, and the log hold."""
    rooms = ("condition", "disposal", "fact_sheet", "outcome", "victim", "what_if", "scrutiny")
    tables = [table for table in db.metadata.sorted_tables if table.name.startswith(rooms)]
    words = []
    for table in (*tables, AuditEvent.__table__):
        for column in (each for each in table.columns if isinstance(each.type, String | Text | JSON)):
            words += [str(value) for value in db.session.scalars(select(column))]
    return words


@pytest.fixture
def decided(app, the_clock, monkeypatch, built_once):
    """Every kind at every step, each with a result, a medicine, a concern; one with what an assessment brought out."""
    told_in_planted_words(monkeypatch)
    return built_once("decided", lambda: planted_on_decisions(the_clock, monkeypatch))


def planted_on_decisions(the_clock, monkeypatch):
    decisions = decided_scene.every_kind_at_every_step()
    treated = next(
        decision
        for decision in decisions
        if decision.disposal.kind is Kind.CC and decision.disposal.signed_at and not decision.cites
    )
    case = accepted(the_clock, episode=treated.where.episode)
    case.comes_to_the_first()
    case.assess()
    planted_on_everybody()
    told_in_planted_words(monkeypatch)
    make_figures_ahead(the_clock)
    return decisions


@pytest.mark.rounds
def test_it_stands_only_where_a_caution_that_rests_on_it_is_authorised(app, client_of, decided):
    """A list is asked for once in the suite, and by `make long` with each decision."""
    opened, seen, asked_before = set(), set(), set()
    for decision in decided:
        pages = list(pages_of(app, Role.DM, ids_of(decision), ("disposals",)))
        pages = [page for page in pages if decision.disposal.signed_at or page[0] in WAITS]
        pages += steps_of(decision) if decision.disposal.signed_at else []
        pages = [page for page in pages if page not in asked_before or IN_FULL]
        asked_before |= {*pages}
        opening, showing = asked(client_of(decision.where.sergeant_user, Role.DM), pages)
        opened |= opening
        seen |= {(endpoint, decision.disposal.kind, decision.cites) for endpoint in showing}
    assert seen == {("disposals.authorise", Kind.CC, True)}
    words = "waiting due disposal choose authorise why step document victim_letter earlier victim report vary scans"
    assert {f"disposals.{name}" for name in words.split()} <= opened


def test_no_list_count_question_pack_or_panel_tells_it(app, client_of, decided):
    cites = next(decision for decision in decided if decision.cites and decision.disposal.signed_at)
    lead, member = county.user(Role.PL), county.user(Role.PM2)
    ids = ids_of(cites) | drawn(county.viewer_of(lead), member.id)
    ids["what_if_run_id"] = policy_scenes.asked(county.viewer_of(lead)).id
    db.session.commit()
    readers = {Role.CO: cites.where.officer_user, Role.PL: lead, Role.PM2: member}
    opened, seen = set(), set()
    for role in (Role.CO, Role.CM, Role.RG, Role.PL, Role.PM2, Role.MG):
        client = client_of(readers.get(role) or county.user(role), role)
        opening, showing = asked(client, pages_of(app, role, ids, ROOMS))
        opened |= opening
        seen |= {(endpoint, role) for endpoint in showing}
    assert seen == set()
    words = "disposals.due disposals.codes disposals.code policy.what_if_run reporting.fairness reporting.fairness_pdf"
    packs = "scrutiny.pack scrutiny.panel_pack scrutiny.panel_pdf scrutiny.counts casefile.task_list"
    assert {*words.split(), *packs.split()} <= opened


def test_it_is_in_no_fact_reason_alternative_paper_or_log_that_a_decision_keeps(app, decided):
    words = kept_words()
    assert not [word for word in words if any(planted in word for planted in PLANTED)]
    results = {each.value for each in (*OverallResult, *AnalyteResult)}
    snapshots = [
        value
        for disposal in db.session.scalars(select(Disposal))
        for value in (disposal.facts, disposal.results, disposal.alternatives)
    ]
    snapshots += [
        json.loads(value)
        for judgement in db.session.scalars(select(Judgement))
        for value in (judgement.facts, judgement.results)
    ]
    assert len(snapshots) > 3 * len(decided)
    assert not results & {word for value in snapshots for word in words_in(value)}
    samples = {test.id for test in db.session.scalars(select(DrugTest))}
    cites = [decision.disposal for decision in decided if decision.cites]
    naming = [disposal for disposal in db.session.scalars(select(Disposal)) if "drug_test_id" in disposal.facts]
    assert {disposal.id for disposal in naming} == {disposal.id for disposal in cites}
    assert all(disposal.facts["drug_test_id"] in samples for disposal in naming)


def words_in(value):
    """Every text inside a value of JSON."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return {word for each in value for word in words_in(each)}
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("kind", decided_scene.OTHERS)
def test_reasons_that_rest_on_it_are_refused_for_every_other_kind_by_the_page_and_by_the_action(app, client_of, kind):
    decided_scene.the_force_says()
    where = decided_scene.tested_case()
    db.session.commit()
    with pytest.raises(Refused) as refused:
        decided_scene.propose(where, kind, cites=True)
    assert [reason.field for reason in refused.value.reasons] == ["reasons_cite_test"]
    assert "no other disposal" in str(refused.value)
    db.session.rollback()
    form = {"rationale": plain.WHY, "reasons_cite_test": "yes"} | decided_scene.typed(kind)
    client, page = client_of(where.officer_user, Role.CO), f"/episodes/{where.episode.id}/disposal/propose/{kind.value}"
    answer = client.post(page, form)
    assert answer.status_code == 200
    assert 'href="#reasons_cite_test"' in answer.text
    assert proposal_queries.standing(where.episode.id) is None
    assert client.post(page, form | {"reasons_cite_test": "no"}).status_code == 302
