"""A result is disputed on one of the listed bases, which the page asks and the record of the test prints."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.arrest_tests.testing import actions, queries
from pathways.arrest_tests.testing.queries import lab_check_of, steps_of
from pathways.arrest_tests.testing.rules.results import LabBasis, LabStep
from pathways.store.base import db
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, boxes
from tests.papers import words_of


def test_the_page_asks_on_what_it_is_disputed_and_the_record_of_the_test_prints_it(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=again(officer, view), record=a_test())
    address = f"/episodes/{view.episode.id}/drug-test/laboratory"
    typed = {"step": "dispute", "words": "It was his codeine"} | boxes("at", clock.now())
    assert "Select on what the result is disputed" in client.post(address, typed).text
    assert client.post(address, typed | {"basis": "medication"}).status_code == 302
    assert "a medicine or a treatment explains it" in client.get(address).text
    paper = words_of(client.get(f"/episodes/{view.episode.id}/test/record.pdf").data)
    assert "Disputed, not sent yet (a medicine or a treatment explains it)" in paper


def test_only_a_dispute_has_a_basis(officer, view):
    test = actions.record_test(by=officer, view=view, record=a_test())
    facts = {"by": officer, "view": view, "at": clock.now() - timedelta(minutes=1), "words": "Not me"}
    actions.record_lab_step(step=LabStep.DISPUTE, basis=LabBasis.DENIES_USE, **facts)
    actions.record_lab_step(step=LabStep.WITHDRAW, basis=LabBasis.PROCEDURE, **facts)
    dispute, withdrawal = steps_of(lab_check_of(queries.deciding_test(view.episode.id).id))
    assert (test.id, dispute.basis, withdrawal.basis) == (test.id, LabBasis.DENIES_USE, None)
    withdrawal.basis = LabBasis.PROCEDURE
    with pytest.raises(IntegrityError, match="basis_of_a_dispute"):
        db.session.flush()
    db.session.rollback()
