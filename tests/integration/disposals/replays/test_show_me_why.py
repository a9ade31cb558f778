"""The page that shows a decision as it was decided, and under today's rules."""

import json

import pytest
from sqlalchemy import delete, select, update

from pathways.audit import models as audit
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.disposals import actions as disposals_actions
from pathways.disposals.models import Disposal, Judgement, Switch
from pathways.disposals.replays.rules import in_words as words_of_fact
from pathways.law import actions as law_actions
from pathways.law.rules.disposal_book import RULES_VERSION, shipped_text
from pathways.law.rules.disposal_terms import Kind
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test
from tests.integration.disposals.plain_disposal import proposed, signed, with_facts
from tests.integration.disposals.signing.test_result_relied_on import record

SAME = "the same facts give the same answer, word for word"
ALARM = "Asked again, this does not come out the same"


def address(disposal, under=""):
    return f"/disposals/{disposal.id}/why{under}"


def load(old, new, version="later"):
    text = shipped_text()
    assert old in text
    law_actions.load_book(by=audit.SYSTEM, content=text.replace(old, new).encode(), version=version, source="A test")
    db.session.commit()


def tampered(**values):
    """What only the owner of a database could do."""
    db.session.execute(update(Judgement).values(**values))
    db.session.commit()


def cli(app):
    result = app.test_cli_runner().invoke(args=["rules", "replay"])
    return result.exit_code, result.output


def test_every_step_is_shown_with_facts_verdict_reasons_and_rules_as_they_were_whatever_was_loaded_since(
    officer, sergeant, where
):
    disposal = signed(where)
    assert f'href="{address(disposal)}"' in officer.get(f"/disposals/{disposal.id}").text
    load("An authorised person", "A chief constable")
    for reader in (officer, sergeant):
        page = reader.get(address(disposal)).text
        for words in ("To propose", "To authorise", "To take effect", "An authorised person", "Guidance CC-05"):
            assert words in page
        assert "What the person said about the offence" in page
        assert "Full admission" in page
        assert f"Rules version {RULES_VERSION}" in page
        assert page.count(SAME) == 3
        assert "A chief constable" not in page
        assert ALARM not in page


def test_the_look_is_in_the_log(officer, where):
    disposal = proposed(with_facts(where))
    officer.get(address(disposal))
    officer.get(address(disposal, "?under=today"))
    looks = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "disposal.viewed").order_by(AuditEvent.id))
    seen = [(look.subject_id, json.loads(look.payload)["page"]) for look in looks]
    assert seen == [(disposal.id, "why"), (disposal.id, "why under today")]


def test_under_todays_rules_and_settings_what_differs_is_named_and_the_decision_stays(officer, where):
    disposal = signed(where)
    assert "every reason are the same" in officer.get(address(disposal, "?under=today")).text
    load("age_at_disposal < 18", "age_at_disposal < 60")
    page = officer.get(address(disposal, "?under=today")).text
    assert "‘not available’ now; it was ‘available’" in page
    assert "CC-01 has come: " in page
    assert SAME not in page
    assert officer.get(address(disposal)).text.count(SAME) == 3


def test_a_decision_that_does_not_come_out_the_same_is_an_alarm_on_the_page_and_of_the_command(app, officer, where):
    disposal = proposed(with_facts(where))
    tampered(results=Judgement.results.op("||")(" "))
    assert ALARM in officer.get(address(disposal)).text
    status, output = cli(app)
    assert status == 1
    assert f"Disposal {disposal.id}, propose: The rules of version {RULES_VERSION} give another answer" in output
    assert "1 of 1 judgements differ" in output


def test_rules_that_are_not_kept_any_more_are_an_alarm_and_what_was_row_is_still_shown(app, officer, where):
    disposal = proposed(with_facts(where))
    tampered(rules_version="lost")
    page = officer.get(address(disposal)).text
    assert "The rules of version lost are not kept" in page
    assert "Guidance CC-05" in page
    assert cli(app)[0] == 1


def test_facts_that_no_rule_can_read_any_more_are_an_alarm_and_never_an_error(officer, where):
    disposal = proposed(with_facts(where))
    facts = json.loads(db.session.scalars(select(Judgement.facts)).one()) | {"domestic_abuse": "maybe"}
    tampered(facts=json.dumps(facts))
    assert "cannot be read by the rules any more" in officer.get(address(disposal)).text
    assert "Today’s rules cannot be applied" in officer.get(address(disposal, "?under=today")).text


@pytest.mark.database
def test_a_disposal_from_before_each_step_was_row_is_read_from_what_it_keeps_itself(app, officer, where):
    disposal = signed(where)
    db.session.execute(delete(Judgement))
    db.session.commit()
    page = officer.get(address(disposal)).text
    assert page.count(SAME) == 1
    assert "Guidance CC-05" in page
    code, output = cli(app)
    assert (code, "(1)" in output) == (0, True)
    db.session.execute(update(Disposal).values(rules_version="lost"))
    db.session.commit()
    assert cli(app)[0] == 1


def test_neither_who_follows_conditions_nor_who_makes_policy_nor_a_stranger_sees_it(client_of, where):
    disposal = signed(where)
    elsewhere = county.force("Nottinghamshire Police")
    for user, role, answer in (
        (county.user(Role.CM), Role.CM, 403),
        (county.user(Role.PL), Role.PL, 404),
        (county.user(Role.DM, of=elsewhere), Role.DM, 404),
    ):
        assert client_of(user, role).get(address(disposal)).status_code == answer


def test_the_number_of_the_sample_and_the_result_are_not_on_it(officer, where):
    number = record(where, a_test())
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    assert disposal.facts["drug_test_id"] == number
    for under in ("", "?under=today"):
        page = officer.get(address(disposal, under)).text
        assert words_of_fact("drug_test_id") not in page.lower()
        assert "Positive" not in page
        assert "Cocaine" not in page


@pytest.mark.parametrize("value", [True, None])
def test_a_setting_is_read_as_it_is_today_on_the_page_under_todays_rules(officer, where, value):
    disposals_actions.set_switch(
        by=where.sergeant, organisation_id=county.force().id, name="cfg_o22_enabled", value=True,
        valid_from=where.episode.opened_at.date(), source="Chief officer group",
    )  # fmt: skip
    disposal = proposed(with_facts(where, activity="yes"), kind=Kind.O22)
    if value is None:
        db.session.execute(delete(Switch))
    db.session.commit()
    page = officer.get(address(disposal, "?under=today")).text
    assert ("O22-05 has come: The force has not said" in page) is (value is None)
