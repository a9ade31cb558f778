"""How a service answers: people who sign in, or a link to each referral for one that has none."""

from sqlalchemy import select

from pathways import audit, clock
from pathways.audit import Actor
from pathways.auth import Role, Viewer
from pathways.auth.models import Organisation, RoleHeld, User
from pathways.directory.models import Service
from pathways.outbox.rules import Medium, can_be_written_to
from pathways.refusals import Reason, Refused
from pathways.store import db


def stop_links(*, by: Viewer, service: Service) -> None:
    """No link to a referral of this service goes out any more: its people sign in."""
    _answer_at(by, service, None)


def answering_bars(address: str) -> tuple[Reason, ...]:
    """Why links cannot go to an address."""
    if can_be_written_to(Medium.EMAIL, address):
        return ()
    return (Reason("Enter the e-mail address that links go to, like referrals@secondspring.example", "email"),)


def send_links_approved(*, by: Actor, service: Service, address: str) -> None:
    """Links to referrals go to an address, when nobody need approve it any more. Raises Refused.

    With the first such service its provider gets a stand-in: an account without a password, which acts for whoever
    answers, and which no page lets anybody sign in as.
    """
    if bars := answering_bars(address):
        raise Refused(reasons=bars)
    _stand_in(by, service)
    _answer_at(by, service, address)


def _answer_at(by: Actor, service: Service, address: str | None) -> None:
    if service.answer_email != address:
        service.answer_email = address
        changed = ["answer_email"]
        audit.administered(by, "service.changed", service.organisation_id, service_id=service.id, fields=changed)
    db.session.flush()


def _stand_in(by: Actor, service: Service) -> None:
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
