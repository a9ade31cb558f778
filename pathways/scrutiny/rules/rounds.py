"""A round of scrutiny: the draw, who may score, what a score must say, and what is published."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from pathways.refusals import Reason
from pathways.small_numbers.masking import hidden_of
from pathways.small_numbers.published import HIDDEN, Figure, Published, Rank, Sum
from pathways.vocabulary import Worded

# Age bands, as a pack gives them.


_BANDS = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (50, "35 to 49"))


def age_band(age: int) -> str:
    """The band of an age, broad enough that it does not lead to one person."""
    return next((words for below, words in _BANDS if age < below), "50 or over")


# The words of scrutiny: where a round stands, what a member may find, why a member stands aside.


class RoundState(Worded):
    """A round is drawn, then its pack is released to the panel, then it is closed and its counts are published."""

    DRAWN = "drawn", "To be read before release"
    RELEASED = "released", "With the panel"
    CLOSED = "closed", "Closed"


NEXT_OF = {
    RoundState.DRAWN: "Waits for you: read the pack, then release it",
    RoundState.RELEASED: "The panel reads and scores; then you close it",
}
"""Who has to act next in a round, as its organiser reads it."""


class Score(Worded):
    """The four values of the Cleveland and Durham panels (data dictionary 1.8; verified)."""

    CONSISTENT = "consistent", "Appropriate and consistent with policy"
    OBSERVATIONS = "observations", "Appropriate, with observations"
    INAPPROPRIATE = "inappropriate", "Inappropriate"
    CANNOT_DECIDE = "cannot_decide", "The panel cannot decide"

    @property
    def number(self) -> int:
        return list(Score).index(self) + 1

    @property
    def needs_words(self) -> bool:
        """Whether words must go with it: what was observed, what was wrong, or what is missing."""
        return self is not Score.CONSISTENT


class LinkWhy(Worded):
    """Why a member stands aside from a case."""

    KNOWS = "knows", "I know, or may know, the person"
    INVOLVED = "involved", "I was involved in the case"
    VICTIM = "victim", "I know, or may know, the victim or a witness"
    OTHER = "other", "Another link"


SOURCE = "Scrutiny panels as practised in Hertfordshire, West Mercia, Cleveland and Durham, Dorset"
NO_APPEAL = (
    "The panel looks back. It cannot reopen a case, change an outcome or hear an appeal: what it finds goes into "
    "learning"
)


class HiddenText(Worded):
    """What a mark in a pack stands for."""

    NAME = "name", "Name"
    OFFICER = "officer", "Member of staff"
    BORN = "born", "Date of birth"
    PHONE = "phone", "Telephone number"
    EMAIL = "email", "E-mail address"
    ADDRESS = "address", "Address"
    PLACE = "place", "Place"
    NUMBER = "number", "Number"
    TEST = "test", "About a drug test"
    ORGANISER = "organiser", "Hidden by the organiser"

    @property
    def mark(self) -> str:
        """What the pack prints instead of the words."""
        return f"[{self.label.lower()}]"


# What is published of closed rounds: how often the panel found what, with small numbers hidden.
#
# The findings of a round add up to its cases, so a hidden one must not follow from the others (see `small_numbers`).


@dataclass(frozen=True, kw_only=True)
class RoundCounts:
    """The published row of one round, every number as it is printed."""

    cases: str
    findings: tuple[str, ...]


def published(findings: Mapping[Score, int]) -> RoundCounts:
    """The counts of a round, each finding in the order of the scale. All are hidden where no mask is safe."""
    counts = [Figure(name=score.value, people=findings.get(score, 0)) for score in Score]
    cases = Figure(name="cases", people=sum(count.people for count in counts), rank=Rank.TOTAL)
    whole = Sum(cases.name, tuple(count.name for count in counts))
    hidden = hidden_of(Published(figures=(*counts, cases), sums=(whole,)))

    def figure(of: Figure) -> str:
        return HIDDEN if hidden is None or of.name in hidden else str(of.people)

    return RoundCounts(cases=figure(cases), findings=tuple(figure(count) for count in counts))


# Drawing the cases of a round: stratified and random, and the same again from the same seed and population.
#
# Strata are disposal, area and ethnicity; a domestic abuse or hate case is always in (data dictionary 2.7: what panels
# do, verified; the draw itself, a design choice). No library's shuffle is used: its order may change with its version.


METHOD = "scrutiny-1"
"""The version of this draw, stored with each round: another way of drawing gets another name."""
NOT_RECORDED = "not recorded"


@dataclass(frozen=True, kw_only=True, order=True)
class Candidate:
    """One decided disposal. `always` marks domestic abuse and hate crime: such a case is read without a draw."""

    disposal_id: int
    kind: str
    area: str = NOT_RECORDED
    ethnicity: str = NOT_RECORDED
    always: bool = False

    @property
    def stratum(self) -> tuple[str, str, str]:
        return self.kind, self.area, self.ethnicity


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was drawn, in the order in which the panel reads it. `always` are the ids that needed no draw."""

    drawn: tuple[Candidate, ...]
    always: frozenset[int]


