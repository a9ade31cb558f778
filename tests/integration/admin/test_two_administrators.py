"""Two administrators who give the same role at the same moment give it once: ended, it is ended."""

from sqlalchemy import func, select

from pathways.admin.actions import accounts as actions
from pathways.admin.actions import accounts as people
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county
from tests.together import at_once, both_look_first


def test_a_role_is_given_once(app, db, monkeypatch, administrator):
    by, colleague = county.viewer_of(administrator), county.user(Role.CO, of=county.force()).id
    both_look_first(monkeypatch, people, "give_role_bars")

    def give():
        actions.give_role(by=by, user=database.session.get_one(User, colleague), role=Role.RG)

    messages = at_once(app, give, give)
    of_theirs = select(func.count()).where(RoleHeld.user_id == colleague, RoleHeld.role == Role.RG)
    assert database.session.scalar(of_theirs) == 1
    assert messages == ["", "Already holds this role: crime registrar"]
