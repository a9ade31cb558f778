"""The rules of where a referral may go: every service with its reasons, the next one, what is stored of a choice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from pathways.directory.matching.rules.fit import RULES_VERSION, LookedAt, ServiceFacts, ServiceStanding, ServiceVerdict
from pathways.directory.matching.rules.ranking import best_first
from pathways.directory.matching.rules.weights import Weights, weights_on
from pathways.people.identity.rules import ADULT
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentFacts, ConsentVerdict, consent_live
from pathways.tables import Listed, list_of
from pathways.vocabulary import ELSEWHERE, Need, Sex, Worded

# What was stored of a routing when a referral was made, read back as it was shown; nothing is worked out again.


@dataclass(frozen=True)
class KeptReason:
    """One reason as it was shown."""

    fit: str
    message: str
    source: str
    mark: str


@dataclass(frozen=True)
class KeptService:
    """One service as it stood then."""

    service_id: int
    name: str
    town: str
    standing: str
    reasons: tuple[KeptReason, ...]


@dataclass(frozen=True)
class KeptRouting:
    """A stored explanation. `weights_version` is None for one from before weights were dated."""

    at: datetime
    rules_version: int
    weights_version: int | None
    looked_at: tuple[tuple[str, str], ...]
    services: tuple[KeptService, ...]
    chosen_id: int | None
    first_id: int | None

    @property
    def chosen(self) -> KeptService | None:
        return self.of(self.chosen_id)

    @property
    def others(self) -> tuple[KeptService, ...]:
        return tuple(each for each in self.services if each.service_id != self.chosen_id)

    def of(self, service_id: int | None) -> KeptService | None:
        return next((each for each in self.services if each.service_id == service_id), None)


def kept_routing(stored: Mapping[str, Any]) -> KeptRouting | None:
    """The routing stored with a referral; None where there is none (for instance one that came on paper)."""
    if not stored.get("services"):
        return None
    return KeptRouting(
        at=datetime.fromisoformat(stored["worked_out_at"]),
        rules_version=stored["rules_version"],
        weights_version=stored.get("weights_version"),
        looked_at=_looked_at(stored["looked_at"]),
        services=tuple(
            KeptService(
                each["service_id"],
                each["name"],
                each["town"],
                each["standing"],
                tuple(KeptReason(why["fit"], why["message"], why["source"], why["mark"]) for why in each["reasons"]),
            )
            for each in stored["services"]
        ),
        chosen_id=stored["chosen"],
        first_id=stored["first"],
    )


def _looked_at(stored: Any) -> tuple[tuple[str, str], ...]:
    """What was looked at, as pairs of words. Version 1 of the rules stored two codes instead."""
    if isinstance(stored, Mapping):
        needs = ", ".join(need.label for need in Need if need.value in stored["needs"])
        where = ELSEWHERE.label if stored["area"] == ELSEWHERE.value else str(stored["area"]).capitalize()
        return (("Usually in", where), ("Needs", needs or "None recorded"))
    return tuple((name, words) for name, words in stored)


NEVER_LOOKED_AT: Final = "Ethnicity, offence and test result are never used."
OF_SEX_SAID: Final = "Sex is used for one thing alone: a service for women is not offered to a man."
WOMEN_SAID: Final = "A service for women says that it is one: ask whether she wants it."

MANAGER = 0
"""Where declining leads, in a page's answer: this stands for a pathway manager instead of a service's id."""

DECLINES_BEFORE_A_PERSON_DECIDES = 2
"""After two declines a pathway manager finds the place (page 04b; treatment-and-statistics 2.1, design choice)."""


@cache
def choice_reasons() -> Mapping[str, Listed]:
    """Why another service than the first was chosen, by code, in the order of the page: none of it clinical."""
    return list_of(Path(__file__).parent / "data" / "choice_reasons.csv", Listed)


def person_asks_for_it() -> Listed:
    """The reason where somebody came to a service by themselves that was not the first."""
    return choice_reasons()["asked_for"]


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Every listed service, best first, with the one to fill in (None when none is open), and what it rests on."""

    verdicts: tuple[ServiceVerdict, ...]
    first: ServiceVerdict | None
    looked: LookedAt
    weights: Weights

    def of(self, service_id: int) -> ServiceVerdict | None:
        """The verdict on one service; None when it is not listed."""
        return next((verdict for verdict in self.verdicts if verdict.service.service_id == service_id), None)

    @property
    def choosable(self) -> tuple[ServiceVerdict, ...]:
        """Open and full services: a full one is chosen with a reason, a closed one not at all."""
        return tuple(verdict for verdict in self.verdicts if verdict.standing is not ServiceStanding.CLOSED)

    def choosable_by(self, sex: Sex) -> tuple[ServiceVerdict, ...]:
        """Open and full services that may be named to somebody of this sex: one for women not to a man."""
        return tuple(verdict for verdict in self.choosable if suits(verdict.service, sex))


def routing(services: Iterable[ServiceFacts], looked: LookedAt, versions: Iterable[Weights] | None = None) -> Routing:
    """All services in their deterministic order, by the weights of that day. The first open one that is not only for
    women is filled in."""
    weights = weights_on(looked.on, versions)
    verdicts = best_first(services, looked, weights)
    first = next((verdict for verdict in verdicts if _fills_in(verdict)), None)
    return Routing(verdicts=verdicts, first=first, looked=looked, weights=weights)


