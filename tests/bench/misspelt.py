"""Made-up people, and nine ways in which an officer at a desk gets a name or a birth date wrong."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.people.rules import fold_name
from pathways.people.search.rules import PersonAsked

STARTS = "Ab Ald Barn Beck Brad Carl Chap Clay Cor Dar Den Dun Ed El Fen Fos Gar Gil Har Hol Hub Jen Kes Kirk Lam Lin"
STARTS += " Mar Mel Nor Oak Os Par Pem Ral Rich Rob Sand Shel Stan Tat Thorn Tyr Wal War Wick Wil Wren Yar Ziel"
MIDDLES = "a am an ar ber bur den e el en er ga i in is la le li lin o or ra ri ro ten ver"
ENDS = "bury by cliffe cott croft dale don field ford gate ham hurst kins land ley low man more ner rop sby sen ski son"
ENDS += " stead ster thorpe ton vic ward well wick wood worth"
FOREIGN = "Núñez Müller Göransson Łukasiewicz Šimková Çelik Đorđević Nguyễn Sørensen Ibañez Muñoz Köhler Żak Dvořák"
GIVEN = [
    "Adam",
    "Aisha",
    "Alan",
    "Alice",
    "Amy",
    "Andrew",
    "Anna",
    "Anthony",
    "Aaron",
    "Beth",
    "Brian",
    "Callum",
    "Carl",
    "Chloe",
    "Christopher",
    "Craig",
    "Daniel",
    "Danuta",
    "Darren",
    "David",
    "Dean",
    "Deborah",
    "Dominik",
    "Donna",
    "Edward",
    "Emma",
    "Ewa",
    "Fatima",
    "Gareth",
    "Gary",
    "George",
    "Gemma",
    "Grace",
    "Hannah",
    "Harry",
    "Helen",
    "Ian",
    "Imran",
    "Ivan",
    "Jack",
    "Jade",
    "James",
    "Jamie",
    "Jason",
    "Joanne",
    "John",
    "Jordan",
    "José",
    "Joshua",
    "Julie",
    "Karen",
    "Kelly",
    "Kevin",
    "Kieran",
    "Laura",
    "Leanne",
    "Lee",
    "Liam",
    "Linda",
    "Lisa",
    "Louise",
    "Luke",
    "Marcus",
    "Mark",
    "Martin",
    "Mary",
    "Matthew",
    "Megan",
    "Michael",
    "Mohammed",
    "Natalie",
    "Nathan",
    "Neil",
    "Nicola",
    "Olena",
    "Oliver",
    "Patrick",
    "Paul",
    "Peter",
    "Piotr",
    "Rachel",
    "Ravi",
    "Rebecca",
    "Robert",
    "Ryan",
    "Samantha",
    "Samuel",
    "Sarah",
    "Scott",
    "Sean",
    "Shelley",
    "Simon",
    "Sophie",
    "Stacey",
    "Stephen",
    "Steven",
    "Susan",
    "Thomas",
    "Tina",
    "Tracy",
    "Victoria",
    "Wayne",
    "William",
    "Zoë",
]
_SAID_ALIKE = [("cliffe", "clif"), ("field", "feald"), ("ph", "f"), ("ck", "k"), ("ley", "lee"), ("c", "k"), ("i", "y")]
_SAID_ALIKE += [
    ("s", "ss"),
    ("ford", "forde"),
    ("wick", "wik"),
    ("thorpe", "thorp"),
    ("er", "ur"),
    ("e", "a"),
    ("o", "oe"),
]


@dataclass(frozen=True)
class Somebody:
    """A person as recorded."""

    number: int
    surname: str
    given: str
    born: date


def everybody(how_many: int, seed: int = 20261125) -> Iterator[Somebody]:
    """The same people each time: common surnames often, some of two parts, some with accents, over 62 years."""
    chance = random.Random(seed)
    starts, middles, ends, foreign = (each.split() for each in (STARTS, MIDDLES, ENDS, FOREIGN))
    first_day = date(1948, 1, 1)
    common = [chance.choice(starts) + chance.choice(ends) for _ in range(400)]
    for number in range(1, how_many + 1):
        draw = chance.random()
        if draw < 0.5:
            surname = common[int(400 * chance.random() ** 2)]
        elif draw < 0.94:
            surname = chance.choice(starts) + chance.choice(middles) + chance.choice(ends)
        elif draw < 0.97:
            surname = chance.choice(foreign)
        else:
            surname = f"{chance.choice(common)}-{chance.choice(starts)}{chance.choice(ends)}"
        born = first_day + timedelta(days=chance.randrange(62 * 365))
        yield Somebody(number, surname, chance.choice(GIVEN), born)


def _asked(of: Somebody, chance: random.Random, surname: str) -> PersonAsked:
    """Half of the officers leave the first name out."""
    return PersonAsked(surname=surname, given_names=chance.choice(("", of.given)), date_of_birth=of.born)


def _another_letter(of: Somebody, chance: random.Random) -> PersonAsked:
    at, letter = chance.randrange(len(of.surname)), chance.choice("abcdefghijklmnoprstuw")
    return _asked(of, chance, of.surname[:at] + letter + of.surname[at + 1 :])


def _a_letter_more(of: Somebody, chance: random.Random) -> PersonAsked:
    at, letter = chance.randrange(1, len(of.surname) + 1), chance.choice("abcdefghijklmnoprstuw")
    return _asked(of, chance, of.surname[:at] + letter + of.surname[at:])


def _dropped(of: Somebody, chance: random.Random) -> PersonAsked:
    at = chance.randrange(len(of.surname))
    return _asked(of, chance, of.surname[:at] + of.surname[at + 1 :])


def _transposed(of: Somebody, chance: random.Random) -> PersonAsked:
    at = chance.randrange(len(of.surname) - 1)
    return _asked(of, chance, of.surname[:at] + of.surname[at + 1] + of.surname[at] + of.surname[at + 2 :])


def _phonetic(of: Somebody, chance: random.Random) -> PersonAsked:
    fitting = [pair for pair in _SAID_ALIKE if pair[0] in of.surname.lower()]
    heard = of.surname.lower()
    for written, sound in chance.sample(fitting, min(2, len(fitting))):
        heard = heard.replace(written, sound, 1)
    return _asked(of, chance, heard)


def _swapped_names(of: Somebody, chance: random.Random) -> PersonAsked:
    return PersonAsked(surname=of.given, given_names=of.surname, date_of_birth=of.born)


def _swapped_day_and_month(of: Somebody, chance: random.Random) -> PersonAsked | None:
    if of.born.day > 12 or of.born.day == of.born.month:
        return None
    turned = date(of.born.year, of.born.day, of.born.month)
    return PersonAsked(surname=of.surname, given_names=chance.choice(("", of.given)), date_of_birth=turned)


def _misread_date(of: Somebody, chance: random.Random) -> PersonAsked:
    """The day one out, or the last two digits of the year swapped or one out."""
    year = of.born.year
    turned = int(f"{year // 100}{year % 10}{year // 10 % 10}")
    years = [each for each in (turned, year + 1, year - 1) if 1930 < each < 2015 and each != year]
    day = chance.choice((of.born.day, of.born.day + 1 if of.born.day < 28 else of.born.day - 1))
    if day == of.born.day:
        year = chance.choice(years)
    return PersonAsked(surname=of.surname, given_names=of.given, date_of_birth=date(year, of.born.month, min(day, 28)))


def _double_barrelled(of: Somebody, chance: random.Random) -> PersonAsked | None:
    parts = of.surname.split("-")
    if len(parts) < 2:
        return None
    return _asked(of, chance, chance.choice((*parts, f"{parts[1]}-{parts[0]}", "".join(parts))))


def _diacritics(of: Somebody, chance: random.Random) -> PersonAsked | None:
    if of.surname.isascii():
        return None
    bare = "".join(each for each in unicodedata.normalize("NFKD", of.surname) if ord(each) < 0x300)
    spelt = of.surname.lower().replace("ü", "ue").replace("ö", "oe").replace("ø", "oe").replace("å", "aa")
    return _asked(of, chance, chance.choice((bare, spelt, fold_name(of.surname).upper())))


KINDS: dict[str, Callable[[Somebody, random.Random], PersonAsked | None]] = {
    "another letter typed": _another_letter,
    "a letter too many": _a_letter_more,
    "a letter dropped": _dropped,
    "two letters transposed": _transposed,
    "spelt as it sounds": _phonetic,
    "surname and first name swapped": _swapped_names,
    "day and month swapped": _swapped_day_and_month,
    "day or year misread": _misread_date,
    "one part of a double-barrelled name": _double_barrelled,
    "accents left out or spelt out": _diacritics,
}


def misspellings(people: list[Somebody], each: int, seed: int = 7) -> Iterator[tuple[str, Somebody, PersonAsked]]:
    """So many of each kind: the kind, who is meant, and what is typed."""
    for kind, spoil in KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        made = 0
        for somebody in chance.sample(people, len(people)):
            asked = spoil(somebody, chance) if made < each else None
            if asked and fold_name(asked.surname):
                made += 1
                yield kind, somebody, asked
