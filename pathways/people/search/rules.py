"""The rules of a search: what an officer may ask, the keys looked up, how close a name is, and every reason why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pathways.people.identity.rules import name_reasons
from pathways.people.rules import (
    FEW,
    dates_alike,
    fold_name,
    fold_number,
    name_in_full,
    numbers_meant,
    one_slip_in_words,
    slips,
    sound_of,
    swapped,
)
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# What an officer may search for, and when that is enough.


MOST_HITS = 20
"""More than that is a browse, not a search (docs/decisions/0072)."""

SHORTEST_NUMBER = 4


@dataclass(frozen=True, kw_only=True)
class PersonAsked:
    """What an officer searched for. Blank means not given."""

    surname: str = ""
    given_names: str = ""
    date_of_birth: date | None = None
    number: str = ""

    @property
    def fields_given(self) -> tuple[str, ...]:
        """The names of the fields that were filled in, for the log; never what was in them."""
        return tuple(name for name in ("surname", "given_names", "date_of_birth", "number") if getattr(self, name))


def too_little(asked: PersonAsked) -> tuple[Reason, ...]:
    """Why this is not enough to search with (docs/decisions/0072: at least two facts, or one number)."""
    if wrong := name_reasons(asked.surname, asked.given_names):
        return wrong
    if asked.number:
        if len(fold_number(asked.number)) < SHORTEST_NUMBER:
            return (Reason(f"Enter the whole number, at least {SHORTEST_NUMBER} letters and digits", "number"),)
        return ()
    if fold_name(asked.surname) and asked.date_of_birth:
        return ()
    missing = "date_of_birth" if fold_name(asked.surname) else "surname"
    return (Reason("Enter a surname and date of birth, or one number", missing),)


# How far apart two names are, in points and in words. Points are slips: no points means the same name.


SAME, ALIKE, FARTHER, DIFFERENT = 0, 1, 2, 3
SHORTEST_WORD, SHORTEST_FOR_TWO, SHORTEST_SHORT_FORM, SHORTEST_CODE = 3, 5, 3, 3


@dataclass(frozen=True, kw_only=True)
class Alike:
    """How far apart two names are, and why they are taken for the same name."""

    points: int
    words: str


def surnames_alike(typed: str, recorded: str) -> Alike | None:
    """How alike two surnames are; None where they are just different names."""
    name, other = fold_name(typed), fold_name(recorded)
    if not name or not other:
        return None
    if name == other:
        same = typed.strip() == recorded
        return Alike(
            points=SAME,
            words="Surname the same" if same else f"Surname the same but for capitals, accents or marks: {recorded}",
        )
    if _spelt_out(name) == _spelt_out(other):
        return Alike(points=SAME, words=f"Surname the same, written differently: {recorded}")
    return _by_parts(name, other, recorded) or _by_slips(name, other, recorded)


def _by_slips(name: str, other: str, recorded: str) -> Alike | None:
    apart, shortest = slips(name, other), min(len(name), len(other))
    if apart == 1 and shortest >= SHORTEST_WORD:
        return Alike(points=ALIKE, words=f"Surname {one_slip_in_words(name, other)}: {recorded}")
    if _sounds_alike(name, other):
        return Alike(points=ALIKE, words=f"Surname sounds alike: {recorded}")
    if apart == FEW and shortest >= SHORTEST_FOR_TWO:
        return Alike(points=FARTHER, words=f"Surname two letters different: {recorded}")
    return None


def _by_parts(name: str, other: str, recorded: str) -> Alike | None:
    """Names of several parts: the same parts in another order, one part the same, or one nearly."""
    typed_parts, held_parts = name.split(), other.split()
    if len(typed_parts) == len(held_parts) == 1:
        return None
    if sorted(typed_parts) == sorted(held_parts):
        return Alike(points=ALIKE, words=f"Parts of the surname in another order: {recorded}")
    long_enough = [part for part in typed_parts if len(part) >= SHORTEST_WORD]
    if any(part in held_parts for part in long_enough):
        return Alike(points=ALIKE, words=f"One part of the surname the same: {recorded}")
    if whole := _by_slips(name, other, recorded):
        return whole
    if any(slips(part, each) == 1 or _sounds_alike(part, each) for part in long_enough for each in held_parts):
        return Alike(points=FARTHER, words=f"One part of the surname alike: {recorded}")
    return None


def _spelt_out(folded: str) -> str:
    """The name as one word, with pairs that stand for an accented letter as that letter: Mueller as Muller."""
    word = folded.replace(" ", "")
    for pair in ("ae", "oe", "ue"):
        word = word.replace(pair, pair[0])
    return word.replace("aa", "a")


def first_names_alike(typed: str, recorded: str | None) -> Alike:
    """How alike first names are. The first of several is enough; one not typed, or not recorded, says nothing."""
    wanted, known = fold_name(typed), fold_name(recorded or "")
    if not wanted:
        return Alike(points=ALIKE, words="")
    if not known:
        return Alike(points=ALIKE, words="No first name held")
    first, names = wanted.split()[0], known.split()
    if wanted == known or first == names[0]:
        return Alike(points=SAME, words="First name the same")
    if first in names:
        return Alike(points=ALIKE, words=f"First name is another of theirs: {recorded}")
    if any(_is_similar(first, name) for name in (names[0], names[0] + (names[1] if len(names) > 1 else ""))):
        return Alike(points=ALIKE, words=f"First name similar: {recorded}")
    return Alike(points=DIFFERENT, words=f"First name differs: {recorded}")


def _is_similar(name: str, other: str) -> bool:
    shortest = min(len(name), len(other))
    is_short_form = shortest >= SHORTEST_SHORT_FORM and (name.startswith(other) or other.startswith(name))
    is_initial = shortest == 1 and name[0] == other[0]
    return is_short_form or is_initial or slips(name, other) <= ALIKE or _sounds_alike(name, other)


def _sounds_alike(name: str, other: str) -> bool:
    """Whether two names sound alike. A short code says little (Dean and Danny are both TN), so the spelling has to be
    near as well."""
    code = sound_of(name)
    return code == sound_of(other) and (len(code) >= SHORTEST_CODE or slips(name, other) <= FEW)


# How close somebody found is to what was asked, and every reason why, in words: never a percentage.


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a search can match of a person, under one of their names; `is_alias`: it is another name they go by."""

    surname: str
    given_names: str | None
    date_of_birth: date
    pnc_id: str | None = None
    custody_record_nos: tuple[str, ...] = ()
    is_alias: bool = False

    @property
    def full_name(self) -> str:
        return name_in_full(self.given_names, self.surname)


