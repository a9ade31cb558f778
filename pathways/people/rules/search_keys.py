"""The keys by which somebody is looked for: a few exact look-ups that find whoever may be meant (design choice).

Each live name is kept under its birth date, so that any spelling of the name is found by the right date, and under how
its surname sounds with two parts of the date, so that the third may be wrong. Which of those found fits, and how well,
`likeness` decides.
"""

from datetime import date

from pathways.people.rules.birth_dates import swapped
from pathways.people.rules.folding import fold_name
from pathways.people.rules.sounds import sound_of


def keys_of(surname: str, born_on: date) -> tuple[str, ...]:
    """The keys that somebody of that surname and birth date is kept under."""
    heard = _heard(surname)
    return (_day_key(born_on), *(key for sound in heard for key in _sound_keys(sound, born_on)))


def keys_asked(surname: str, given_names: str, born_on: date) -> tuple[str, ...]:
    """The keys to look under for a name and a birth date as typed; the date the other way round as well."""
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
    """Without the day, without the month, without the year."""
    return (f"{sound} {day:%Y%m}--", f"{sound} {day:%Y}--{day:%d}", f"{sound} ----{day:%m%d}")