class WhyManager(Worded):
    """Why no service is asked next after one declined, and a pathway manager finds the place instead."""

    TWO_DECLINES = "two_declines", "Two services have now said no"
    CONSENT = "consent", "The consent named your service only, so nobody else may be told yet"
    NONE_OPEN = "none_open", "No other service is open to send it to"


@dataclass(frozen=True, kw_only=True)
class Onward:
    """What declining leads to: the next service, or why a pathway manager finds the place. `for_women` may be named
    instead, where the person asks for a women's service and the consent covers it."""

    next_verdict: ServiceVerdict | None
    why_manager: WhyManager | None
    for_women: tuple[ServiceVerdict, ...]
    consent: ConsentVerdict

    @property
    def next_service(self) -> ServiceFacts | None:
        return self.next_verdict.service if self.next_verdict else None


def suits(service: ServiceFacts, sex: Sex) -> bool:
    """Whether a service may be named to somebody of this sex: one for women not to a man. Nothing else reads sex."""
    return not (service.women_only and sex is Sex.MALE)


def takes_as_partner(service: ServiceFacts, *, sex: Sex, age: int) -> bool:
    """Whether a service may be asked to join: it takes people of that age, and is not for women where the person is a
    man."""
    return service.young_people == (age < ADULT) and service.is_within_ages(age) and suits(service, sex)


def said_of_sex(sex: Sex, *, lists_women: bool) -> str:
    """What routing never looks at, and the one use it makes of sex: the same words for everybody."""
    everybody = f"{NEVER_LOOKED_AT} {OF_SEX_SAID}"
    return f"{everybody} {WOMEN_SAID}" if lists_women and sex is not Sex.MALE else everybody


def onward(
    answer: Routing,
    *,
    tried: Collection[int],
    consents: Collection[ConsentFacts],
    at: datetime,
    declines: int,
    sex: Sex,
) -> Onward:
    """Where a referral goes after a decline; `declines` counts this one too."""
    following = next_service(answer, tried=tried, consents=consents, at=at)
    untried = [each for each in answer.verdicts if each.service.service_id not in tried]
    is_open = [each for each in untried if each.standing is ServiceStanding.OPEN and suits(each.service, sex)]
    covered = [each for each in is_open if consent_live(consents, REFERRAL, at, each.service.service_id)]
    stops = declines >= DECLINES_BEFORE_A_PERSON_DECIDES
    why = None
    if stops:
        why = WhyManager.TWO_DECLINES
    elif following is None:
        why = WhyManager.CONSENT if is_open and not covered else WhyManager.NONE_OPEN
    return Onward(
        next_verdict=None if stops else following,
        why_manager=why,
        for_women=() if stops else tuple(each for each in covered if each.service.women_only),
        consent=consent_live(consents, REFERRAL, at, following.service.service_id if following else None),
    )


def needs_a_reason(answer: Routing, chosen_id: int) -> bool:
    """Whether the officer chose another service than the first."""
    return answer.first is None or answer.first.service.service_id != chosen_id


def next_service(
    answer: Routing, *, tried: Collection[int], consents: Collection[ConsentFacts], at: datetime
) -> ServiceVerdict | None:
    """The next open service for a declined referral: not tried before, and covered by consent 1; None if none is."""
    for verdict in answer.verdicts:
        service_id = verdict.service.service_id
        if _fills_in(verdict) and service_id not in tried and consent_live(consents, REFERRAL, at, service_id):
            return verdict
    return None


def looked_at_in_words(looked: LookedAt) -> tuple[tuple[str, str], ...]:
    """What the rules looked at, as the page shows it and the explanation stores it; never which services are barred."""
    needs = ", ".join(need.label for need in Need if need in looked.needs)
    where = f"{looked.area.label}, {looked.outcode}" if looked.outcode else looked.area.label
    return (
        ("Age", "Under 18" if looked.under_18 else "Not known" if looked.age is None else str(looked.age)),
        ("Usually in", where),
        ("Needs", needs or "None recorded"),
        ("Urgent", "Yes: contact today or tomorrow" if looked.is_urgent else "No"),
        ("Phone", "None: nobody can be rung" if looked.cannot_be_rung else "Can be rung or written to"),
    )


def explanation(answer: Routing, *, chosen_id: int | None, at: datetime) -> dict[str, Any]:
    """What the officer saw, word for word, ready for a JSON column. It does not change when places, rules or weights
    do."""
    return {
        "rules_version": RULES_VERSION,
        "weights_version": answer.weights.version,
        "weights": {each.value: points for each, points in answer.weights.points.items()},
        "worked_out_at": at.isoformat(),
        "looked_at": [list(pair) for pair in looked_at_in_words(answer.looked)],
        "chosen": chosen_id,
        "first": answer.first.service.service_id if answer.first else None,
        "services": [
            {
                "service_id": verdict.service.service_id,
                "name": verdict.service.name,
                "town": verdict.service.town,
                "standing": verdict.standing.value,
                "points": verdict.points,
                "reasons": [
                    {
                        "fit": why.fit.value,
                        "message": why.message,
                        "source": why.source,
                        "mark": why.mark.value,
                        "points": why.points,
                    }
                    for why in verdict.reasons
                ],
            }
            for verdict in answer.verdicts
        ],
    }


def _fills_in(verdict: ServiceVerdict) -> bool:
    """Whether it may be filled in: open, and not a women's service. Whether she wants one is asked, never assumed."""
    return verdict.standing is ServiceStanding.OPEN and not verdict.service.women_only
