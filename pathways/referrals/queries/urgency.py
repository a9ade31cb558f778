"""What the desk knew that makes a referral urgent. No viewer is asked for: the caller found the referrals."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, or_, select

from pathways import clock
from pathways.people.models import Detention, Episode
from pathways.people.rules import ReleaseType, age_on
from pathways.referrals.models import NeedScreen, Referral
from pathways.referrals.queries.screens import Asked, Screen
from pathways.referrals.rules.urgency import Sitting, UrgencyFacts, urgent_because
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules import RiskAnswers
from pathways.store import db

# Asked at every look at a case: built once.
_EPISODES: BindParameter[list[int]] = bindparam("of_episodes", expanding=True)
_RISKS = select(RiskScreen).where(RiskScreen.episode_id.in_(_EPISODES)).order_by(RiskScreen.id)
_NEEDS = (
    select(NeedScreen.episode_id, NeedScreen.recorded_at, NeedScreen.pregnant)
    .where(NeedScreen.episode_id.in_(_EPISODES))
    .order_by(NeedScreen.id)
)
_LEAVING = select(Detention.episode_id, Detention.released_at, Detention.planned_release_at).where(
    Detention.episode_id.in_(_EPISODES),
    Detention.superseded_at.is_(None),
    or_(Detention.release_type.is_(None), Detention.release_type != ReleaseType.REMANDED),
)


def urgency_facts(
    rows: Collection[Referral], asked: Mapping[int, Asked | Screen], born_on: Mapping[int, date]
) -> dict[int, UrgencyFacts]:
    """By id of each referral that was sent; `asked` is by episode and `born_on` by person. Three statements at most."""
    sent = [row for row in rows if row.first_submitted_at is not None]
    leaves = leaving({row.episode_id for row in sent})
    sittings = _sittings({row.episode_id for row in sent if _says_yes(asked[row.episode_id])})
    found = {}
    for row in sent:
        at = row.first_submitted_at or clock.now()
        on, screen = clock.london_date(at), _screen_of(asked[row.episode_id])
        found[row.id] = UrgencyFacts(
            sent_at=at,
            sent_on=on,
            desk=tuple(sittings.get(row.episode_id, ())),
            leaves_on=leaves.get(row.episode_id),
            cannot_be_rung=screen is not None and screen.facts.cannot_be_rung,
            age=age_on(born_on[row.person_id], on),
        )
    return found


def is_urgent_if_sent_now(episode: Episode, screen: Screen, born_on: date) -> bool:
    """Whether a referral of this episode would be urgent if it left now."""
    now, today = clock.now(), clock.today()
    said, risks = screen.facts, screen.risks
    sitting = Sitting(
        at=now,
        on=today,
        overdose_last_7_days=risks.overdose_last_7_days,
        suicide_risk=risks.suicide_risk,
        pregnant=said.pregnant,
    )
    facts = UrgencyFacts(
        sent_at=now,
        sent_on=today,
        desk=(sitting,),
        leaves_on=leaving([episode.id]).get(episode.id),
        cannot_be_rung=said.cannot_be_rung,
        age=age_on(born_on, today),
    )
    return bool(urgent_because(facts))


def leaving(episode_ids: Collection[int]) -> dict[int, date]:
    """The London date on which somebody leaves police custody, or is planned to. Remanded is no leaving."""
    rows = db.session.execute(_LEAVING, {"of_episodes": list(set(episode_ids))})
    found = ((row[0], row[1] or row[2]) for row in rows)
    return {episode_id: clock.london_date(at) for episode_id, at in found if at}


def _sittings(episode_ids: Collection[int]) -> dict[int, list[Sitting]]:
    """Every answer at the desk, also those that another took the place of, oldest first."""
    found: dict[int, list[Sitting]] = defaultdict(list)
    if not episode_ids:
        return found
    asked = {"of_episodes": list(set(episode_ids))}
    for row in db.session.scalars(_RISKS, asked):
        found[row.episode_id].append(
            Sitting(
                at=row.recorded_at,
                on=clock.london_date(row.recorded_at),
                overdose_last_7_days=row.overdose_last_7_days,
                suicide_risk=row.suicide_risk,
            )
        )
    for episode_id, at, pregnant in db.session.execute(_NEEDS, asked):
        found[episode_id].append(_asked_at(at, pregnant))
    return found


def _asked_at(at: datetime, pregnant: object) -> Sitting:
    return Sitting(at=at, on=clock.london_date(at), pregnant=pregnant)  # type: ignore[arg-type]  # the column's Answer


def _screen_of(asked: Asked | Screen) -> Screen | None:
    return asked.screen if isinstance(asked, Asked) else asked


def _says_yes(asked: Asked | Screen) -> bool:
    """Whether anything that was said is urgent: only then the answers before it are read."""
    risks: RiskAnswers = asked.risks
    screen = _screen_of(asked)
    return risks.is_urgent or (screen is not None and screen.facts.is_pregnant)