def recorded(population: Iterable[Candidate]) -> list[dict[str, object]]:
    """The population as it is stored with the round, always in the same order."""
    return [asdict(candidate) for candidate in sorted(population)]


def fingerprint(population: Iterable[Candidate]) -> str:
    """SHA-256 of the population, so that anybody can check that it is the one that was drawn from."""
    text = json.dumps(recorded(population), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def draw(population: Iterable[Candidate], *, size: int, seed: int) -> Sample:
    """`size` cases: those always in, then one of each stratum as far as that goes, the rest in proportion.

    There are more than `size` where more are always in, and fewer where there are no more. The same population, size
    and seed give the same sample in the same order.
    """
    everybody = sorted(population)
    always = [candidate for candidate in everybody if candidate.always]
    others = [candidate for candidate in everybody if not candidate.always]
    places = min(max(size - len(always), 0), len(others))
    chosen = [*always, *_from_strata(others, places, seed)]
    reading_order = sorted(chosen, key=lambda candidate: _lot(seed, "order", str(candidate.disposal_id)))
    return Sample(drawn=tuple(reading_order), always=frozenset(candidate.disposal_id for candidate in always))


def _from_strata(others: Sequence[Candidate], places: int, seed: int) -> list[Candidate]:
    strata: dict[tuple[str, str, str], list[Candidate]] = {}
    for candidate in others:
        strata.setdefault(candidate.stratum, []).append(candidate)
    shares = _shares({name: len(members) for name, members in strata.items()}, places, seed)
    chosen = []
    for name, members in strata.items():
        by_lot = sorted(members, key=lambda candidate: _lot(seed, "case", str(candidate.disposal_id)))
        chosen += by_lot[: shares[name]]
    return chosen


def _shares(sizes: dict[tuple[str, str, str], int], places: int, seed: int) -> dict[tuple[str, str, str], int]:
    """How many of each stratum: one each while the places last, the rest by largest remainder, ties by lot."""
    by_lot = sorted(sizes, key=lambda name: _lot(seed, "stratum", *name))
    given = {name: int(place < places) for place, name in enumerate(by_lot)}
    left = places - sum(given.values())
    room = {name: size - given[name] for name, size in sizes.items()}
    total = sum(room.values())
    if left <= 0 or not total:
        return given
    for name in by_lot:
        given[name] += left * room[name] // total
    missing = places - sum(given.values())
    remainders = sorted(by_lot, key=lambda name: -(left * room[name] % total))  # stable: ties stay in the order drawn
    for name in [each for each in remainders if given[each] < sizes[each]][:missing]:
        given[name] += 1
    return given


def _lot(seed: int, *words: str) -> str:
    """A lot that follows from the seed alone."""
    return hashlib.sha256("|".join((METHOD, str(seed), *words)).encode()).hexdigest()


# Who may score a case, and what a score, a link, a round and its learning must say.


LEAST_WORDS = 20
"""Characters that observations, a finding or a reason must have where they are required (design choice)."""
MOST_CASES = 200
MOST_DAYS = 731


@dataclass(frozen=True, kw_only=True)
class Seat:
    """What stands between one member and one case."""

    state: RoundState
    took_part: bool
    declared: bool
    has_scored: bool


def stands_aside(seat: Seat) -> bool:
    """Whether the member has, or may have, a link to the case, and so neither reads nor scores it."""
    return seat.took_part or seat.declared


NO_MORE_SCORES = "This round is closed: no more scores can be given"


def score_reasons(seat: Seat, score: Score | None, words: str | None) -> tuple[Reason, ...]:
    """Why this score cannot be taken."""
    if seat.state is not RoundState.RELEASED:
        return (Reason(NO_MORE_SCORES),)
    if seat.has_scored:
        return (Reason("You have scored this case already. A score cannot be changed"),)
    return words_reasons(score, words, "observations")


def words_reasons(score: Score | None, words: str | None, field: str) -> tuple[Reason, ...]:
    """Why a score that says nothing by itself cannot go without words."""
    typed = len((words or "").strip())
    if score is None or not score.needs_words or typed >= LEAST_WORDS:
        return ()
    asked = "why the case cannot be decided" if score is Score.CANNOT_DECIDE else "what you observed"
    return (Reason(f"Say {asked} in {LEAST_WORDS} characters or more. You typed {typed}", field),)


def link_reasons(why: LinkWhy | None, words: str | None) -> tuple[Reason, ...]:
    """Why a link cannot be declared: "another link" needs a note, without anything about the person."""
    if why is LinkWhy.OTHER and len((words or "").strip()) < LEAST_WORDS:
        return (Reason(f"Say what the link is in {LEAST_WORDS} characters or more. Name nobody", "note"),)
    return ()


def opening_reasons(
    *, from_on: date, to_on: date, members: Collection[int], organiser_id: int, today: date, number_decided: int
) -> tuple[Reason, ...]:
    """Why a round cannot be opened."""
    reasons = []
    if from_on > to_on:
        reasons.append(Reason("The last day must not be before the first", "to_on"))
    elif (to_on - from_on).days > MOST_DAYS:
        reasons.append(Reason("A round looks at two years at most. Choose a later first day", "from_on"))
    if to_on > today:
        reasons.append(Reason("The last day must be today or earlier", "to_on"))
    if organiser_id in members:
        reasons.append(Reason("You organise this round, so you do not sit on its panel. Choose others", "members"))
    if not reasons and not number_decided:
        reasons.append(Reason("Nothing was decided in these days. Choose a longer period", "from_on"))
    return tuple(reasons)


def learning_reasons(due_on: date, today: date) -> tuple[Reason, ...]:
    """Why an action cannot be due then: it is due today or later."""
    return (Reason("The day must be today or later", "due_on"),) if due_on < today else ()


def finding_reasons(finding: Score, words: str | None, *, scored: int) -> tuple[Reason, ...]:
    """Why this finding cannot be recorded. Of a case that nobody scored, only that the panel cannot decide."""
    if not scored and finding is not Score.CANNOT_DECIDE:
        only = "Nobody on the panel has scored this case: wait for a score, or record that the panel cannot decide"
        return (Reason(only, "finding"),)
    return words_reasons(finding, words, "words")


def may_close(*, cases: int, findings: int) -> tuple[Reason, ...]:
    """Why a round cannot close yet: the panel has to find something on every case."""
    if findings < cases:
        return (Reason(f"Record the panel's finding on {cases - findings} of the {cases} cases first"),)
    return ()
