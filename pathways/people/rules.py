"""How names, numbers and birth dates are compared, and the words of this room that are stored."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Worded

# How many slips of the hand lie between two words: a letter more or less, another letter, or two swapped.


FEW = 2
"""Two words with more slips than this are taken for different words."""


def slips(typed: str, recorded: str) -> int:
    """The number of slips between two words, `FEW` + 1 where there are more (optimal string alignment distance)."""
    return OSA.distance(typed, recorded, score_cutoff=FEW)


def one_slip_in_words(typed: str, recorded: str) -> str:
    """In words, what the single slip between two words is."""
    if len(recorded) != len(typed):
        return "one letter longer" if len(recorded) > len(typed) else "one letter shorter"
    return "two letters swapped" if sorted(typed) == sorted(recorded) else "one letter different"


# How one birth date may have been written down as another: swapped, misread, a year out.


SAME, SLIP, APART = 0, 1, 2
YEARS_OUT = 2


def swapped(day: date) -> date | None:
    """The date with day and month the other way round; None where that is no date, or the same one."""
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def dates_alike(typed: date, recorded: date) -> tuple[int, str] | None:
    """How far two dates are apart, in slips and in words. None where they are just different dates."""
    if typed == recorded:
        return SAME, "Date of birth the same"
    if swapped(typed) == recorded:
        return SLIP, f"Day and month swapped: {_figures(recorded)}, you typed {_figures(typed)}"
    differ = [part for part in ("day", "month", "year") if getattr(typed, part) != getattr(recorded, part)]
    if len(differ) > 1:
        return None
    typed_number, other = getattr(typed, differ[0]), getattr(recorded, differ[0])
    if differ == ["year"]:
        out = abs(typed_number - other)
        points = SLIP if out == 1 or _is_slip(typed_number, other) else APART
        if points == APART and out > YEARS_OUT:
            return None
        return points, f"Day and month the same, year {_count(out)} out: {recorded.year}"
    rest = "Month and year" if differ == ["day"] else "Day and year"
    points = SLIP if abs(typed_number - other) == 1 or _is_slip(typed_number, other) else APART
    return points, f"{rest} the same, {differ[0]} differs: {_figures(recorded)}"


def _is_slip(typed: int, other: int) -> bool:
    """Whether one digit was misread, or two were swapped."""
    return slips(f"{typed:02d}", f"{other:02d}") == 1


def _figures(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _count(years: int) -> str:
    return {1: "one", 2: "two"}.get(years, str(years))


# Names and numbers as they are compared.
#
# Names are the same whatever their capitals, accents, apostrophes and hyphens: Nuñez is Nunez, O'Brien is OBrien.


# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = "'’‘ʼʻ`´"
NAMES_AT_HAND = 2_000
"""Names that a process keeps folded, and as many with how they sound: first names and common surnames recur. To work
one out takes 5 and 18 µs; 50,000 of each take 22 MB of every process that has met so many."""
_PNC_ID = re.compile(r"(?:\d\d)?(\d\d)/?(\d{1,7})([A-Z])")
_MISREAD = str.maketrans({"O": "0", "I": "1"})


@lru_cache(maxsize=NAMES_AT_HAND)
def fold_name(name: str) -> str:
    """A name for comparing: lower case, no accents, no apostrophes, one blank for each hyphen or run of blanks."""
    base = "".join(letter for letter in unicodedata.normalize("NFKD", name) if unicodedata.category(letter) != "Mn")
    plain = base.casefold().translate(_LETTERS)
    without = "".join(letter for letter in plain if letter not in _APOSTROPHES)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in without).split())


def name_in_full(given_names: str | None, surname: str) -> str:
    """The name as staff say it: given names first, a one-word name alone."""
    return f"{given_names} {surname}" if given_names else surname


def shares_first_name(given_names: str, surname: str, recorded: str | None) -> bool:
    """Whether a recorded first name is the one typed, or the surname where the two were swapped: nobody else is very
    close by name. It is asked of many before `likeness`, which takes long."""
    first = fold_name(recorded or "").split()[:1]
    return bool(first) and first in (fold_name(given_names).split()[:1], fold_name(surname).split()[:1])


def fold_number(number: str) -> str:
    """A custody record number or PNC id for comparing: capitals and digits only, so 09/184473K is 09184473K."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", number).upper() if letter.isalnum())


def is_pnc_id(number: str) -> bool:
    """Whether it is written like a PNC id (09/184473K), not like a custody record number (practice)."""
    return re.fullmatch(r"(\d{2}|\d{4})/\d{1,7}[A-Za-z]", number.strip()) is not None


