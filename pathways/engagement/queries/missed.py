"""How many appointments somebody missed in a row. What they missed in custody, in hospital, or while they stood
as dead by an error is not among them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, select

from pathways import clock
from pathways.engagement.queries.seen import met_of
from pathways.engagement.rules import missed_since
from pathways.people.queries import dead_by_error
from pathways.referrals.models import Appointment, Referral, ReferralEvent
from pathways.referrals.rules import Outcome, ReferralState, days_away, was_away
from pathways.store import db

# Asked of every case of which an appointment was missed: built once.
_REFERRALS: BindParameter[list[int]] = bindparam("of_referrals", expanding=True)
_WHOSE = select(Referral.id, Referral.person_id).where(Referral.id.in_(_REFERRALS))
_AWAY = (
    select(ReferralEvent.referral_id, ReferralEvent.at, ReferralEvent.to_state, ReferralEvent.recorded)
    .where(ReferralEvent.referral_id.in_(_REFERRALS))
    .where((ReferralEvent.to_state == ReferralState.SUSPENDED) | (ReferralEvent.from_state == ReferralState.SUSPENDED))
    .order_by(ReferralEvent.id)
)


def missed_of(held: Mapping[int, Collection[Appointment]]) -> dict[int, int]:
    """By referral, from its appointments that stand, oldest first. Whoever missed none is asked no more about."""
    missed = {number: [one for one in many if one.outcome is Outcome.DID_NOT_ATTEND] for number, many in held.items()}
    some = [number for number, many in missed.items() if many]
    away, met, in_error = _away_of(some), met_of(some), _dead_by_error_of(some)
    return {
        number: missed_since(
            (
                (one.starts_at, one.outcome)
                for one in many
                if one not in missed[number]
                or not (
                    was_away(clock.london_date(one.starts_at), away.get(number, ()))
                    or any(began <= one.starts_at < ended for began, ended in in_error.get(number, ()))
                )
            ),
            met.get(number, ()),
        )
        for number, many in held.items()
    }


def _dead_by_error_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """When each person stood as dead who was not: nobody reminded them, and nobody expected them."""
    if not referral_ids:
        return {}
    rows = db.session.execute(_WHOSE, {"of_referrals": list(set(referral_ids))})
    whose = {row[0]: row[1] for row in rows}
    in_error = dead_by_error(set(whose.values()))
    return {number: in_error[person_id] for number, person_id in whose.items() if person_id in in_error}


def _away_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[date, date], ...]]:
    if not referral_ids:
        return {}
    steps: dict[int, list[tuple[date, ReferralState]]] = defaultdict(list)
    rows = db.session.execute(_AWAY, {"of_referrals": list(set(referral_ids))})
    for referral_id, at, to_state, recorded in rows:
        said = (recorded or {}).get("on")
        recorded_on = clock.london_date(at)
        on = min(date.fromisoformat(said), recorded_on) if said else recorded_on
        steps[referral_id].append((on, to_state))
    return {number: days_away(many) for number, many in steps.items()}
