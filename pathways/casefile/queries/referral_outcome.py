"""What became of a referral, in words, as its sender may see it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from pathways import clock, dates
from pathways.arrest_tests.failures_to_attend.queries import FailureView, failures_of
from pathways.arrest_tests.failures_to_attend.rules import FailureKind, FailureState
from pathways.auth.roles import Viewer
from pathways.casefile.queries.police_links import EpisodeLink, liaison_view, links_of, police_views
from pathways.casefile.queries.referral_facts import EpisodeFacts, facts_of
from pathways.casefile.rules.who_may_see import Fact, FactKind, liaison_may_see, police_may_see
from pathways.dates import day_in_words
from pathways.disposals.conditions import queries as disposals
from pathways.disposals.models import Condition
from pathways.engagement.case.queries import case as engagement
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, AgreedRecipient, ConsentVerdict, lapses_on
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending.rules import FIRST_TURN

# The way of a referral in words, from facts that police may see and from nothing else.


@dataclass(frozen=True, kw_only=True)
class OutcomeStage:
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


def entry(fact: Fact) -> Entry:
    """A visible fact as a line of the timeline."""
    by = ", ".join(word for word in (fact.where if fact.where not in fact.heading else "", fact.who) if word)
    at = dates.london_date(fact.at) if fact.whole_day else fact.at
    return Entry(title=fact.heading, at=at, by=by, text=fact.note, is_key=fact.kind is not FactKind.SENT)


def stages(facts: tuple[Fact, ...], consent: ConsentVerdict) -> tuple[OutcomeStage, ...]:
    """The way of a referral from visible facts alone: two steps always, three more under live consent."""

    def first(*kinds: FactKind) -> Fact | None:
        return next((fact for fact in reversed(facts) if fact.kind in kinds), None)

    sent, accepted = first(FactKind.SENT), first(FactKind.ACCEPTED)
    recalled = first(FactKind.WITHDRAWN_BY_REFERRER, FactKind.WITHDRAWN_WITH_CONSENT)
    over = None if accepted else first(FactKind.ENDED_BEFORE_ACCEPTED)
    passed_on = "Recalled" if recalled else "Second service asked" if first(FactKind.DECLINED) else ""
    first_stages = [
        OutcomeStage(label="Sent", at=sent.at if sent else None),
        OutcomeStage(label=over.heading, at=over.at)
        if over
        else OutcomeStage(label="Accepted", at=accepted.at if accepted else None, note=passed_on or "Not yet"),
    ]
    if not consent.live:
        asked = f"{consent.why}" + (f", {_day(consent.row.taken_at)}" if consent.row else "")
        return (*first_stages, OutcomeStage(label="No consent that we are told more", note=asked))
    came = first(FactKind.ATTENDED, FactKind.ASSESSMENT_ATTENDED)
    offered = first(FactKind.APPOINTMENT_OFFERED)
    ended = first(FactKind.COMPLETED, FactKind.CLOSED)
    engaged = first(FactKind.ENGAGED)
    return (
        *first_stages,
        OutcomeStage(
            label="First appointment",
            at=on_day(came),
            note="Offered" if offered else "Nothing told",
        ),
        OutcomeStage(label="Engaged", at=on_day(engaged), note="Nothing told"),
        OutcomeStage(label=ended.kind.label if ended else "Completed", at=on_day(ended), note="Nothing told"),
    )


FOLLOWS = "What follows the failure at the required assessment is still to be recorded."
"""What the service reads here too, so that it does not say what police decided."""


def to_do(facts: tuple[Fact, ...], failures: Iterable[FailureView] = ()) -> str:
    """What the officer has to do, from visible facts and the failures at the required assessment; "" is nothing."""
    left = [each for each in failures if each.to_do and each.failure.kind is not FailureKind.SAMPLE]
    if left:
        return next((each.to_do for each in left if each.state is FailureState.REVIEW), FOLLOWS)
    if any(fact.kind is FactKind.CONDITION_REPORTED and "Accepted by" not in fact.note for fact in facts):
        return "A condition was reported. Look at the report and decide."
    return ""


def on_day(fact: Fact | None) -> date | None:
    return dates.london_date(fact.at) if fact else None


def _day(at: datetime) -> str:
    local = dates.london(at)
    return f"{day_in_words(local)}, {local:%H:%M}"


# What became of a referral, as whoever sent it may see it: only facts that passed the rule of sight get in here.


NOT_IN_THE_TIMELINE = frozenset({FactKind.CONSENT_ANSWER, FactKind.ASSESSMENT_ON_NOTICE})


@dataclass(frozen=True, kw_only=True)
class ReferralOutcome:
    """The page, for an officer or for a worker who looks as they do."""

    reference: str
    view: EpisodeView
    sent_at: datetime | None
    consent: ConsentVerdict
    consent_until: date | None
    stages: tuple[OutcomeStage, ...]
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
        reached = [stage.label for stage in self.stages if stage.at]
        return reached[-1] if reached else "Sent"


def visible_facts(links: Mapping[int, EpisodeLink], moment: datetime) -> dict[int, EpisodeFacts]:
    """The facts of these episodes that police may see at `moment`, by episode, newest first."""
    views = police_views(links)
    return {
        each: _newest_first(of, (fact for fact in of.facts if police_may_see(fact, views[each], moment).visible))
        for each, of in facts_of(links).items()
    }


def facts_for_liaison(links: Mapping[int, EpisodeLink], moment: datetime) -> dict[int, EpisodeFacts]:
    """The facts of these episodes that liaison and diversion may see at `moment`, by episode, newest first."""
    views = {each: liaison_view(link) for each, link in links.items()}
    return {
        each: _newest_first(of, (fact for fact in of.facts if liaison_may_see(fact, views[each], moment)))
        for each, of in facts_of(links).items()
    }


def _newest_first(of: EpisodeFacts, seen: Iterable[Fact]) -> EpisodeFacts:
    return replace(of, facts=tuple(sorted(seen, key=lambda fact: (fact.at, fact.kind.value), reverse=True)))


Outcomes = tuple[tuple[Referral, ReferralOutcome], ...]


def became(viewer: Viewer, referral_id: int, most: int = 5) -> tuple[ReferralOutcome, Outcomes]:
    """What became of a referral, and of the viewer's latest others, each as far as the officer, or liaison and
    diversion, may see it. Raises OutOfSight."""
    referral = referrals_queries.referral(viewer, referral_id)
    others = [each for each in referrals_queries.mine(viewer).rows if each.id != referral_id][:most]
    outcomes = outcomes_of(viewer, [referral, *others])
    return outcomes[referral.id], tuple((each, outcomes[each.id]) for each in others)


def as_police_see(viewer: Viewer, referral_id: int) -> ReferralOutcome:
    """What police see of a referral, for the service that has the case. Raises OutOfSight."""
    referral = engagement.case(viewer, referral_id).referral
    return outcomes_of(viewer, [referral])[referral.id]


URGENT_STILL = "It is urgent, and no service has answered yet: see that somebody speaks to them today or tomorrow."


def _waits_urgently(chain: tuple[Referral, ...]) -> bool:
    """Whether somebody urgent waits whom nobody has accepted yet. What follows an acceptance is the service's own."""
    latest = chain[-1]
    is_waiting = latest.closed_at is None and all(referral.accepted_at is None for referral in chain)
    return is_waiting and latest.inbox_turn == FIRST_TURN


