"""The second line beneath the tags of the custody board: who asked and when. It never tells a result."""

from datetime import datetime

from pathways import clock
from pathways.auth.queries import names_of
from pathways.casefile.queries.tasks import Parts
from pathways.casefile.rules import (
    NO_TEST,
    DisposalStage,
    ReferralStage,
    RowFacts,
    TestStage,
    tag_of_test,
)
from pathways.disposals.models import Disposal
from pathways.disposals.rules.machine import TAKES_EFFECT, TO_BE
from pathways.referrals import queries as referrals
from pathways.safeguarding.rules import ReviewStage
from pathways.store import db


def test_note(parts: Parts, facts: RowFacts) -> str:
    if facts.test is TestStage.NONE and parts.later is not None:
        return f"{parts.later.words}, ask again {_when(parts.later.ask_again_at)}"
    if facts.authority_is_asked and parts.asked is not None:
        return _asked(parts.asked.request.asked_at, parts.asked.request.asked_by_id)
    if not facts.is_adult and facts.test is TestStage.NONE:
        is_open = facts.sample_is_open or facts.needs_authority
        because = parts.facts.young_because
        return f"{because}, after charge only" if is_open else f"{because}, no test on arrest"
    return "Ask an inspector if you want one" if tag_of_test(facts) == NO_TEST else ""


def review_note(parts: Parts) -> str:
    """That a safeguarding review comes first or was held, by whom, and since when. Never what was said."""
    stands = parts.safeguarding
    if stands.stage is ReviewStage.TO_RAISE:
        return "Safeguarding first: a concern is to be raised"
    if stands.stage is ReviewStage.WAITS and stands.raised_at:
        return f"Safeguarding review first, by a deciding officer: raised {_when(stands.raised_at)}"
    if stands.stage is ReviewStage.HELD and stands.reviewed_at:
        return f"Safeguarding review held {_when(stands.reviewed_at)} by {stands.reviewed_by}"
    return ""


def disposal_note(parts: Parts, facts: RowFacts) -> str:
    """Who proposed what waits for a decision; who decided what is to be signed, agreed or given."""
    if parts.disposal_id is None or not facts.is_adult:
        return ""
    disposal = db.session.get_one(Disposal, parts.disposal_id)
    if facts.disposal is DisposalStage.PROPOSED:
        asked = _asked(disposal.proposed_at, disposal.proposed_by_id)
        return asked if facts.may_decide_proposal else f"{asked}, waits for a deciding officer"
    if facts.disposal is DisposalStage.TO_SIGN and disposal.authorised_at and disposal.authorised_by_id:
        by = _name(disposal.authorised_by_id)
        return f"{_when(disposal.authorised_at)} by {by}, to be {TO_BE[TAKES_EFFECT[disposal.kind]]}"
    return ""


def referral_note(parts: Parts, facts: RowFacts) -> str:
    """When it was sent or accepted, or since when it needs a place: no more than police may always see."""
    if parts.referral is None:
        return ""
    if facts.referral is ReferralStage.NEEDS_PLACE:
        at = referrals.place_needed_since([parts.referral.id]).get(parts.referral.id)
    else:
        at = {
            ReferralStage.ACCEPTED: parts.referral.accepted_at,
            ReferralStage.SENT: parts.referral.sent_at,
        }.get(facts.referral)
    return _when(at) if at else ""


def _asked(at: datetime, by_id: int) -> str:
    return f"Asked {_when(at)} by {_name(by_id)}"


def _name(user_id: int) -> str:
    return names_of([user_id])[user_id]


def _when(at: datetime) -> str:
    """The time alone for today, with its day before or after."""
    wall = clock.london(at)
    return f"{wall:%H:%M}" if wall.date() == clock.today() else f"{wall.day} {wall:%b, %H:%M}"