def numbers_meant(number: str) -> Mapping[str, bool]:
    """Every folded number that may be meant: True where it is the same number written differently, False for a slip.

    The same number: the year of a PNC id with or without its century, its digits with or without leading noughts. A
    slip: two neighbours swapped, O for 0, I for 1.
    """
    folded = fold_number(number)
    meant = dict.fromkeys((folded, *_pnc_ids(number)), True)
    swapped = (
        folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]
        for at in range(len(folded) - 1)
        if folded[at] != folded[at + 1]
    )
    for slip in (folded.translate(_MISREAD), *swapped):
        meant.setdefault(slip, False)
    return meant


def same_numbers(number: str) -> tuple[str, ...]:
    """Every way in which the same number is folded; not those that are a slip away."""
    return tuple(each for each, is_same in numbers_meant(number).items() if is_same) if number else ()


def _pnc_ids(number: str) -> tuple[str, ...]:
    written = _PNC_ID.fullmatch(number.strip().upper()) if "/" in number else None
    if not written:
        return ()
    year, digits, letter = written.groups()
    plain = digits.lstrip("0") or "0"
    century = "20" if int(year) < 60 else "19"
    return tuple(
        start + middle + letter for start in (year, century + year) for middle in (digits, plain, plain.zfill(7))
    )


# How a name sounds: a short code that is the same for spellings pronounced alike (design choice, our own).
#
# It keeps the consonants in their order, one sign for each sound, and the vowel only where it comes first. Rawcliffe
# and Rawclif are RKLF; Kathryn and Cathrine KTRN; Wright and Rite RT; Müller and Mueller MLR.


LONGEST_CODE = 12
_VOWELS = "aeiouy"
_VOWEL = "A"
_SILENT_FIRST = (
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("wr", "r"),
    ("ps", "s"),
    ("rh", "r"),
    ("wh", "w"),
    ("mc", "mac"),
)
# In this order: a longer spelling before what it begins with.
_SPELLINGS = (
    ("tsch", "X"),
    ("sch", "X"),
    ("cz", "X"),
    ("tch", "X"),
    ("dge", "J"),
    ("gh", ""),
    ("ph", "F"),
    ("sh", "X"),
    ("sz", "X"),
    ("ch", "X"),
    ("ck", "K"),
    ("sc", "S"),
    ("qu", "K"),
    ("th", "T"),
    ("x", "KS"),
    ("q", "K"),
    ("z", "S"),
    ("v", "F"),
    ("d", "T"),
    ("j", "J"),
    ("w", ""),
    ("h", ""),
)
_SOFT = {"c": ("K", "S"), "g": ("K", "J")}


@lru_cache(maxsize=NAMES_AT_HAND)
def sound_of(folded: str) -> str:
    """The code of a name folded by `fold_name`, all its parts together. Letters of other scripts stay as they are."""
    word = folded.replace(" ", "")
    for written, sound in _SILENT_FIRST:
        if word.startswith(written):
            word = sound + word.removeprefix(written)
            break
    code, at = [], 0
    while at < len(word):
        sound, length = _next(word, at)
        code.append(_VOWEL if not at and word[0] in _VOWELS else sound)
        at += length
    said_once = "".join(sign for sign, _ in groupby("".join(code)))
    return (said_once or word[:1].upper())[:LONGEST_CODE]


def _next(word: str, at: int) -> tuple[str, int]:
    """The sound at a place in a word, and how many letters it takes."""
    letter = word[at]
    if letter == "w" and not at:
        return "W", 1
    if letter == "h" and not at:
        return "H", 1
    if word.startswith("gh", at) and not at:
        return "K", 2
    if letter in _VOWELS:
        return "", 1
    for written, sound in _SPELLINGS:
        if word.startswith(written, at):
            return sound, len(written)
    if letter in _SOFT:
        hard, soft = _SOFT[letter]
        return (soft if word[at + 1 : at + 2] in ("e", "i", "y") else hard), 1
    return letter.upper(), 1


# The words of this room that are stored: each value once, with the label that staff read.


class AgeEvidence(Worded):
    """Where the birth date comes from (drug-testing data dictionary, 2.1)."""

    DOCUMENTED = "documented", "A document seen at the desk"
    POLICE_RECORD = "police_record", "A police record"
    SELF_DECLARED = "self_declared", "They said so"
    ESTIMATED = "estimated", "Estimated: they would not or could not say"

    @property
    def is_sure(self) -> bool:
        return self in (AgeEvidence.DOCUMENTED, AgeEvidence.POLICE_RECORD)


