"""How close somebody found is to what was asked, and every reason why, in words: never a percentage."""

from dataclasses import dataclass
from datetime import date

from pathways.people.rules.birth_dates import dates_alike
from pathways.people.rules.folding import fold_number, numbers_meant
from pathways.people.rules.matching import Asked
from pathways.people.rules.names_alike import ALIKE, DIFFERENT, FARTHER, SAME, Alike, first_names_alike, surnames_alike
from pathways.vocabulary import Worded


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What is known of a person that a search can match, under one of their names (`is_alias`: not the recorded)."""

    surname: str
    given_names: str | None
    date_of_birth: date
    pnc_id: str | None = None
    custody_record_nos: tuple[str, ...] = ()
    is_alias: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.surname}" if self.given_names else self.surname


class Closeness(Worded):
    """In words, never a percentage. The order is the order of the list."""

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


@dataclass(frozen=True, kw_only=True)
class _Names:
    """How alike surname and first name are, and what has to be said of both together."""

    surname: Alike
    first: Alike
    swapped: str = ""

    @property
    def points(self) -> int:
        return self.surname.points + self.first.points + (ALIKE if self.swapped else SAME)


MOST_POINTS = 4
_NO_NUMBER, _SLIP_OF_A_NUMBER, _SAME_NUMBER = 0, 1, 2


def likeness(asked: Asked, known: Identity) -> Likeness | None:
    """How close somebody is to what was asked; None where they do not fit at all."""
    number, said = _number(asked, known)
    birth = dates_alike(asked.date_of_birth, known.date_of_birth) if asked.date_of_birth else None
    names = _names(asked, known)
    reasons = [*said]
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
    fit = _fit(names, birth[0], asked) if names and birth else None
    if fit is not None:
        return Likeness(closeness=fit[0], reasons=tuple(reasons), points=fit[1])
    if number == _SLIP_OF_A_NUMBER:
        return Likeness(closeness=Closeness.LESS_LIKELY, reasons=tuple(reasons), points=MOST_POINTS)
    return _by_first_name_and_day(asked, known)


def _fit(names: _Names, day: int, asked: Asked) -> tuple[Closeness, int] | None:
    total = names.points + day
    if names.first.points == DIFFERENT:
        return (Closeness.LESS_LIKELY, total) if total <= MOST_POINTS and not names.swapped else None
    if total > MOST_POINTS:
        return None
    is_close = names.first.points == SAME and max(names.surname.points, day) < FARTHER and total <= FARTHER
    if is_close:
        return Closeness.VERY_CLOSE, total
    return (Closeness.POSSIBLE if total < MOST_POINTS else Closeness.LESS_LIKELY), total


def _names(asked: Asked, known: Identity) -> _Names | None:
    """The names as asked; or the other way round, where that fits better."""
    surname = surnames_alike(asked.surname, known.surname)
    first = first_names_alike(asked.given_names, known.given_names)
    straight = _Names(surname=surname, first=first) if surname else None
    crossed = _crossed(asked, known) if not straight or straight.first.points == DIFFERENT else None
    return crossed or straight


def _crossed(asked: Asked, known: Identity) -> _Names | None:
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


def _by_first_name_and_day(asked: Asked, known: Identity) -> Likeness | None:
    """Another surname, but the first name and the birth date to the day: a marriage, or a name that was made up."""
    first = first_names_alike(asked.given_names, known.given_names)
    if known.date_of_birth != asked.date_of_birth or first.points != SAME:
        return None
    reasons = (f"Surname differs: {known.surname}", "Date of birth the same", first.words)
    return Likeness(closeness=Closeness.LESS_LIKELY, reasons=reasons, points=MOST_POINTS + 1)


def _number(asked: Asked, known: Identity) -> tuple[int, tuple[str, ...]]:
    if not asked.number:
        return _NO_NUMBER, ()
    meant = numbers_meant(asked.number)
    held = [("PNC ID", known.pnc_id)] if known.pnc_id else []
    held += [("Custody record number", number) for number in known.custody_record_nos]
    found = [(what, number, meant[key]) for what, number in held if (key := fold_number(number)) in meant]
    same = tuple(_words(what, number) for what, number, is_same in found if is_same)
    if same:
        return _SAME_NUMBER, same
    slips = tuple(f"{what} one slip away: {number}" for what, number, _ in found)
    return (_SLIP_OF_A_NUMBER, slips) if slips else (_NO_NUMBER, ())


def _words(what: str, number: str) -> str:
    return f"{what} the same" if what == "PNC ID" else f"{what} the same: {number}"
