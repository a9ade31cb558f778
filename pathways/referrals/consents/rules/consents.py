"""The words of the four consents in dated versions, which answer stands, and whether a consent is live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from pathways.dates import LONDON, from_london, months_after
from pathways.referrals.rules import CONSENT_MONTHS, REOPENS_WITHIN_DAYS
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

# The words of each consent as read aloud, in dated versions. A later version never changes an earlier answer.


WORDINGS = Path(__file__).parent.parent / "data" / "consent_wordings.csv"
REFERRAL, FEEDBACK, STATISTICS, SHARING = 1, 2, 3, 4


class AgreedRecipient(Worded):
    """Whom consent 2 named. Agreeing to tell one is not agreeing to tell the other (design choice)."""

    POLICE = "police", "The police"
    LIAISON = "liaison", "Liaison and diversion"
    BOTH = "both", "The police and liaison and diversion"


class AskedBy(Worded):
    """Who reads the words aloud: a desk that refers somebody, or the service that they came to or are with."""

    DESK = "desk", "The desk that sends"
    SERVICE = "service", "The service itself"


@dataclass(frozen=True, kw_only=True)
class ConsentWording:
    """The words of one consent as read aloud, with their version."""

    number: int
    version: int
    words: str
    if_yes: str
    if_no: str
    mark: Mark
    source: str
    recipient: AgreedRecipient = AgreedRecipient.POLICE
    asked_by: AskedBy = AskedBy.DESK


@cache
def wordings() -> tuple[tuple[date, date | None, ConsentWording], ...]:
    """Every version of the words, as (first day, first day after it or None, words)."""
    return tuple(
        (
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            ConsentWording(
                number=int(row["number"]),
                version=int(row["version"]),
                words=row["words"],
                if_yes=row["if_yes"],
                if_no=row["if_no"],
                mark=Mark(row["mark"]),
                source=row["source"],
                recipient=AgreedRecipient(row["recipient"]),
                asked_by=AskedBy(row["asked_by"]),
            ),
        )
        for row in rows_of(WORDINGS)
    )


def wording(
    number: int, on: date, recipient: AgreedRecipient = AgreedRecipient.POLICE, asked_by: AskedBy = AskedBy.DESK
) -> ConsentWording:
    """The words of consent `number` in force on a London date. Consent 2 varies by who is told (`recipient`), consent 1
    by whether a desk or the service itself asks."""
    asked = recipient if number == FEEDBACK else AgreedRecipient.POLICE
    return next(
        words
        for begins, ends, words in wordings()
        if words.number == number and words.recipient is asked and (number != REFERRAL or words.asked_by is asked_by)
        if begins <= on and (ends is None or on < ends)
    )


def words_of(number: int, version: int) -> ConsentWording:
    """The words of one version, in force or not; the last in the list where there is no such version."""
    every = [words for _, _, words in wordings() if words.number == number]
    return next((words for words in every if words.version == version), every[-1])


def told_by(number: int, version: int) -> AgreedRecipient:
    """Whom a version of the words named, for the answer given to it."""
    named = (words.recipient for _, _, words in wordings() if (words.number, words.version) == (number, version))
    return next(named, AgreedRecipient.POLICE)


def versions_telling(recipient: AgreedRecipient) -> tuple[int, ...]:
    """The versions of consent 2 that name exactly this recipient."""
    return tuple(
        words.version for _, _, words in wordings() if words.number == FEEDBACK and words.recipient is recipient
    )


# The four consents, each its own row: to be referred, to tell the police how it went, to the national statistics, and
# to share with mental health, housing or peers. Which answer stands, and whether it is live.
#
# Source: treatment-and-statistics 1.2.2 and the CON rows of `steps/data/referral_transitions.csv` (design choice).
# What a live consent opens is in `sharing.py`; the words read aloud are in `data/consent_wordings.csv`.


def is_asked_by_police(number: int) -> bool:
    """Custody asks the first two. The others are the service's own, and police never learn of them (2.4)."""
    return number in (REFERRAL, FEEDBACK)


class ConsentState(Worded):
    """What a row records. A refusal and "not asked" are both stored, and neither counts as the other."""

    GIVEN = "given", "Agrees"
    REFUSED = "refused", "Does not agree"
    NOT_ASKED = "not_asked", "Not asked"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Lapsed"