class Presence(Worded):
    """Why somebody is in the cells (drug-testing data dictionary, 2.1). `in_sentence` reads after "recorded as".

    Only the first three are police detention for an offence; nobody else can be asked for a sample (V-001).
    """

    ARRESTED = "arrested", "Arrested for an offence"
    ARRESTED_AFTER_ATTENDING = (
        "arrested_after_voluntary_attendance",
        "Came in voluntarily, then arrested for an offence",
    )
    BAIL_RETURN = "bail_return", "Returned on bail", "A new detention. The arrest below is when they came back"
    SECTION_136 = "s136_mha", "Held under section 136 of the Mental Health Act"
    BREACH_OF_PEACE = "breach_of_peace", "Held for a breach of the peace"
    RECALL = "prison_recall", "Recalled to prison"
    IMMIGRATION = "immigration", "Held for immigration"
    COURT_WARRANT = "fta_warrant", "Held on a warrant for not coming to court"
    OTHER = "other_non_offence", "Held for something else that is not an offence"

    @property
    def is_for_an_offence(self) -> bool:
        return self in (Presence.ARRESTED, Presence.ARRESTED_AFTER_ATTENDING, Presence.BAIL_RETURN)

    @property
    def in_sentence(self) -> str:
        return self.label[:1].lower() + self.label[1:]


class ReleaseType(Worded):
    """How a detention ended. Only a release on bail gives a power to hold for a sample (PACE 1984 s.37(8A))."""

    ON_BAIL = "on_bail", "On bail"
    WITHOUT_BAIL = "without_bail", "Without bail, under investigation"
    OUT_OF_COURT = "out_of_court", "Out-of-court disposal given", "A caution, resolution, warning or penalty notice"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    CHARGED_BAIL = "charged_bail", "Charged and bailed"
    REMANDED = "remanded", "Charged and remanded"

    @property
    def is_without_bail(self) -> bool:
        """Under investigation, a disposal given or no further action: no power to keep somebody for a sample."""
        return self in (ReleaseType.WITHOUT_BAIL, ReleaseType.OUT_OF_COURT, ReleaseType.NO_FURTHER_ACTION)


class DeathSource(Worded):
    """Who told us of a death."""

    POLICE = "police", "Police"
    HOSPITAL = "hospital", "Hospital or ambulance"
    CORONER = "coroner", "Coroner"
    FAMILY = "family", "Family or friend"
    SERVICE = "service", "A treatment service"


class NoneOfThese(Worded):
    """Why a person is added although the search found somebody."""

    CHECKED = "checked", "Different person: checked photo or PNC"
    NOT_CHECKED = "not_checked", "Different person: told me so, not checked"
    NOT_KNOWN_YET = "not_known_yet", "Identity not known yet"


class Rung(Worded):
    """Who was rung about a young person."""

    YOUNG_PEOPLES_SERVICE = "young_peoples_service", "Young people’s service"
    YOUTH_JUSTICE = "youth_justice", "Youth justice service"
    CHILDRENS_DUTY_TEAM = "childrens_duty_team", "Children’s duty team"
    NOBODY = "nobody", "Nobody yet: say why below"


class AgreesToTalk(Worded):
    """Does the young person agree to talk to the service? It is their choice."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "Not asked yet"


class AdultTold(Worded):
    """Does the appropriate adult know?"""

    HERE = "here", "Yes, here"
    ON_THE_WAY = "on_the_way", "Yes, on the way"
    NOT_YET = "not_yet", "Not yet"


class SignsOfUse(Worded):
    """Any sign that others are using the young person."""

    NO = "no", "No sign"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class CareNeed(Worded):
    """What somebody in detention needs before anything is asked of them."""

    APPROPRIATE_ADULT = "appropriate_adult", "An appropriate adult", "Under 18, or may be vulnerable for any reason"
    INTERPRETER = "interpreter", "An interpreter"
    NEITHER = "neither", "Neither"


# How long a record is still read after it ended: a closed episode or case, a release, an answer, a reviewed concern.


@dataclass(frozen=True, kw_only=True)
class DaysInSight(Dated):
    days: int


_DAYS_IN_SIGHT: Final = dated_rows_of(Path(__file__).parent / "data" / "days_in_sight.csv", DaysInSight)


def in_sight_for(day: date) -> timedelta:
    """How long what has ended is still read, by the table as it stands on a day (rule R6, docs/decisions/0072)."""
    return timedelta(days=in_force(_DAYS_IN_SIGHT, day).days)
