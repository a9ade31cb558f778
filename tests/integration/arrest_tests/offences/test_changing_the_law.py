"""A change of the law's data needs two people, takes effect once, and leaves old decisions as they were."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from pathways.approvals.rules import ChangeState
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.audit.models import AuditEvent
from pathways.law import actions as changing
from pathways.law import queries as law_queries
from pathways.law import queries as reading
from pathways.law.rules.findings import SampleCondition
from pathways.law.rules.offences_and_drugs import max_samples_on, row_on
from pathways.law.rules.proposed_changes import Intent
from pathways.law.rules.tables import LAW_VERSION, LawTable
from pathways.refusals import OutOfSight, Stale
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests import custody_scenes
from tests.integration.arrest_tests.law_scenes import (
    CHECKED,
    FIRST_DAY,
    THEFT,
    a_draft,
    a_lead,
    approved,
    decided,
    message_of,
    proposed,
    the_regime_of_2026,
)

EVE = FIRST_DAY - timedelta(days=1)


def events() -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.like("law.%")).order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_a_proposal_changes_nothing_until_another_person_approves_it(app, the_clock):
    made = proposed(a_lead())
    assert (made.state, made.rests_on) == (ChangeState.WAITING, LAW_VERSION)
    assert row_on("TA78-3", FIRST_DAY, law_queries.law_in_use()) is None
    decided(a_lead("K. Adeyemi"), made)
    law = law_queries.law_in_use()
    assert law.version == f"{LAW_VERSION}+1"
    assert row_on("TA78-3", EVE, law) is None
    assert row_on("TA78-3", FIRST_DAY, law) is not None
    assert events() == ["law.change.proposed", "law.change.approved"]


def test_nobody_approves_their_own_proposal(app, the_clock):
    lead = a_lead()
    made = proposed(lead)
    assert message_of(decided, lead, made) == "You proposed this: another policy lead decides"
    assert made.state is ChangeState.WAITING
    assert events() == ["law.change.proposed"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"checked": "yes"}, "Say what you checked"),
        ({"has_read_source": False}, "Read the source before you approve"),
        ({"has_read_source": None}, "Select whether you have read the source"),
    ],
)
def test_an_approval_says_what_was_checked_and_that_the_source_was_read(app, the_clock, changed, said):
    assert said in message_of(decided, a_lead("K. Adeyemi"), proposed(a_lead()), **changed)


def test_a_change_sent_back_stays_on_the_list_with_what_was_said(app, the_clock):
    made = decided(a_lead("K. Adeyemi"), proposed(a_lead()), approves=False, has_read_source=False)
    assert (made.state, made.checked, made.number) == (ChangeState.SENT_BACK, CHECKED, None)
    assert law_queries.law_in_use().version == LAW_VERSION
    assert reading.law_changes().rows == (made,)
    assert events()[-1] == "law.change.sent_back"


def test_only_its_proposer_withdraws_a_change_and_it_stays_on_the_list(app, the_clock):
    lead, other = a_lead(), a_lead("K. Adeyemi")
    made = proposed(lead)
    facts = {"change_id": made.id, "why": "The order was revoked", "seen": changing.seen_of(made)}
    assert "Only whoever proposed" in message_of(changing.withdraw_law_change, by=other, **facts)
    assert "Say why" in message_of(changing.withdraw_law_change, by=lead, **(facts | {"why": " "}))
    changing.withdraw_law_change(by=lead, **facts)
    assert (made.state, made.ended_why) == (ChangeState.WITHDRAWN, "The order was revoked")
    assert reading.law_changes().rows == (made,)
    assert "no longer waiting" in message_of(decided, other, made)
    assert events()[-1] == "law.change.withdrawn"


@pytest.mark.database
def test_an_approved_change_can_be_stopped_until_it_begins_and_not_after(app, the_clock):
    lead = a_lead("K. Adeyemi")
    made, begun = approved(), approved(a_draft(code="TA68-1", starts_on=date(2026, 11, 1)))
    facts = {"by": lead, "why": "The order was revoked"}
    assert "has begun" in message_of(
        changing.stop_law_change, change_id=begun.id, seen=changing.seen_of(begun), **facts
    )
    changing.stop_law_change(change_id=made.id, seen=changing.seen_of(made), **facts)
    assert (made.state, made.number, made.stopped_number) == (ChangeState.STOPPED, 1, 3)
    law = law_queries.law_in_use()
    assert law.version == f"{LAW_VERSION}+3"
    assert row_on("TA78-3", FIRST_DAY, law) is None
    assert row_on("TA78-3", FIRST_DAY, law_queries.law_of(f"{LAW_VERSION}+2")) is not None
    assert events()[-1] == "law.change.stopped"


def test_who_decides_on_what_has_changed_meanwhile_is_told_so(app, the_clock):
    made, other = proposed(a_lead()), proposed(a_lead(), code="FA06-11")
    seen = changing.seen_of(made)
    decided(a_lead("K. Adeyemi"), other)
    with pytest.raises(Stale, match="the law changed, after you opened"):
        decided(a_lead("K. Adeyemi"), made, seen=seen)
    decided(a_lead("K. Adeyemi"), made)
    assert [row.number for row in (other, made)] == [1, 2]


def test_a_change_that_came_true_otherwise_meanwhile_is_not_approved(app, the_clock):
    first, second = proposed(a_lead()), proposed(a_lead())
    assert reading.waiting_beside(second) == (first,)
    decided(a_lead("K. Adeyemi"), first)
    assert "Nothing here differs" in message_of(decided, a_lead("K. Adeyemi"), second)


def test_a_change_that_is_not_there_is_out_of_sight(app, the_clock):
    with pytest.raises(OutOfSight):
        reading.law_change(987_654)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "no code!"}, "Enter a code"),
        ({"code": "OTHER"}, "OTHER has another meaning"),
        ({"code": "new"}, "new has another meaning"),
        ({"starts_on": date(2001, 7, 1)}, "There is no rule from before 2 July 2001"),
        ({"until": EVE}, "The last day cannot be before"),
        ({"source": " "}, "Enter the source"),
        ({"source_url": "http://www.legislation.gov.uk/x"}, "Enter the whole address, beginning with https://"),
        ({"source_url": "javascript:alert(1)"}, "Enter the whole address, beginning with https://"),
        ({"source_url": "https://someone@elsewhere.example/"}, "Enter the whole address, beginning with https://"),
        ({"why": ""}, "Say why now"),
        ({"values": THEFT | {"act": ""}}, "Enter act"),
        ({"values": THEFT | {"condition": "SOMETHING"}}, "Select condition"),
        ({"intent": Intent.END, "code": "TA78-3"}, "No row of this code"),
        ({"intent": Intent.END, "code": "TA68-1", "until": FIRST_DAY}, "needs no last day"),
        ({"table": LawTable.PANEL, "code": "x-1", "values": {"device": "D", "analyte": "K!", "label": "K"}}, "one word"),
        ({"table": LawTable.PANEL, "code": "x-1", "values": {"device": "D", "analyte": "k", "label": "K", "shows": "q"}},
         "No drug of the table is called q"),
        ({"table": LawTable.REGIME, "code": "Controlled_drugs_regulations"}, "The code of a regime has at most 20"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_stand_is_not_proposed(app, the_clock, changed, said):
    assert said in message_of(changing.propose_law_change, by=a_lead(), draft=a_draft(**changed))
    assert events() == []


def test_an_offence_decided_before_a_change_keeps_its_version_its_verdict_and_its_words(app, the_clock):
    officer = county.viewer_of(county.user())
    view = custody_scenes.in_custody(officer)
    (before,) = custody_scenes.arrested_for(officer, view, "TA78-3")
    renamed = THEFT | {"offence": "Bilking"}
    approved(a_draft(starts_on=date(2026, 11, 1), values=renamed))
    later = custody_scenes.in_custody(officer)
    (after,) = custody_scenes.arrested_for(officer, later, "TA78-3")
    assert (before.is_trigger_on_arrest, before.law_version) == (False, LAW_VERSION)
    assert (after.is_trigger_on_arrest, after.law_version) == (True, f"{LAW_VERSION}+1")
    names = [offences_queries.offences_of(episode_view.episode.id)[0].name for episode_view in (view, later)]
    assert names == ["Making off without payment", "Bilking"]
    (line,) = offences_queries.offences_of(view.episode.id)
    assert not offences_queries.offence_facts(
        line, arrived_at=None, law=law_queries.law_of(line.law_version)
    ).is_trigger_on(EVE)


def test_the_regime_of_2026_is_switched_on_by_a_date_and_allows_a_second_sample(app, the_clock):
    officer = county.viewer_of(county.user())
    view = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, view)
    view = custody_scenes.again(officer, view)
    spoiled = custody_scenes.a_test(
        sample_condition=SampleCondition.INSUFFICIENT, result_at=None, analytes={}, has_medicine=None, told_answer=None
    )
    first = testing_actions.record_test(by=officer, view=view, record=spoiled)
    now = the_clock.now()
    assert (first.regime, lawful_basis_queries.case_facts(view, now).max_samples) == ("ClassA_2023", 1)
    approved(the_regime_of_2026(starts_on=date(2026, 11, 2)))
    assert lawful_basis_queries.case_facts(view, now).max_samples == 2
    assert lawful_basis_queries.case_facts(view, now, law=law_queries.law_of(first.law_version)).max_samples == 1
    assert [max_samples_on(date(2026, 11, day), law_queries.law_in_use()) for day in (1, 2)] == [1, 2]


def test_the_law_is_read_once_however_many_offences_there_are(app, the_clock):
    officer = county.viewer_of(county.user())
    view = custody_scenes.in_custody(officer)
    entries = [
        offences_rules.EnteredOffence(code=code, arrested_at=view.detention.arrived_at) for code in ("TA68-1", "TA68-9")
    ]
    offences_actions.record_offences(by=officer, view=view, offences=entries)
    approved()
    db.session.commit()
    asked: list[str] = []
    listener = lambda *arguments: asked.append(arguments[2])  # noqa: E731  # removed again below by its name
    event.listen(db.engine, "before_cursor_execute", listener)
    lawful_basis_queries.case_facts(view, the_clock.now())
    offences_queries.offences_of(view.episode.id)
    event.remove(db.engine, "before_cursor_execute", listener)
    assert sum("law_change" in statement for statement in asked) == 1
