"""What was done before somebody left, and what stands on their slip."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.people.queries import EpisodeView
from pathways.referrals.models import NaloxoneOffer, Referral
from pathways.referrals.queries.known_to_police import after_acceptance
from pathways.referrals.queries.states import disposal_kind_of
from pathways.referrals.rules import NaloxoneFacts, Slip, SlipLine
from pathways.safeguarding.queries import may_be_sent_to
from pathways.store import db
from pathways.vocabulary import Sex

_NALOXONE = select(NaloxoneOffer).where(
    NaloxoneOffer.episode_id == bindparam("of_episode"), NaloxoneOffer.superseded_at.is_(None)
)


def naloxone_row_of(episode_id: int) -> NaloxoneOffer | None:
    """The live answer about naloxone of one episode, with when and by whom."""
    return db.session.scalar(_NALOXONE, {"of_episode": episode_id})


def naloxone_facts(row: NaloxoneOffer) -> NaloxoneFacts:
    """An answer as the rules read it."""
    return NaloxoneFacts(answer=row.answer, why_not=row.why_not or "")


def has_required_assessment(viewer: Viewer, episode_id: int) -> bool:
    """Whether one stands that the viewer may know of: to liaison and diversion it would tell a test."""
    return not viewer.is_liaison and arrest_tests.required_assessment_of(episode_id) is not None


def has_disposal(viewer: Viewer, episode_id: int) -> bool:
    """Whether conditions may have been signed that the viewer may know of."""
    return not viewer.is_liaison and disposal_kind_of(episode_id) is not None


def slip_of(view: EpisodeView, *, tells_required: bool = True) -> Slip:
    """The required assessment, the service of the referral, else every open service for adults.

    Who may not know of a required assessment hands out a slip without it (`tells_required`): it would tell the test.
    The assessment stands on it once its notice was handed over: before that there is no time to keep (s.12(6)).
    """
    episode_id, lines = view.episode.id, []
    required = arrest_tests.required_assessment_of(episode_id) if tells_required else None
    named = required.service_id if required and required.notice_served_at else None
    if required is not None and named is not None:
        lines.append(replace(_line(named), when=required.initial_at, is_required=True))
    chosen = db.session.scalar(
        select(Referral.service_id)
        .where(Referral.episode_id == episode_id, Referral.sent_at.is_not(None), Referral.service_id.is_not(None))
        .where(~after_acceptance())
        .order_by(Referral.sent_at.desc(), Referral.id.desc())
        .limit(1)
    )
    if chosen is not None and chosen != named:
        lines.append(_line(chosen))
    if not lines:
        is_no_woman = view.details.sex is not Sex.FEMALE
        open_now = may_be_sent_to(directory.services_open_on(clock.today()), view.person.id)
        services = (one for one in open_now if not one.young_people)
        lines = [_line(one.id) for one in services if not (one.women_only and is_no_woman)]
    # What was signed says whether they agreed to go there; a notice that may still be handed over says that they must.
    waits = required is not None and named is None and not (view.detention and view.detention.released_at)
    if disposal_kind_of(episode_id) is None and not waits:
        lines = [line if line.is_required else replace(line, is_voluntary=True) for line in lines]
    return Slip(lines=tuple(lines))


def _line(service_id: int) -> SlipLine:
    service = directory.service(service_id)
    return SlipLine(service=f"{service.name}, {service.town}", phone=service.phone)
