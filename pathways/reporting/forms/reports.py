"""The questions of a report, read from its address so that a page can be shared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Self

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.dates import day_in_words
from pathways.refusals import Reason
from pathways.reporting.rules.board import digits_of
from pathways.reporting.rules.editions import Edition, last_end, length_of
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.groups import GroupKind, Which
from pathways.reporting.rules.groups_words import EVERYBODY
from pathways.reporting.rules.periods import QUARTER, YEAR, Stretch, quarter_of
from pathways.ui.choices import Choice, Pick, choices_of
from pathways.ui.fields import Line
from pathways.ui.forms import Form
from pathways.vocabulary import Area

NEWEST: Final = "newest"
"""What stands for the last day as known on which the figures of a period were made."""
NOT_WHOLE: Final = (
    "Figures are shown for whole quarters and years, so that nobody is found by subtracting one period from "
    "another. Choose a period"
)
NOT_YET: Final = "Figures are made in the second week after a quarter is over. Choose a period"
NOT_OVER: Final = "is not over yet"
ONCE_A_YEAR: Final = "This report is made once a year"
NO_DATE, NO_DATES = "is no date", "are no dates"
NOT_OF_THIS: Final = "This report is of the periods in the list. Choose a period"
REVERSED: Final = "The period ends before it starts"
NO_FINGERPRINT: Final = (
    "No quarter’s figures have this fingerprint. Look for a typing error: it is sixteen characters, 0 to 9 and a to f"
)
NOT_AN_END: Final = "Figures are made as known on the last day of a quarter. Choose one of these"
NOT_MADE: Final = "No figures were made as known on {day}. Choose one of these"
TO_COME: Final = "is still to come. Choose one of these"
LONGEST_SHOWN: Final = 20
"""So much of what stands in the place of a date is said again."""


class WholePeriod(Pick):
    """One of the periods of which figures were made. `data` is a Stretch."""

    def unknown(self) -> str:
        """Why there are no figures of the days that were asked for, with the days where they can be read."""
        asked = _stretch_of(self.typed)
        if asked is None:
            return _no_dates(self.typed.split("/", 1), "Choose a period") or NOT_WHOLE
        if asked.to_on < asked.from_on:
            return f"{REVERSED}. {NOT_WHOLE}"
        if not asked.is_whole:
            return f"You asked for {day_in_words(asked.from_on)} to {day_in_words(asked.to_on)}. {NOT_WHOLE}"
        if self.is_of_years and asked.months != YEAR:
            return f"{ONCE_A_YEAR}, and you asked for {asked.words}. Choose a year"
        if asked.to_on >= clock.today():
            return f"{asked.words} {NOT_OVER}. {f'{ONCE_A_YEAR}. Choose a year' if self.is_of_years else NOT_YET}"
        why = NOT_OF_THIS if asked.to_on <= last_end(clock.today()) else NOT_YET
        return f"No figures were made of {asked.words}. {why}"

    @property
    def is_of_years(self) -> bool:
        """Whether the report is made of years alone."""
        return {each.means.months for each in self.choices} == {YEAR}


class KnownDay(Pick):
    """One of the days as known on which figures were made. `data` is a date, or `NEWEST`."""

    def unknown(self) -> str:
        day = _day_of(self.typed)
        if day is None:
            return _no_dates([self.typed], "Choose one of these") or NOT_AN_END
        if day > clock.today():
            return f"{day_in_words(day)} {TO_COME}"
        return NOT_AN_END if quarter_of(day).to_on != day else NOT_MADE.format(day=day_in_words(day))


class PeriodForm(Form):
    """A period of which figures were made, and the day as known on which. It changes nothing, so it carries no token.

    Read from the address: from `from`, `to` and `as-at`, or from what was chosen on the page.
    """

    class Meta(FlaskForm.Meta):
        csrf = False

    days = WholePeriod("Period", called="Period")
    as_at = KnownDay("Figures as known on", called="As-known date")
    there: Sequence[Edition] = ()

    @classmethod
    def asked(cls, address: Mapping[str, str], there: Sequence[Edition], usual: Sequence[int]) -> Self:
        """The form with the period of the address, among the editions that are there; else the newest of the first of
        the `usual` lengths (in months, 0 for some years together) that there is."""
        among = sorted({each.days for each in there}, key=lambda days: (_turn(days), days.to_on), reverse=True)
        first = next((days for length in usual for days in among if length_of(days) == length), None)
        form = cls(cls._typed(address, first))
        form.there = there
        form.days.choices = [Choice(interval_of(each), each.words, means=each) for each in among]
        known = sorted({each.as_at for each in there}, reverse=True)
        form.as_at.choices = [
            Choice(NEWEST, "The newest there are", means=NEWEST),
            *(Choice(each.isoformat(), day_in_words(each), means=each) for each in known),
        ]
        return form

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Stretch | None) -> MultiDict[str, str]:
        usual_days = interval_of(usual) if usual else ""
        days = address.get("days", usual_days)
        if "days" not in address and ("from" in address or "to" in address):
            first, _, last = usual_days.partition("/")
            days = f"{address.get('from', first)}/{address.get('to', last)}"
        return MultiDict({"days": days, "as_at": address.get("as_at", address.get("as-at", NEWEST))})

    def edition(self) -> Edition | None:
        """The figures that are asked for, or None with every reason on the form."""
        if not self.there or not self.validate():
            return None
        days, as_at = self.days.data, self.as_at.data
        made = [each for each in self.there if each.days == days]
        chosen = next((each for each in made if as_at in (NEWEST, each.as_at)), None)
        if chosen is None:
            on = " and ".join(day_in_words(each.as_at) for each in reversed(made))
            self.refuse([Reason(f"These figures were made as known on {on}. Choose that", "as_at")])
        return chosen


def _turn(days: Stretch) -> int:
    """Quarters stand first, then years, and some years together."""
    return {QUARTER: 2, YEAR: 1}.get(days.months, 0)


class OverviewForm(PeriodForm):
    """The period, and two areas to compare; where none are named the two largest are."""

    compare = Pick("Compare", called="Area to compare", required=False)
    beside = Pick("With", called="Area to compare with", required=False)

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Stretch | None) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed.update({name: address[name] for name in ("compare", "beside") if name in address})
        return typed

    @property
    def areas(self) -> dict[str, str]:
        """The two areas as an address names them, where both are named."""
        chosen = {name: self[name].data.value for name in ("compare", "beside") if self[name].data}
        return chosen if len(chosen) == 2 else {}

    @property
    def areas_asked(self) -> tuple[str, ...]:
        """The names of the two areas, where both are named."""
        return tuple(self[name].data.label for name in ("compare", "beside")) if self.areas else ()

    def offer(self, areas: Iterable[Area]) -> None:
        """The areas to choose from."""
        self.compare.choices = self.beside.choices = choices_of(areas)


class GroupsForm(PeriodForm):
    """The year, and the groups that are asked for: none is everybody."""

    route = Pick(GroupKind.ROUTE.label, prompt=EVERYBODY, required=False)
    area = Pick(GroupKind.AREA.label, prompt=EVERYBODY, required=False)
    test = Pick(GroupKind.TEST.label, prompt=EVERYBODY, required=False)
    sex = Pick(GroupKind.SEX.label, prompt=EVERYBODY, required=False)
    age = Pick(GroupKind.AGE.label, prompt=EVERYBODY, required=False)
    ethnicity = Pick(GroupKind.ETHNICITY.label, prompt=EVERYBODY, required=False)

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Stretch | None) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed.update({kind.value: address[kind.value] for kind in GroupKind if kind.value in address})
        return typed

    def offer(self, groups: Mapping[GroupKind, Mapping[str, str]]) -> None:
        """The groups to choose from, by their codes."""
        for kind, of_kind in groups.items():
            self[kind.value].choices = list(of_kind.items())

    @property
    def which(self) -> Which:
        """The groups that are asked for."""
        return tuple((kind, self[kind.value].data) for kind in GroupKind if self[kind.value].data)

    @property
    def groups(self) -> dict[str, str]:
        """The same as an address names them."""
        return {kind.value: group for kind, group in self.which}

    @property
    def asks(self) -> tuple[Pick, ...]:
        """The questions by which people are told apart, in the order of the page."""
        return tuple(self[kind.value] for kind in GroupKind)


class QuarterOfBoard(WholePeriod):
    """One of the quarters of which figures were made. `data` is a Stretch."""

    def unknown(self) -> str:
        """What it is, where something else was asked for that is whole."""
        asked = _stretch_of(self.typed)
        if asked and asked.is_whole and asked.months != QUARTER:
            return f"This page is of one quarter, and you asked for {asked.words}. Choose a quarter"
        return super().unknown()


class BoardForm(PeriodForm):
    """A quarter, or the fingerprint of a page that somebody has."""

    days = QuarterOfBoard("Quarter", called="Quarter")
    fingerprint = Line("Or its fingerprint", called="Fingerprint", required=False)
    found_by = ""

    @classmethod
    def asked(cls, address: Mapping[str, str], there: Sequence[Edition], usual: Sequence[int]) -> Self:
        """The form of the address, which may name the fingerprint by which its figures were found."""
        form = super().asked(address, there, usual)
        form.found_by = address.get("found", "")
        return form

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Stretch | None) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed["fingerprint"] = address.get("fingerprint", "")
        return typed

    @property
    def digits(self) -> str:
        """What was typed of a fingerprint, without the spaces; "" where nothing was, or no fingerprint."""
        return digits_of(self.fingerprint.data or "") or ""

    def is_found_by(self, digest: str) -> bool:
        """Whether the address names a fingerprint by which these figures were found, and it is theirs."""
        digits = digits_of(self.found_by)
        return digits is not None and digest.startswith(digits)

    def refuse_fingerprint(self, of: Edition | None) -> None:
        """No quarter of the page has the fingerprint that was typed; `of` are figures that have it."""
        words = NO_FINGERPRINT
        if of is not None:
            named = f"{of.report.label}, {of.days.words}, as known on {day_in_words(of.as_at)}"
            words = f"This is the fingerprint of other figures: {named}. Open that report; this page is of one quarter"
        self.refuse([Reason(words, "fingerprint")])


class RegisterForm(Form):
    """The day as known on which figures were made; the newest where the address names none."""

    class Meta(FlaskForm.Meta):
        csrf = False

    as_at = KnownDay("Figures as known on", called="As-known date")
    is_empty = False

    @classmethod
    def asked(cls, address: Mapping[str, str], known: Iterable[date]) -> Self:
        """The form with the day of the address, among those as known on which figures were made."""
        days = sorted(set(known), reverse=True)
        newest = days[0].isoformat() if days else ""
        form = cls(MultiDict({"as_at": address.get("as_at", address.get("as-at", newest))}))
        form.as_at.choices = [Choice(each.isoformat(), day_in_words(each), means=each) for each in days]
        form.is_empty = not days
        return form

    def day(self) -> date | None:
        """The day that is asked for, or None with the reason on the form."""
        if self.is_empty or not self.validate():
            return None
        day: date = self.as_at.data
        return day


class FairnessForm(PeriodForm):
    """The period, and the outcome to look at."""

    outcome = Pick("Outcome", choices=choices_of(DeskOutcome))

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Stretch | None) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed["outcome"] = address.get("outcome", DeskOutcome.CC.value)
        return typed


def address_of(edition: Edition) -> dict[str, str]:
    """Figures as an address names them: it shows the same to whoever opens it, whenever."""
    days = {"from": edition.days.from_on, "to": edition.days.to_on, "as-at": edition.as_at}
    return {name: day.isoformat() for name, day in days.items()}


def interval_of(days: Stretch) -> str:
    """A period as an interval of ISO 8601: 2026-07-01/2026-09-30."""
    return f"{days.from_on.isoformat()}/{days.to_on.isoformat()}"


def _stretch_of(text: str) -> Stretch | None:
    first, _, last = text.partition("/")
    from_on, to_on = _day_of(first), _day_of(last)
    return Stretch(from_on, to_on) if from_on and to_on else None


def _no_dates(words: Iterable[str], instead: str) -> str:
    """That what stands in the place of dates is none, and what to do; "" where each is one, or nothing stands there."""
    wrong = [each for each in words if each and _day_of(each) is None]
    if not wrong:
        return ""
    quoted = " and ".join(f"“{each[:LONGEST_SHOWN]}{'…' * (len(each) > LONGEST_SHOWN)}”" for each in wrong)
    return f"{quoted} {NO_DATE if len(wrong) == 1 else NO_DATES}. {instead}"


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
