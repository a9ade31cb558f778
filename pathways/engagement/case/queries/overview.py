"""All that the page of a case shows beside the case itself, read in one statement."""

from dataclasses import dataclass
from datetime import date

from pathways import clock
from pathways.engagement.appointments.queries import SAFE_CONTACT, TOLD_BY_LINK, contact_agreed
from pathways.engagement.care_plan.queries import GOALS, REVIEWS, review_due
from pathways.engagement.case.queries.case import Case
from pathways.engagement.case.queries.steps import ATTEMPTS, OutreachAttempt, attempts_in
from pathways.engagement.models.case import SafeContact
from pathways.engagement.models.treatment import Goal, NaloxoneSupply, PeerSupport
from pathways.engagement.notes.queries import CONTACTS, NOTES, ContactLine, lines_in
from pathways.engagement.outcomes.queries import PEER, SUPPLIES
from pathways.people.restrictions.queries import ALLOWS
from pathways.referrals.first_appointments.rules import ContactFacts
from pathways.referrals.joint_plans.queries import JOINED, LAST_TRANSFER, Joined, TransferOf, as_sent, joined_in
from pathways.store.together import SideBySide

_BESIDE = SideBySide(
    contacts=CONTACTS,
    notes=NOTES,
    goals=GOALS,
    reviews=REVIEWS,
    attempts=ATTEMPTS,
    supplies=SUPPLIES,
    peer=PEER,
    safe_contact=SAFE_CONTACT,
    told_by_link=TOLD_BY_LINK,
    transfer=LAST_TRANSFER,
    joined=JOINED,
    allows=ALLOWS,
)


@dataclass(frozen=True, kw_only=True)
class CaseOverview:
    """What stands beside a case on its page. `contact` is the safe contact as agreed with the service, `told_by_link`
    who told of an appointment by a link, `is_restricted` whether only some people may see the record."""

    lines: tuple[ContactLine, ...]
    goals: tuple[Goal, ...]
    review_due_on: date | None
    attempts: tuple[OutreachAttempt, ...]
    supplies: tuple[NaloxoneSupply, ...]
    peer: PeerSupport | None
    contact: ContactFacts | None
    told_by_link: dict[int, str]
    transfer: TransferOf | None
    joined: tuple[Joined, ...]
    is_restricted: bool


def overview_of(case: Case) -> CaseOverview:
    """What stands beside a case in sight."""
    named = {"of_referral": case.referral.id, "of_person": case.referral.person_id, "today": clock.today()}
    parts = _BESIDE.read(named)
    agreed: list[SafeContact] = parts["safe_contact"]
    return CaseOverview(
        lines=lines_in(parts),
        goals=tuple(parts["goals"]),
        review_due_on=review_due(case, parts["reviews"]),
        attempts=attempts_in(parts["attempts"]),
        supplies=tuple(parts["supplies"]),
        peer=next(iter(parts["peer"]), None),
        contact=contact_agreed(agreed[0]) if agreed else None,
        told_by_link={link.appointment_id: link.answered_by or "" for link in parts["told_by_link"]},
        transfer=as_sent(parts["transfer"][0]) if parts["transfer"] else None,
        joined=joined_in(parts["joined"]),
        is_restricted=bool(parts["allows"]),
    )