class Closeness(Worded):
    """How close a hit is, in words, never a percentage. Lists are in this order."""

    VERY_CLOSE = "very_close", "Very close"
    POSSIBLE = "possible", "Possible"
    LESS_LIKELY = "less_likely", "Less likely"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How close a hit is, and every reason why it was found. `points` order hits that are equally close."""

    closeness: Closeness
    reasons: tuple[str, ...]
    points: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the list: the smallest comes first."""
        return list(Closeness).index(self.closeness), self.points


NO_LONGER_ALIKE = Likeness(closeness=Closeness.LESS_LIKELY, reasons=("Corrected since, and no longer alike",))
"""Of somebody whom an earlier search found, and who is not what it asked any more."""


@dataclass(frozen=True, kw_only=True)
class _Names:
    """How alike surname and first name are, and whether they were swapped (in words, or "")."""

    surname: Alike
    first: Alike
    swapped: str = ""

    @property
    def points(self) -> int:
        return self.surname.points + self.first.points + (ALIKE if self.swapped else SAME)


MOST_POINTS = 4
_NO_NUMBER, _SLIP_OF_A_NUMBER, _SAME_NUMBER = 0, 1, 2


def likeness(asked: PersonAsked, known: Identity) -> Likeness | None:
    """How close somebody is to what was asked; None where they do not fit at all."""
    number, number_words = _number(asked, known)
    birth = dates_alike(asked.date_of_birth, known.date_of_birth) if asked.date_of_birth else None
    names = _names(asked, known)
    reasons = [*number_words]
    if known.is_alias and names:
        reasons.append(f"Also known as {known.full_name}")
    if names:
        reasons += [names.swapped or names.surname.words]
        if names.swapped and names.surname.points:
            reasons.append(names.surname.words)
    if birth:
        reasons.append(birth[1])
    if names and names.first.words:
        reasons.append(names.first.words)
    if number == _SAME_NUMBER:
        return Likeness(closeness=Closeness.VERY_CLOSE, reasons=tuple(reasons), points=-1)
    fit = _fit(names, birth[0]) if names and birth else None
    if fit is not None:
        return Likeness(closeness=fit[0], reasons=tuple(reasons), points=fit[1])
    if number == _SLIP_OF_A_NUMBER:
        return Likeness(closeness=Closeness.LESS_LIKELY, reasons=tuple(reasons), points=MOST_POINTS)
    return _by_first_name_and_day(asked, known)


