"""A page that changes what a report counts, and records nothing of anybody, fails whatever test asks for it."""

import pytest
from sqlalchemy import select, update

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.roles import Role
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.counted import Unrecorded, changed_by, columns_counted

COUNTED = {"referral": {"state", "closed_at"}}


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        ("INSERT INTO referral (state) VALUES (?)", "referral"),
        ("DELETE FROM referral WHERE referral.id = ?", "referral"),
        ("UPDATE referral SET look_at=?, closed_at=? WHERE referral.id = ?", "referral.closed_at"),
        ("UPDATE referral SET look_at=? WHERE referral.state = ?", None),
        ("INSERT INTO draft (state) VALUES (?)", None),
        ("SELECT referral.state FROM referral", None),
    ],
)
def test_a_statement_changes_what_is_counted_where_it_writes_a_row_or_a_column_of_it(sql, changed):
    assert changed_by(sql, COUNTED) == changed


def test_what_is_counted_is_every_column_that_the_units_are_read_from(app):
    counted = columns_counted()
    assert {"state", "closed_at", "engaged_on"} <= counted["referral"]
    assert {"died_at", "merged_into_id"} <= counted["person"]
    assert {"state", "drug_test_id"} <= counted["hold"], "asked under another name"
    assert "look_at" not in counted["referral"]
    assert "audit_event" not in counted


@pytest.mark.parametrize(("is_recorded", "status"), [(True, 200), (False, 500)])
def test_a_page_that_changes_it_unrecorded_fails(app, client_of, monkeypatch, is_recorded, status):
    person_id = county.person(by=county.officer()).id

    @permit("overview.read")
    def marks_them() -> str:
        if is_recorded:
            audit.change(viewer(), person_id, "person.corrected", ("person", person_id))
        db.session.execute(update(Person).where(Person.id == person_id).values(is_demonstration=True))
        db.session.commit()
        return "Marked"

    monkeypatch.setitem(app.view_functions, "reporting.overview", marks_them)
    assert client_of(county.user(Role.MG), Role.MG).ask("GET", "/overview").status_code == status


@pytest.mark.database
def test_what_failed_so_is_undone_and_the_next_transaction_begins_anew_whoever_closes_the_session(app):
    person_id = county.person(by=county.officer()).id
    db.session.commit()
    marked = update(Person).where(Person.id == person_id).values(is_demonstration=True)
    with app.test_request_context(environ_overrides={"HTTP_USER_AGENT": "A browser"}):
        db.session.execute(marked)
        with pytest.raises(Unrecorded):
            db.session.commit()
        db.session.remove()  # and nobody rolls it back
        assert db.session.scalar(select(Person.is_demonstration).where(Person.id == person_id)) is False
