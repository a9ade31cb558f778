"""Records of several tables come whole, in one statement, and none beside another table's."""

from sqlalchemy import and_, bindparam, event, select

from pathways.auth.models import Organisation, RoleHeld, User
from pathways.auth.roles import Role
from pathways.store.base import shared_alias
from pathways.store.together import Records, SideBySide, among
from tests import county

OURS, _HOLDER, _STAFF = bindparam("of_organisation"), shared_alias(User), shared_alias(User)
STAFF = SideBySide(
    users=Records((User,), User.organisation_id == OURS, (User.name.desc(), User.id)),
    places=Records((Organisation,), Organisation.id == OURS, (Organisation.id,)),
    managers=Records(
        (RoleHeld, _HOLDER.name),
        RoleHeld.role == Role.MG,
        (RoleHeld.id,),
        beside=((_HOLDER, _HOLDER.id == RoleHeld.user_id),),
    ),
)

OF_EACH = SideBySide(
    (Organisation, among(Organisation.id, "of_organisations")),
    users=Records((User,), User.organisation_id == Organisation.id, (User.id,)),
    managers=Records(
        (RoleHeld, _HOLDER.organisation_id),
        and_(
            RoleHeld.role == Role.MG,
            RoleHeld.user_id.in_(select(_STAFF.id).where(_STAFF.organisation_id == Organisation.id)),
        ),
        (RoleHeld.id,),
        beside=((_HOLDER, _HOLDER.id == RoleHeld.user_id),),
    ),
)


def test_each_set_is_whole_and_in_its_own_order_and_all_of_them_are_one_statement(db):
    lincoln, wessex = county.force("Lincolnshire Police"), county.force("Wessex Police")
    ours = sorted((county.user(of=lincoln) for _ in range(3)), key=lambda user: (user.name, -user.id), reverse=True)
    county.user(of=wessex)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    sets = STAFF.read({"of_organisation": lincoln.id})
    assert len(statements) == 1
    assert [user.id for user in sets["users"]] == [user.id for user in ours]
    assert sets["places"] == [lincoln]
    assert sets["managers"] == []


def test_what_stands_beside_a_record_comes_with_it(db):
    manager = county.user(Role.MG)
    ((role, name),) = STAFF.read({"of_organisation": 0})["managers"]
    assert (role.user_id, name) == (manager.id, manager.name)


def test_the_sets_of_several_records_are_one_statement_and_nobody_elses_are_among_them(db):
    lincoln, wessex, kent = (county.force(name) for name in ("Lincolnshire Police", "Wessex Police", "Kent Police"))
    ours, theirs = county.user(Role.MG, of=lincoln), county.user(of=wessex)
    county.user(Role.MG, of=kent)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    sets = OF_EACH.read({"of_organisations": [lincoln.id, wessex.id]})
    assert len(statements) == 1
    assert {user.id for user in sets["users"]} == {ours.id, theirs.id}
    assert [(role.user_id, organisation) for role, organisation in sets["managers"]] == [(ours.id, lincoln.id)]
    assert OF_EACH.read({"of_organisations": []}) == {"users": [], "managers": []}
