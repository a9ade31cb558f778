"""The way of a referral in words, from facts that police may see and from nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from pathways import clock
from pathways.casefile.rules import Fact, Kind
from pathways.referrals.rules import ConsentVerdict


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
    recalled = first(Kind.WITHDRAWN_BY_REFERRER, Kind.WITHDRAWN_WITH_CONSENT)
    over = None if accepted else first(Kind.ENDED_BEFORE_ACCEPTED)
    passed_on = "Recalled" if recalled else "Second service asked" if first(Kind.DECLINED) else ""
    found = [
        Stage(label="Sent", at=sent.at if sent else None),
        Stage(label=over.heading, at=over.at)
        if over
        else Stage(label="Accepted", at=accepted.at if accepted else None, note=passed_on or "Not yet"),
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
            at=on_day(came),
            note="Offered" if offered else "Nothing told",
        ),
        Stage(label="Engaged", at=on_day(engaged), note="Nothing told"),
        Stage(label=ended.kind.label if ended else "Completed", at=on_day(ended), note="Nothing told"),
    )


def failure_to_decide(facts: tuple[Fact, ...]) -> str:
    """What is to be done about a failure at the required assessment that still stands; "" where none does."""
    kinds = [fact.kind for fact in facts]
    if kinds.count(Kind.ASSESSMENT_FAILED) > kinds.count(Kind.ASSESSMENT_FAILURE_CORRECTED):
        return "The assessor reported a failure at the required assessment. Decide whether there was good cause."
    return ""


def to_do(facts: tuple[Fact, ...]) -> str:
    """What the officer has to do, from visible facts alone; "" is nothing. A corrected failure asks for nothing."""
    if failed := failure_to_decide(facts):
        return failed
    if any(fact.kind is Kind.CONDITION_REPORTED and "Accepted by" not in fact.note for fact in facts):
        return "A condition was reported. Look at the report and decide."
    return ""


def on_day(fact: Fact | None) -> date | None:
    return clock.london_date(fact.at) if fact else None


def _day(at: datetime) -> str:
    local = clock.london(at)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"