class Covers(Worded):
    """How far consent 1 reaches."""

    NAMED = "named", "The named service only"
    ANY_LISTED = "any_listed", "Any listed service"


class Whom(Worded):
    """With whom consent 4 lets the service share. Each is named, and naming one does not include another."""

    MENTAL_HEALTH = "mental_health", "Mental health team"
    HOUSING = "housing", "Housing worker"
    PEERS = "peers", "Peer supporter"


def named(whom: Iterable[Whom]) -> str:
    """The partners as one row stores them: each once, in the order of the page."""
    chosen = set(whom)
    return " ".join(partner.value for partner in Whom if partner in chosen)


SHARED_WITH = tuple(named(some) for size in (1, 2, 3) for some in combinations(Whom, size))
"""Every stored value that names one or more partners."""


class Helped(Worded):
    """What helped the person to understand the words."""

    NO_HELP = "no_help", "Yes"
    INTERPRETER = "interpreter", "Yes, with an interpreter"
    EASY_READ = "easy_read", "Yes, with the easy-read sheet"


class How(Worded):
    """How the two answers were given."""

    SIGNED = "signed", "Understood, and signed the sheet"
    ORAL = "oral", "Understood, said aloud only"
    NOT_UNDERSTOOD = "not_understood", "Not understood, or not sure", "The referral waits. Ask again."


@dataclass(frozen=True, kw_only=True)
class ConsentFacts:
    """One stored row. `taken_at` is a UTC instant; `covers` and `service_id` belong to consent 1, `shared_with` to 4.

    `ends_id` is the id of the row that a withdrawal or a lapse ends.
    """

    id: int
    number: int
    state: ConsentState
    taken_at: datetime
    episode_id: int
    covers: Covers | None = None
    service_id: int | None = None
    signed: bool = False
    understood: bool = True
    recipient: AgreedRecipient = AgreedRecipient.POLICE
    shared_with: frozenset[Whom] = frozenset()
    ends_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentVerdict:
    """Whether a consent is live, and the sentence that says why. Truthy only when it is live."""

    live: bool
    why: str
    row: ConsentFacts | None = None
    in_writing: bool = False

    def __bool__(self) -> bool:
        return self.live

    @property
    def answer(self) -> ConsentState:
        """The answer that stands; "not asked" if there is no row at all."""
        return self.row.state if self.row else ConsentState.NOT_ASKED


def standing(rows: Iterable[ConsentFacts], number: int) -> ConsentFacts | None:
    """The row that stands: the latest, except that "not asked" in another episode does not undo an answer.

    In the same episode a later "not asked" does replace an answer: that is how a slip is corrected before anything is
    sent. A lapse ends only the answer that it names: the question may have been answered again in between.
    """
    current: ConsentFacts | None = None
    for row in sorted((row for row in rows if row.number == number), key=lambda row: (row.taken_at, row.id)):
        if current and undoes_nothing(row, current):
            continue
        current = row
    return current


def undoes_nothing(row: ConsentFacts, current: ConsentFacts) -> bool:
    """Whether the answer that stands goes on standing beside this later row."""
    if row.state is ConsentState.NOT_ASKED:
        return row.episode_id != current.episode_id
    return row.state is ConsentState.EXPIRED and row.ends_id != current.id


def in_episode(rows: Iterable[ConsentFacts], episode_id: int) -> tuple[ConsentFacts, ...]:
    """What an episode rests on: the answers given in it, and what the person withdrew anywhere. Takes the rows of one
    person, oldest first.

    A refusal in another episode withdraws nothing where nothing was agreed to. It would only tell that somebody else
    asked, and police are not to learn of liaison and diversion's own case.
    """
    agreed: set[int] = set()
    counted = []
    for row in rows:
        if row.episode_id == episode_id:
            counted.append(row)
            agreed |= {row.number} if row.state is ConsentState.GIVEN else set()
        elif row.state in (ConsentState.WITHDRAWN, ConsentState.REFUSED) and row.number in agreed:
            counted.append(row)
    return tuple(counted)


