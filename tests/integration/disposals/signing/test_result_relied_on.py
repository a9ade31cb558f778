"""A test result before whoever decides a conditional caution: there where the reasons rest on it, and nowhere else."""

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.models.testing import Hold, LabCheck
from pathways.arrest_tests.testing import actions as arrest_tests
from pathways.arrest_tests.testing.rules.results import LabState
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Rank, Role
from pathways.disposals.facts.queries import offences_of
from pathways.disposals.signing import actions as disposals
from pathways.law.rules.disposal_terms import Kind
from pathways.people.custody import queries as people
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, negative, notified
from tests.integration.disposals.plain_disposal import BECAUSE, facts_page, proposed, with_facts
from tests.referred import died

GROUP = "Cocaine (includes crack)"
ONLY = "Of all disposals, it may inform only a conditional or youth conditional caution."


@pytest.fixture
def tested(where):
    """He is tested, as the custody officer records it: the test's id."""
    return record(where, a_test())


def record(where, recorded_test):
    notified()
    view = people.episode(where.officer, where.episode.id)
    (offence,) = offences_of(view.episode.id)
    offence.arrested_at = view.detention.arrested_at
    return arrest_tests.record_test(by=where.officer, view=view, record=recorded_test).id


def hold(test_id):
    db.session.add(Hold(drug_test_id=test_id, state=HoldState.QUARANTINED, opened_at=clock.now()))
    db.session.commit()


def overturn(test_id):
    db.session.add(LabCheck(drug_test_id=test_id, state=LabState.NOT_CONFIRMED, sent_at=clock.now(), reference="L 17"))
    db.session.commit()


def looks(action="test.result.viewed"):
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
    return [(row.actor_id, row.subject_type, row.subject_id, row.payload) for row in rows]


def test_the_decision_maker_reads_the_result_that_the_reasons_rest_on_and_the_look_is_recorded(sergeant, where, tested):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    for words in ("Test result", GROUP, "Positive", "25 November 2026", ONLY, "PACE 1984 s.63B(7)(aa)"):
        assert words in page
    (look,) = looks()
    assert look[:3] == (where.sergeant_user.id, "drug_test", tested)
    assert "s63B7_aa" in look[3]


def test_an_answer_that_is_refused_shows_the_result_again_and_records_it_again(sergeant, where, tested):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    assert GROUP in sergeant.post(f"/disposals/{disposal.id}/authorise", {"decision": "authorise"}).text
    assert len(looks()) == 2


def test_where_the_reasons_do_not_rest_on_it_nothing_of_the_result_is_on_the_page(sergeant, where, tested):
    disposal = proposed(with_facts(where))
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    for words in ("Test result", GROUP, "Positive", "63B(7)"):
        assert words not in page
    assert looks() == []


def test_reasons_cannot_rest_on_a_result_that_nobody_has(where):
    with pytest.raises(Refused, match="no test result here that may be used"):
        proposed(with_facts(where), reasons_cite_test=True)
    test_id = record(where, a_test())
    overturn(test_id)
    with pytest.raises(Refused, match="no test result here that may be used"):
        proposed(where, reasons_cite_test=True)
    hold(test_id)
    with pytest.raises(Refused, match="no test result here that may be used"):
        proposed(where, reasons_cite_test=True)


def test_a_negative_and_a_positive_stand_there_in_the_same_form(sergeant, where):
    record(where, negative())
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    assert GROUP in page
    assert "Negative" in page


@pytest.mark.parametrize("since", [hold, overturn])
def test_nothing_is_authorised_on_a_test_held_or_overturned_since_it_was_proposed(sergeant, where, tested, since):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    since(tested)
    address = f"/disposals/{disposal.id}/authorise"
    assert "there is none that may be used" in sergeant.get(address).text
    page = sergeant.post(address, {"decision": "authorise", "reason": BECAUSE})
    assert "rely on a drug test that cannot be used" in page.text
    assert GROUP not in page.text
    assert disposal.authorised_at is None
    assert looks() == []


@pytest.mark.parametrize("since", [hold, overturn])
def test_nothing_is_signed_on_a_test_held_or_overturned_since_it_was_authorised(where, tested, since):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    disposals.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    since(tested)
    step = {"by": where.sergeant, "disposal_id": disposal.id, "explained_at": clock.now()}
    with pytest.raises(Refused, match="cannot be used"):
        disposals.sign(consents=True, was_signed=True, **step)


@pytest.mark.parametrize("kind", [Kind.CR, Kind.SC, Kind.O22])
def test_a_result_is_shown_for_no_other_disposal_whatever_was_said_of_the_reasons(sergeant, where, tested, kind):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    disposal.kind = kind
    db.session.commit()
    page = sergeant.get(f"/disposals/{disposal.id}/authorise")
    assert page.status_code == 200
    assert GROUP not in page.text
    assert looks() == []


def test_after_a_death_there_is_no_decision_for_it_to_inform(sergeant, where, tested):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    died(disposal.person_id, where.officer)
    db.session.commit()
    assert GROUP not in sergeant.get(f"/disposals/{disposal.id}/authorise").text
    assert looks() == []


def test_nobody_else_has_that_page_and_no_other_page_of_the_disposal_shows_the_result(client_of, where, tested):
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    address = f"/disposals/{disposal.id}/authorise"
    away = county.suite("Nottingham", of=county.force("Nottinghamshire Police"))
    for role, answer in ((Role.CO, 403), (Role.TW, 404), (Role.PM, 404), (Role.PW, 404), (Role.MG, 404)):
        assert client_of(county.user(role), role).get(address).status_code == answer
    stranger = county.user(Role.DM, of=county.force("Nottinghamshire Police"), at=away, rank=Rank.INSPECTOR)
    assert client_of(stranger, Role.DM).get(address).status_code == 404
    decider = client_of(where.sergeant_user, Role.DM)
    for page in (
        "/disposals/waiting",
        "/custody",
        f"/disposals/{disposal.id}",
        f"/episodes/{where.episode.id}",
        facts_page(where),
    ):
        assert GROUP not in decider.get(page).text
    assert looks() == []
    decider.post(address, {"decision": "authorise", "reason": BECAUSE})
    for page in (f"/disposals/{disposal.id}", f"/disposals/{disposal.id}/sign"):
        assert GROUP not in decider.get(page).text


def test_the_page_of_what_is_open_names_the_purpose_as_read_in_the_act(officer, where):
    with_facts(where)
    page = officer.get(facts_page(where)).text
    beside = page[page.index("The test result is not shown on this page") :]
    assert "PACE 1984 s.63B(7)(aa)" in beside
    assert "Verified" in beside
