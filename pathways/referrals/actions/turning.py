"""Where a referral stands in the inbox: an urgent one first, whatever the day its answer is due.

The order of a list is an index, so it cannot ask the rule: the row keeps the rule's answer. It is kept with the very
change that may turn it, in the same transaction, as long as a service's answer is due; whoever reads the clocks keeps
it as well, so that a change written past the session is put right within a day.
"""

from typing import Any

from sqlalchemy import bindparam, event, select, text, update
from sqlalchemy.orm import Mapper, Session, object_session

from pathways.people.models import Detention
from pathways.people.queries import details_of_many
from pathways.referrals.models import WAITS, NeedScreen, Referral, ReferralEvent
from pathways.referrals.queries.screens import asked_of_many
from pathways.referrals.queries.urgency import urgency_facts
from pathways.referrals.rules import turn_of, urgent_because
from pathways.safeguarding.models import RiskScreen
from pathways.store import db

# Asked with whatever is written of a detention, of needs or of risks: built once.
_CONCERNED = (
    select(Referral)
    .where(
        Referral.episode_id.in_(bindparam("episodes", expanding=True))
        | Referral.id.in_(bindparam("referrals", expanding=True)),
        text(f"referral.{WAITS}"),
    )
    .order_by(Referral.id)
)
_EPISODES, _REFERRALS = "urgency_of_episodes", "urgency_of_referrals"
SENT_ANEW = frozenset({"submit", "released"})


def _of_episode(_: Mapper[Any], __: Any, row: Any) -> None:
    if session := object_session(row):
        session.info.setdefault(_EPISODES, set()).add(row.episode_id)


def _of_step(_: Mapper[ReferralEvent], __: Any, row: ReferralEvent) -> None:
    session = object_session(row)
    if session and row.event in SENT_ANEW:
        session.info.setdefault(_REFERRALS, set()).add(row.referral_id)


def _put_in_turn(session: Session, _: Any) -> None:
    """Ask the rule once for whatever changed, when all of it is written."""
    episodes, steps = session.info.pop(_EPISODES, set()), session.info.pop(_REFERRALS, set())
    if not episodes and not steps:
        return
    rows = session.scalars(_CONCERNED, {"episodes": list(episodes), "referrals": list(steps)}).all()
    if not rows:
        return
    born_on = {number: each.date_of_birth for number, each in details_of_many({row.person_id for row in rows}).items()}
    facts = urgency_facts(rows, asked_of_many({row.episode_id for row in rows}), born_on)
    for row in rows:
        turn = turn_of(urgent_because(facts[row.id])) if row.id in facts else row.inbox_turn
        session.execute(
            update(Referral).where(Referral.id == row.id, Referral.inbox_turn != turn).values(inbox_turn=turn)
        )


for _kind in (Detention, NeedScreen, RiskScreen):
    event.listen(_kind, "after_insert", _of_episode)
    event.listen(_kind, "after_update", _of_episode)
event.listen(ReferralEvent, "after_insert", _of_step)
event.listen(db.session, "after_flush_postexec", _put_in_turn)
