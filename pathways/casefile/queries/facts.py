"""Everything that is true of an episode's referrals, as facts for the one rule of sight.

No clinical column is read for them: what police must never see is not even loaded.
"""

from sqlalchemy import select

from pathways.arrest_tests import queries as arrest_tests
from pathways.casefile.queries.beside_it import conditions, consents, death, required_assessment
from pathways.casefile.queries.on_the_way import contacts, course, on_the_way
from pathways.casefile.rules import Fact
from pathways.directory import queries as directory
from pathways.engagement import queries as engagement
from pathways.people.models import Episode
from pathways.referrals.models import Referral
from pathways.store import db


def referrals_of(episode_id: int) -> tuple[Referral, ...]:
    """The referrals of an episode that were sent, in the order they were made."""
    rows = select(Referral).where(Referral.episode_id == episode_id, Referral.sent_at.is_not(None))
    return tuple(db.session.scalars(rows.order_by(Referral.sent_at, Referral.id)))


def facts_of(episode: Episode) -> tuple[Fact, ...]:
    """Every fact of an episode's referrals, its required assessment and its signed conditions, unsorted.

    What a chain does after one of its links was accepted is no base row of 2.4: another offer then tells that the first
    service handed the person back.
    """
    held = referrals_of(episode.id)
    services = directory.service_names([one.service_id for one in held if one.service_id])
    required = arrest_tests.required_assessment_of(episode.id)
    made = engagement.appointments_of([one.id for one in held]) if held else {}
    found: list[Fact] = []
    last_told = next((one.id for one in held if one.accepted_at is not None), None)
    for one in held:
        where, meetings = services.get(one.service_id or 0, ""), made.get(one.id, ())
        if last_told is None or one.id <= last_told:
            found += on_the_way(one, where)
        found += contacts(meetings, where, is_required=required is not None)
        found += course(one, meetings, where, is_required=required is not None)
    found += required_assessment(required)
    found += conditions(episode.id)
    found += consents(episode)
    found += death(episode)
    return tuple(found)
