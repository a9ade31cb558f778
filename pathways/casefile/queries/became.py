"""What became of a referral, as whoever sent it may see it: only facts that passed the rule of sight get in here."""

from dataclasses import dataclass
from datetime import date, datetime

from pathways import clock
from pathways.auth import Viewer
from pathways.casefile.queries.facts import facts_of, referrals_of
from pathways.casefile.queries.police_link import liaison_view, police_view
from pathways.casefile.queries.way import Entry, Stage, entry, failure_to_decide, stages, to_do
from pathways.casefile.rules import Fact, Kind, liaison_may_see, police_may_see
from pathways.disposals import queries as disposals
from pathways.disposals.models import Condition
from pathways.engagement import queries as engagement
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import FEEDBACK, FIRST_TURN, ConsentVerdict, Told, lapses_on

NOT_IN_THE_TIMELINE = frozenset({Kind.CONSENT_ANSWER, Kind.ASSESSMENT_ON_NOTICE})


@dataclass(frozen=True, kw_only=True)
class Became:
    """The page, for an officer or for a worker who looks as they do."""

    reference: str
    view: EpisodeView
    sent_at: datetime | None
    consent: ConsentVerdict
    consent_until: date | None
    stages: tuple[Stage, ...]
    entries: tuple[Entry, ...]
    notice: str
    conditions: tuple[Condition, ...]
    to_do: str
    for_liaison: bool = False

    @property
    def past_date(self) -> frozenset[int]:
        """The conditions that nobody reported by their day."""
        today = clock.today()
        return frozenset(row.id for row in self.conditions if row.reported_as is None and row.due_on < today)

    @property
    def now(self) -> str:
        """The word for a list: the last step reached."""
        reached = [one.label for one in self.stages if one.at]
        return reached[-1] if reached else "Sent"


def visible_facts(episode: Episode, moment: datetime) -> tuple[Fact, ...]:
    """The facts of an episode that police may see at `moment`, newest first."""
    view = police_view(episode)
    seen = (fact for fact in facts_of(episode) if police_may_see(fact, view, moment).visible)
    return tuple(sorted(seen, key=lambda fact: (fact.at, fact.kind.value), reverse=True))


def facts_for_liaison(episode: Episode, moment: datetime) -> tuple[Fact, ...]:
    """The same for liaison and diversion."""
    told = liaison_view(episode)
    seen = (fact for fact in facts_of(episode) if liaison_may_see(fact, told, moment))
    return tuple(sorted(seen, key=lambda fact: (fact.at, fact.kind.value), reverse=True))


def failure_reported(seen: tuple[Fact, ...]) -> str:
    """What police have to do about a failure at the required assessment, by what they see of an episode."""
    return failure_to_decide(seen)


def became(viewer: Viewer, referral_id: int) -> Became:
    """What became of a referral that an officer, or liaison and diversion, may see. Raises OutOfSight."""
    return _seen_by(viewer, referrals.referral(viewer, referral_id))


def as_police_see(viewer: Viewer, referral_id: int) -> Became:
    """The same page for the service that has the case. Raises OutOfSight."""
    return _became(engagement.case(viewer, referral_id).referral, clock.now())


def others(viewer: Viewer, referral_id: int, most: int = 5) -> tuple[tuple[Referral, Became], ...]:
    """The viewer's other referrals, each only as far as they may see it."""
    found = [one for one in referrals.mine(viewer).rows if one.id != referral_id]
    return tuple((one, _seen_by(viewer, one)) for one in found[:most])


URGENT_STILL = "It is urgent, and no service has answered yet: see that somebody speaks to them today or tomorrow."


def _waits_urgently(chain: tuple[Referral, ...]) -> bool:
    """Whether somebody urgent waits whom nobody has accepted yet. What follows an acceptance is the service's own."""
    latest = chain[-1]
    is_waiting = latest.closed_at is None and all(referral.accepted_at is None for referral in chain)
    return is_waiting and latest.inbox_turn == FIRST_TURN


def _seen_by(viewer: Viewer, held: Referral) -> Became:
    return _became(held, clock.now(), for_liaison=viewer.is_liaison)


def _became(held: Referral, moment: datetime, *, for_liaison: bool = False) -> Became:
    episode = referrals.episode_of(held)
    facts = facts_for_liaison(episode, moment) if for_liaison else visible_facts(episode, moment)
    consent = referrals.answers_of(episode, Told.LIAISON if for_liaison else Told.POLICE)[FEEDBACK]
    chain = referrals_of(episode.id)
    first = chain[0] if chain else held
    known = next((one for one in chain if one.accepted_at is not None and one.id < held.id), held)
    on_notice = next((fact.note for fact in facts if fact.kind is Kind.ASSESSMENT_ON_NOTICE), "")
    return Became(
        reference=known.reference or first.reference or "",
        view=people.view_of(episode),
        sent_at=first.sent_at,
        consent=consent,
        consent_until=lapses_on(consent.row.taken_at) if consent.live and consent.row else None,
        stages=stages(facts, consent),
        entries=tuple(entry(fact) for fact in facts if fact.kind not in NOT_IN_THE_TIMELINE),
        notice=on_notice,
        conditions=() if for_liaison else disposals.running_conditions(episode.id),
        to_do=to_do(facts) or (URGENT_STILL if _waits_urgently(chain or (held,)) else ""),
        for_liaison=for_liaison,
    )