def as_asked_by(service_id: int | None, rows: Iterable[ConsentFacts]) -> tuple[ConsentFacts, ...]:
    """The answers as they count for one service: those to questions 3 and 4 only where it asked them itself.

    Their words say "the service": a yes to one service is not passed to the next, which asks for itself.
    """
    every = tuple(rows)
    others = {
        row.id for row in every if not is_asked_by_police(row.number) and row.service_id not in (None, service_id)
    }
    return tuple(row for row in every if row.id not in others and row.ends_id not in others)


def lapses_on(given_at: datetime) -> date:
    """The London date on which a consent is no longer live: 12 calendar months on; 29 February counts as the 28th."""
    return months_after(given_at.astimezone(LONDON).date(), CONSENT_MONTHS)


def lapses_at(given_at: datetime) -> datetime:
    """The moment from which a consent is no longer live."""
    return _midnight(lapses_on(given_at))


@cache
def _midnight(day: date) -> datetime:
    return from_london(day, time.min)


def episode_ends_on(closed_at: datetime) -> date:
    """The London date from which the episode of a closed case is over: nobody may re-open it any more."""
    return closed_at.astimezone(LONDON).date() + timedelta(days=REOPENS_WITHIN_DAYS)


def is_over(given: ConsentFacts, on: date, *, closed_at: datetime | None) -> bool:
    """Whether a consent has lapsed on a London date: after 12 months, or with its episode, whichever is first.

    `closed_at` is when the last referral of the episode closed; None while one is open, or where none was sent. What
    was agreed after the closing does not lapse with it, but after its own 12 months.
    """
    if closed_at is not None and given.taken_at <= closed_at and on >= episode_ends_on(closed_at):
        return True
    return on >= lapses_on(given.taken_at)


def first_day_still_live(on: date) -> date:
    """The earliest London date on which a consent that is still live on `on` can have been given."""
    given = on - timedelta(days=CONSENT_MONTHS * 31 + 1)
    while months_after(given, CONSENT_MONTHS) <= on:
        given += timedelta(days=1)
    return given


def consent_live(
    rows: Iterable[ConsentFacts], number: int, at: datetime, service_id: int | None = None
) -> ConsentVerdict:
    """Whether consent `number` is live at `at`; with `service_id`, whether it also covers that. Rows of one person."""
    row = standing((row for row in rows if row.taken_at <= at), number)
    if row is None or row.state is ConsentState.NOT_ASKED:
        return ConsentVerdict(live=False, row=row, why="Not asked yet")
    if row.state is ConsentState.REFUSED:
        return ConsentVerdict(live=False, row=row, why="Does not agree")
    if row.state is ConsentState.WITHDRAWN:
        return ConsentVerdict(live=False, row=row, why="Withdrawn")
    if row.state is ConsentState.EXPIRED:
        return ConsentVerdict(live=False, row=row, why="Lapsed: ask again")
    if not row.understood:
        return ConsentVerdict(live=False, row=row, why="Not understood, or not sure: ask again")
    if at.astimezone(LONDON).date() >= lapses_on(row.taken_at):
        return ConsentVerdict(live=False, row=row, why="Lapsed after 12 months: ask again")
    if service_id is not None and row.covers is Covers.NAMED and row.service_id != service_id:
        return ConsentVerdict(live=False, row=row, why="Covers another service only: ask first")
    return ConsentVerdict(live=True, row=row, why="Agrees", in_writing=row.signed)


def as_the_desk_reads(rows: Iterable[ConsentFacts]) -> tuple[ConsentFacts, ...]:
    """The answers as custody and liaison read them: without the lapse of consent 1, which would date a case's end.

    They read a lapse after 12 months from the date, and the lapse of consent 2, which told them of the end anyway.
    """
    return tuple(row for row in rows if (row.number, row.state) != (REFERRAL, ConsentState.EXPIRED))


def heard_by(recipient: AgreedRecipient, rows: Iterable[ConsentFacts]) -> tuple[ConsentFacts, ...]:
    """The answers that count for a recipient: without agreements to consent 2 that named only the other recipient."""
    other = AgreedRecipient.POLICE if recipient is AgreedRecipient.LIAISON else AgreedRecipient.LIAISON
    return tuple(
        row
        for row in as_the_desk_reads(rows)
        if row.number != FEEDBACK or row.state is not ConsentState.GIVEN or row.recipient is not other
    )