def _fit(names: _Names, day: int) -> tuple[Closeness, int] | None:
    total = names.points + day
    if names.first.points == DIFFERENT:
        return (Closeness.LESS_LIKELY, total) if total <= MOST_POINTS and not names.swapped else None
    if total > MOST_POINTS:
        return None
    is_close = names.first.points == SAME and max(names.surname.points, day) < FARTHER and total <= FARTHER
    if is_close:
        return Closeness.VERY_CLOSE, total
    return (Closeness.POSSIBLE if total < MOST_POINTS else Closeness.LESS_LIKELY), total


def _names(asked: PersonAsked, known: Identity) -> _Names | None:
    """The names as asked, or with surname and first name swapped where that fits better."""
    surname = surnames_alike(asked.surname, known.surname)
    first = first_names_alike(asked.given_names, known.given_names)
    straight = _Names(surname=surname, first=first) if surname else None
    crossed = _crossed(asked, known) if not straight or straight.first.points == DIFFERENT else None
    return crossed or straight


def _crossed(asked: PersonAsked, known: Identity) -> _Names | None:
    first = known.given_names.split()[0] if known.given_names else ""
    as_first = first_names_alike(asked.surname, first) if first and asked.surname else None
    if as_first is None or as_first.points == DIFFERENT:
        return None
    if not asked.given_names:
        nothing_said = Alike(points=ALIKE, words="")
        swapped = f"Surname as typed is a first name here: {first}"
        return _Names(surname=as_first, first=nothing_said, swapped=swapped) if as_first.points == SAME else None
    surname = surnames_alike(asked.given_names, known.surname)
    if surname is None:
        return None
    return _Names(surname=surname, first=as_first, swapped="Surname and first name swapped")


def _by_first_name_and_day(asked: PersonAsked, known: Identity) -> Likeness | None:
    """A fit by first name and the exact birth date with another surname: a marriage, or a name that was made up."""
    first = first_names_alike(asked.given_names, known.given_names)
    if known.date_of_birth != asked.date_of_birth or first.points != SAME:
        return None
    reasons = (f"Surname differs: {known.surname}", "Date of birth the same", first.words)
    return Likeness(closeness=Closeness.LESS_LIKELY, reasons=reasons, points=MOST_POINTS + 1)


def _number(asked: PersonAsked, known: Identity) -> tuple[int, tuple[str, ...]]:
    if not asked.number:
        return _NO_NUMBER, ()
    meant = numbers_meant(asked.number)
    numbers = [("PNC ID", known.pnc_id)] if known.pnc_id else []
    numbers += [("Custody record number", number) for number in known.custody_record_nos]
    matches = [(what, number, meant[key]) for what, number in numbers if (key := fold_number(number)) in meant]
    same = tuple(_words(what, number) for what, number, is_same in matches if is_same)
    if same:
        return _SAME_NUMBER, same
    slips = tuple(f"{what} one slip away: {number}" for what, number, _ in matches)
    return (_SLIP_OF_A_NUMBER, slips) if slips else (_NO_NUMBER, ())


