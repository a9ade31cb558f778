"""Facts at random: every name a rule reads, numbers about the limits of the rules, and some of them not known."""

from random import Random

from pathways.law.rules.disposal_book_checks import WORDS, Shape, shape_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import FACT_WORDS, SWITCHES

NAMES = (*sorted(FACT_WORDS), *sorted(SWITCHES))
NUMBERS = (-3, 0, 1, 2, 3, 4, 9, 15.9, 16, 16.2, 17, 18, 19, 20, 20.2, 21, 27, 28, 50, 51, 100, 101, 150)


def one_fact(name: str, random: Random) -> Value:
    """A value that this fact can have."""
    match shape_of(name):
        case Shape.YES_NO:
            return random.random() < 0.5
        case Shape.NUMBER:
            return random.choice(NUMBERS)
        case Shape.WORD:
            return random.choice(sorted(WORDS[name]))
        case Shape.LIST:
            words = sorted(WORDS[name])
            return tuple(random.sample(words, random.randint(1, len(words))))


def a_case(random: Random, *, unknown: float = 0) -> dict[str, Value | None]:
    """Every fact and switch, each not known with a chance of `unknown`."""
    return {name: None if random.random() < unknown else one_fact(name, random) for name in NAMES}
