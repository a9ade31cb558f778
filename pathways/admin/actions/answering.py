"""How a service answers: people who sign in, or a link to each referral for one that has none."""

from sqlalchemy import select

from pathways import audit, clock
from pathways.auth import Role, Viewer
from pathways.auth.models import Organisation, RoleHeld, User
from pathways.directory.models import Service
from pathways.outbox.rules import Medium, can_be_written_to
from pathways.refusals import Refused
from pathways.store import db


def set_answering(*, by: Viewer, service: Service, by_link: bool, email: str | None) -> None:
    """Say whether a service answers by links, and where they go. Raises Refused for an address that is none.

    With the first such service its provider gets a stand-in: an account without a password, which acts for whoever
    answers, and which no page lets anybody sign in as.
    """
    address = (email or "").strip()
    if by_link and not can_be_written_to(Medium.EMAIL, address):
        raise Refused("Enter the e-mail address that links go to, like referrals@secondspring.example", field="email")
    before, service.answer_email = service.answer_email, address if by_link else None
    if by_link:
        _stand_in(by, service)
    if service.answer_email != before:
        changed = ["answer_email"]
        audit.administered(by, "service.changed", service.organisation_id, service_id=service.id, fields=changed)
    db.session.flush()


def _stand_in(by: Viewer, service: Service) -> None:
    organisation_id = service.organisation_id
    theirs = (User.organisation_id == organisation_id, User.stand_in_at.is_not(None))
    if db.session.scalar(select(User.id).where(*theirs)) is not None:
        return
    provider = db.session.get_one(Organisation, organisation_id)
    user = User(
        name=f"{provider.name}, by link"[:120],
        sign_in_name=f"by-link-{organisation_id}",
        organisation_id=organisation_id,
        created_at=clock.now(),
        stand_in_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(RoleHeld(user_id=user.id, role=Role.TW, from_on=clock.today(), given_by_id=by.user_id))
    audit.administered(by, "user.created", organisation_id, user_id=user.id, role=Role.TW.value, stand_in=True)
