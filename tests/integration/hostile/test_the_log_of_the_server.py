"""What goes wrong is told in the server's log by place and kind; what people typed never stands there."""

import pytest
from sqlalchemy import select, text

from pathways.auth.guard import permit
from pathways.auth.models import Organisation
from pathways.store.base import db as database
from tests import county

TYPED = "Wragg, who takes mamba"


def breaks_a_constraint():
    without_a_date = (
        "INSERT INTO organisation (name, kind, email_domain, is_demonstration) VALUES (:name, 'force', '', false)"
    )
    database.session.execute(text(without_a_date), {"name": TYPED})


def breaks_by_itself():
    raise ValueError(TYPED)


def writes_a_name_twice():
    taken = database.session.scalars(select(Organisation)).first()
    database.session.add(Organisation(name=taken.name, kind=taken.kind, created_at=taken.created_at))
    database.session.flush()


@pytest.mark.parametrize("breaks", [breaks_a_constraint, breaks_by_itself, writes_a_name_twice])
def test_an_error_is_logged_by_place_and_kind_without_what_was_typed(app, caplog, monkeypatch, breaks):
    county.force(TYPED)
    database.session.commit()
    monkeypatch.setitem(app.view_functions, "health", permit("public")(breaks))
    answer = app.test_client().get("/health")
    assert answer.status_code == 500
    assert TYPED not in answer.text
    assert "Error" in caplog.text
    assert breaks.__name__ in caplog.text
    assert TYPED not in caplog.text