def outcomes_of(viewer: Viewer, every: Collection[Referral]) -> dict[int, ReferralOutcome]:
    """What became of these referrals that the caller has found in sight, as police or as liaison and diversion may see
    it, by referral: as many statements for one as for all."""
    moment, for_liaison = clock.now(), viewer.is_liaison
    views = people.views_of({referral.episode_id for referral in every}) if every else {}
    links = links_of(list(views.values())) if views else {}
    seen = facts_for_liaison(links, moment) if for_liaison else visible_facts(links, moment)
    failures = {} if for_liaison else failures_of(viewer, views.values())
    return {
        referral.id: _outcome(
            referral,
            links[referral.episode_id],
            seen[referral.episode_id],
            failures.get(referral.episode_id, ()),
            for_liaison=for_liaison,
        )
        for referral in every
    }


def _outcome(
    referral: Referral, link: EpisodeLink, seen: EpisodeFacts, failures: Iterable[FailureView], *, for_liaison: bool
) -> ReferralOutcome:
    facts, chain = seen.facts, seen.chain
    recipient = AgreedRecipient.LIAISON if for_liaison else AgreedRecipient.POLICE
    consent = consents_queries.answers_among(link.consents, recipient)[FEEDBACK]
    first = chain[0] if chain else referral
    known = next((link for link in chain if link.accepted_at is not None and link.id < referral.id), referral)
    on_notice = next((fact.note for fact in facts if fact.kind is FactKind.ASSESSMENT_ON_NOTICE), "")
    return ReferralOutcome(
        reference=known.reference or first.reference or "",
        view=link.view,
        sent_at=first.sent_at,
        consent=consent,
        consent_until=lapses_on(consent.row.taken_at) if consent.live and consent.row else None,
        stages=stages(facts, consent),
        entries=tuple(entry(fact) for fact in facts if fact.kind not in NOT_IN_THE_TIMELINE),
        notice=on_notice,
        conditions=() if for_liaison else disposals.running_among(link.decided),
        to_do=to_do(facts, failures) or (URGENT_STILL if _waits_urgently(chain or (referral,)) else ""),
        for_liaison=for_liaison,
    )
