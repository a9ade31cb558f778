"""What became of a referral, as police may see it: only facts that passed the one rule of sight get in here."""

from dataclasses import dataclass
from datetime import date, datetime

from pathways import clock
from pathways.auth import Viewer
from pathways.casefile.queries.facts import facts_of, police_view, referrals_of
from pathways.casefile.rules import Fact, Kind, police_may_see
from pathways.disposals import queries as disposals
from pathways.disposals.models import Condition
from pathways.engagement import queries as engagement
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import FEEDBACK, ConsentVerdict, lapses_on

NOT_IN_THE_TIMELINE = frozenset({Kind.CONSENT_ANSWER, Kind.ASSESSMENT_ON_NOTICE})


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the way, as the progress line draws it."""

    label: str
    at: datetime | date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline. `at` is a date where the time of day is not told or not known."""

    title: str
    at: datetime | date
    by: str = ""
    text: str = ""
    is_key: bool = True


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


def became(viewer: Viewer, referral_id: int) -> Became:
    """What became of a referral that an officer may see. Raises OutOfSight."""
    held = referrals.referral(viewer, referral_id)
    return _became(held, clock.now())


def as_police_see(viewer: Viewer, referral_id: int) -> Became:
    """The same page for the service that has the case. Raises OutOfSight."""
    return _became(engagement.case(viewer, referral_id).referral, clock.now())


def others(viewer: Viewer, referral_id: int, most: int = 5) -> tuple[tuple[Referral, Became], ...]:
    """The viewer's other referrals, each only as far as police may see it."""
    found = [one for one in referrals.mine(viewer).rows if one.id != referral_id]
    return tuple((one, _became(one, clock.now())) for one in found[:most])


def _became(held: Referral, moment: datetime) -> Became:
    episode = referrals.episode_of(held)
    facts = visible_facts(episode, moment)
    consent = referrals.answers_of(episode)[FEEDBACK]
    chain = referrals_of(episode.id)
    first = chain[0] if chain else held
    on_notice = next((fact.note for fact in facts if fact.kind is Kind.ASSESSMENT_ON_NOTICE), "")
    return Became(
        reference=held.reference or first.reference or "",
        view=people.view_of(episode),
        sent_at=first.sent_at,
        consent=consent,
        consent_until=lapses_on(consent.row.taken_at) if consent.live and consent.row else None,
        stages=stages(facts, consent),
        entries=tuple(entry(fact) for fact in facts if fact.kind not in NOT_IN_THE_TIMELINE),
        notice=on_notice,
        conditions=disposals.running_conditions(episode.id),
        to_do=to_do(facts),
    )


def entry(fact: Fact) -> Entry:
    """A visible fact as a line of the timeline."""
    by = ", ".join(word for word in (fact.where if fact.where not in fact.heading else "", fact.who) if word)
    at = clock.london_date(fact.at) if fact.whole_day else fact.at
    return Entry(title=fact.heading, at=at, by=by, text=fact.note, is_key=fact.kind is not Kind.SENT)


def stages(facts: tuple[Fact, ...], consent: ConsentVerdict) -> tuple[Stage, ...]:
    """The way of a referral from visible facts alone: two steps always, three more under live consent."""

    def first(*kinds: Kind) -> Fact | None:
        return next((fact for fact in reversed(facts) if fact.kind in kinds), None)

    sent, accepted = first(Kind.SENT), first(Kind.ACCEPTED)
    passed_on = "Second service asked" if first(Kind.DECLINED) else ""
    found = [
        Stage(label="Sent", at=sent.at if sent else None),
        Stage(label="Accepted", at=accepted.at if accepted else None, note=passed_on or "Not yet"),
    ]
    if not consent.live:
        asked = f"{consent.why}" + (f", {_day(consent.row.taken_at)}" if consent.row else "")
        return (*found, Stage(label="No consent that we are told more", note=asked))
    came = first(Kind.ATTENDED, Kind.ASSESSMENT_ATTENDED)
    offered = first(Kind.APPOINTMENT_OFFERED)
    ended = first(Kind.COMPLETED, Kind.CLOSED)
    engaged = first(Kind.ENGAGED)
    return (
        *found,
        Stage(
            label="First appointment",
            at=_on(came),
            note="Offered" if offered else "Nothing told",
        ),
        Stage(label="Engaged", at=_on(engaged), note="Nothing told"),
        Stage(label=ended.kind.label if ended else "Completed", at=_on(ended), note="Nothing told"),
    )


def to_do(facts: tuple[Fact, ...]) -> str:
    """What the officer has to do, from visible facts alone; "" is nothing. A corrected failure asks for nothing."""
    corrected = {fact.kind for fact in facts} & {Kind.ASSESSMENT_FAILURE_CORRECTED}
    if any(fact.kind is Kind.ASSESSMENT_FAILED for fact in facts) and not corrected:
        return "The assessor reported a failure at the required assessment. Decide whether there was good cause."
    if any(fact.kind is Kind.CONDITION_REPORTED and "Accepted by" not in fact.note for fact in facts):
        return "A condition was reported. Look at the report and decide."
    return ""


def _on(fact: Fact | None) -> date | None:
    return clock.london_date(fact.at) if fact else None


def _day(at: datetime) -> str:
    local = clock.london(at)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"
