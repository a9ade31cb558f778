"""What the rules are told: frozen facts about the person, the detention, the offences and what was done."""

from dataclasses import dataclass, field
from datetime import date, datetime

from pathways.arrest_tests.rules.law import OTHER_OFFENCE, Drug, Law, is_specified, offence_name, row_on
from pathways.arrest_tests.rules.moments import age_at, london_date, mid_sentence
from pathways.arrest_tests.rules.routes import OffenceState, Route, SampleCondition
from pathways.people.rules import ReleaseType


@dataclass(frozen=True, kw_only=True)
class OffenceFacts:
    """One offence. `key` stays the same while its times are added to; an authority names it.

    `law` is the version of the dated tables it is held against; without one it is the packaged one.
    """

    key: str
    code: str
    drug: Drug | None = None
    arrested_at: datetime | None = None
    detention_start_at: datetime | None = None
    charged_at: datetime | None = None
    closed_at: datetime | None = None
    described_as: str = ""
    law: Law | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        if self.code == OTHER_OFFENCE and self.described_as:
            return self.described_as
        return offence_name(self.code, self.law)

    @property
    def in_sentence(self) -> str:
        """Possession of controlled drug (crack cocaine), as it reads inside a sentence."""
        return mid_sentence(self.name) + (f" ({mid_sentence(self.drug.name)})" if self.drug else "")

    def state_at(self, at: datetime) -> OffenceState | None:
        """Closed, charged or arrested at a moment; None before the arrest."""
        if self.closed_at and self.closed_at <= at:
            return OffenceState.CLOSED
        if self.charged_at and self.charged_at <= at:
            return OffenceState.CHARGED
        return OffenceState.ARRESTED if self.arrested_at and self.arrested_at <= at else None

    def dated_for(self, route: Route) -> datetime | None:
        """The moment whose date decides whether the offence is a trigger on a route: its arrest, or its charge."""
        return self.arrested_at if route is Route.ARREST else self.charged_at

    def is_trigger_on(self, day: date) -> bool:
        """Whether it is a trigger offence on a date (CJCSA 2000 Sch 6)."""
        row = row_on(self.code, day, self.law)
        if row is None:
            return False
        return not row.needs_specified_drug or (self.drug is not None and is_specified(self.drug, day, self.law))

    def is_trigger_for(self, route: Route) -> bool:
        moment = self.dated_for(route)
        return moment is not None and self.is_trigger_on(london_date(moment))

    def drug_doubt_on(self, day: date) -> str | None:
        """Why a listed drug offence is not a trigger on a date: the drug is not chosen (V-016) or not specified."""
        row = row_on(self.code, day, self.law)
        if row is None or not row.needs_specified_drug:
            return None
        if self.drug is None:
            return "V-016"
        return None if is_specified(self.drug, day, self.law) else "V-017"


@dataclass(frozen=True, kw_only=True)
class AuthorityFacts:
    """An officer's authority for one offence. The rank is the officer's dated rank when it was given.

    `given_at` is from when it opens a test (`authorising.stands_from`).
    """

    offence_key: str
    rank_label: str
    is_inspector_or_above: bool
    grounds: str
    given_at: datetime
    told_at: datetime | None = None
    is_oral: bool = False
    confirmed_in_writing_at: datetime | None = None
    same_grounds_that_day: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleFacts:
    """A sample already taken in the continuous detention, under whatever custody number."""

    route: Route
    condition: SampleCondition
    taken_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What a notification for the station covers (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5))."""

    routes: frozenset[Route] = frozenset()
    covers_under_18: bool = False
    covers_assessment: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """Everything the two routes are decided on, at the moment a sample is or would be requested."""

    request_at: datetime
    born_on: date
    in_police_detention: bool
    presence_label: str = "not in police detention"
    site: str = "This station"
    notification: Notification | None = None
    age_is_only_said_or_estimated: bool = False
    clear_age_evidence: bool = False
    custody_officer_seen_at: datetime | None = None
    warned_at: datetime | None = None
    is_vulnerable: bool = False
    needs_were_said: bool = True
    appropriate_adult_present: bool = False
    offences: tuple[OffenceFacts, ...] = ()
    authorities: tuple[AuthorityFacts, ...] = ()
    samples: tuple[SampleFacts, ...] = field(default=())
    max_samples: int = 1
    relevant_time: datetime | None = None
    released_at: datetime | None = None
    release_decision: ReleaseType | None = None
    held_only_for_sample: bool = False
    needs_interpreter: bool = False
    interpreter_language: str = ""
    interpreter_present: bool = False

    @property
    def age(self) -> int:
        return age_at(self.born_on, self.request_at)

    @property
    def age_is_unsure(self) -> bool:
        return self.age_is_only_said_or_estimated and not self.clear_age_evidence

    @property
    def needs_appropriate_adult(self) -> bool:
        """Under 18, perhaps under 18, or vulnerable (PACE s.63B(5A), (10); Code C 1.4 and 1.5, recalled)."""
        return self.age < 18 or (self.age_is_unsure and self.age < 19) or self.is_vulnerable
