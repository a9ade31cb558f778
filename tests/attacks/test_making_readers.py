"""An administrator, alone and with everything their pages offer, makes nobody who reads a case: not even themselves."""

from sqlalchemy import func, select

from pathways.admin.models import AccessProposal
from pathways.auth.models import OneTimeLink, Organisation, RoleHeld, User
from pathways.directory.models import Service
from tests.pages import hidden_values

PROVIDER = "Cathedral Quarter Recovery"
MINE = "r.hallam@elsewhere.example"
LIKE_THEIRS = "r.hallam@cathedral.example"
"""An address with the provider's ending, where the administrator reads what comes."""


def test_an_administrator_alone_makes_no_clinical_reader(attacked):
    admin = attacked.client("admin")
    with attacked.behind() as db:
        provider = db.session.scalars(select(Organisation.id).where(Organisation.name == PROVIDER)).one()
        worker = db.session.scalars(select(User.id).where(User.sign_in_name == "worker")).one()
        service = db.session.scalars(select(Service.id).where(Service.organisation_id == provider)).first()
        before = _stands(db, provider)
    invited = {"name": "R. Hallam", "sign_in_name": LIKE_THEIRS, "role": "TW"}
    elsewhere = admin.post(f"/admin/organisations/{provider}/invite", invited | {"sign_in_name": MINE})
    assert elsewhere.status == 200
    assert "cathedral.example" in elsewhere.text
    tried = [
        admin.post(f"/admin/organisations/{provider}/invite", invited),
        admin.post(f"/admin/people/{worker}/roles/add", {"role": "PM"}),
        admin.post(f"/admin/organisations/{provider}/change", {"name": PROVIDER, "email_domains": "elsewhere.example"}),
        admin.post(f"/admin/services/{service}/answering", {"by_link": "yes", "email": MINE}),
        _pressed(admin, f"/admin/people/{worker}", "reset-link"),
    ]
    for answer in tried:
        assert answer.status == 302, answer.text
        assert answer.location.startswith("/access/"), answer.location
        assert "/link/" not in admin.get(answer.location).text
    approving = {"then": "approve", "why": ""}
    for answer in tried:
        page = hidden_values(admin.get(answer.location).text, answer.location)
        admin.send(answer.location, page | approving)
    with attacked.behind() as db:
        assert _stands(db, provider) == before
        assert "approved" not in {each.value for each in db.session.scalars(select(AccessProposal.state))}


def _pressed(client, page, button):
    return client.send(f"{page}/{button}", hidden_values(client.get(page).text, f"{page}/{button}"))


def _stands(db, provider):
    """Who may sign in and read at the provider, which links work, which addresses belong, and where links go."""
    reads = select(RoleHeld.user_id, RoleHeld.role).join(User, User.id == RoleHeld.user_id)
    return (
        db.session.execute(reads.where(User.organisation_id == provider).order_by(RoleHeld.id)).all(),
        db.session.scalar(select(func.count()).select_from(OneTimeLink)),
        db.session.get_one(Organisation, provider).email_domains,
        db.session.scalars(select(Service.answer_email).order_by(Service.id)).all(),
    )