def _words(what: str, number: str) -> str:
    return f"{what} the same" if what == "PNC ID" else f"{what} the same: {number}"


# What was typed into one box, shared out among the fields of the search: a name, a birth date, a number.
#
# This is the box on the custody board: "Surname and date of birth, or a number". Nothing that was typed is dropped, so
# that the search page shows it all and says what is wrong with it.


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\s+(?P<month>[a-z]{3,9})\.?\s+(?P<year>\d{4})\b", re.IGNORECASE),
    re.compile(r"(?<!\S)(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})(?!\S)"),
)


def in_boxes(words: str) -> dict[str, str]:
    """The fields of the search as somebody would have typed them there, without those that are not meant.

    A comma ends the surname; without a comma it is the first word. A word with a digit that is no date is the number.
    """
    text = " ".join(words.split())
    fields = dict(_date_of(text))
    if fields:
        text = " ".join(text.replace(fields.pop("as written"), " ", 1).split())
    numbers = [word for word in text.split(" ") if any(letter.isdigit() for letter in word)]
    if numbers:
        fields["number"] = " ".join(numbers)
        text = " ".join(word for word in text.split(" ") if word not in numbers)
    surname, comma, rest = text.partition(",")
    if not comma:
        surname, _, rest = text.partition(" ")
    names = {"surname": surname.strip(), "given_names": rest.strip(" ,")}
    return fields | {name: typed for name, typed in names.items() if typed}


def _date_of(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _DATES:
        if (match := pattern.search(text)) and (month := _month(match["month"])):
            yield "as written", match[0]
            for part, typed in (("day", match["day"]), ("month", month), ("year", match["year"])):
                yield f"date_of_birth-{part}", typed
            return


def _month(written: str) -> str:
    """The month in figures; "" where the word is not a month."""
    if written.isdigit():
        return written
    begins = written[:3].lower()
    return str(MONTHS.index(begins) + 1) if begins in MONTHS else ""


# The keys under which a person is looked up: a few exact look-ups that find everybody who may be meant (design choice).
#
# Each live name is kept under its birth date, so that any spelling is found by the right date, and under the sound of
# its surname with two parts of the date, so that the third may be wrong. `likeness` decides which of those found fit,
# and how well.


def keys_of(surname: str, born_on: date) -> tuple[str, ...]:
    """The keys under which somebody with that surname and birth date is kept."""
    heard = _heard(surname)
    return (_day_key(born_on), *(key for sound in heard for key in _sound_keys(sound, born_on)))


def keys_asked(surname: str, given_names: str, born_on: date) -> tuple[str, ...]:
    """The keys to look under for a name and birth date as typed, also with day and month the other way round."""
    other = swapped(born_on)
    days = (_day_key(born_on), *((_day_key(other),) if other else ()))
    heard = dict.fromkeys((*_heard(surname), *_heard(given_names)[:1]))
    return (*days, *(key for sound in heard for key in _sound_keys(sound, born_on)))


def _heard(name: str) -> tuple[str, ...]:
    """How a name sounds, and each part of one that has several."""
    folded = fold_name(name)
    parts = folded.split()
    return tuple(dict.fromkeys(sound_of(each) for each in (folded, *(parts if len(parts) > 1 else ())) if each))


def _day_key(day: date) -> str:
    return f"{day:%Y%m%d}"


def _sound_keys(sound: str, day: date) -> tuple[str, ...]:
    """The keys of a sound: without the day, without the month, and without the year."""
    return (f"{sound} {day:%Y%m}--", f"{sound} {day:%Y}--{day:%d}", f"{sound} ----{day:%m%d}")
