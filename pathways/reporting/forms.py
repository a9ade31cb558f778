"""The questions of a report, read from its address so that a page can be shared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.dates import day_in_words
from pathways.reporting.rules import periods
from pathways.reporting.rules.fairness import DeskOutcome, PeriodBasis
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.proportions import Period
from pathways.ui.choices import Choice, Pick, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import Area

TODAY: Final = "today"
"""What stands for the day on which a page is opened."""


class WholePeriod(Pick):
    """One of the periods that figures are shown for. `data` is a Stretch."""

    why = periods.NOT_WHOLE

    def unknown(self) -> str:
        """Why the days that were asked for are none of these, with the days where they can be read."""
        asked = _stretch_of(self.typed)
        if asked is None:
            return self.why
        if asked.to_on < asked.from_on:
            return f"{periods.REVERSED}. {self.why}"
        return f"You asked for {day_in_words(asked.from_on)} to {day_in_words(asked.to_on)}. {self.why}"


class QuarterOrYear(WholePeriod):
    """A quarter or a year of the calendar. `data` is a Stretch."""

    why = periods.NOT_A_QUARTER


class KnownDay(Pick):
    """One of the days as known on which figures are shown. `data` is a date."""

    def unknown(self) -> str:
        return periods.NOT_A_MONTH_END


class PeriodForm(Form):
    """A whole period, and the day as known on which it is counted. It changes nothing, so it carries no token.

    Read from the address: from `from`, `to` and `as-at`, or from what was chosen on the page.
    """

    class Meta(FlaskForm.Meta):
        csrf = False

    days = WholePeriod("Period", called="Period")
    as_at = KnownDay("Figures as known on", called="As-known date")

    @classmethod
    def asked(cls, address: Mapping[str, str], usual: Period) -> "PeriodForm":
        """The form with the period of the address; what that does not name is as in `usual`, known today."""
        form, today = cls(cls._typed(address, usual)), clock.today()
        among = [each for each in periods.offered(usual.from_on, today) if cls._may_be(each)]
        chosen = _stretch_of(form.days.typed)
        if chosen and cls._may_be(chosen) and chosen not in among:
            among.insert(0, chosen)
        form.days.choices = [Choice(_written(each), each.words(today), means=each) for each in among]
        ends, as_at = [*periods.month_ends(today)], _day_of(form.as_at.typed)
        if as_at and periods.is_month_end(as_at, today) and as_at not in ends:
            ends.append(as_at)
        form.as_at.choices = [
            Choice(TODAY, f"Today, {day_in_words(today)}", means=today),
            *(Choice(each.isoformat(), day_in_words(each), means=each) for each in ends),
        ]
        return form

    @classmethod
    def _may_be(cls, days: Stretch) -> bool:
        return days.is_whole

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Period) -> MultiDict[str, str]:
        first, last = (address.get(name, getattr(usual, field).isoformat()) for name, field in _SHORT[:2])
        as_at = address.get("as_at", address.get("as-at", TODAY))
        if as_at == clock.today().isoformat():
            as_at = TODAY
        return MultiDict({"days": address.get("days", f"{first}/{last}"), "as_at": as_at})

    def period(self) -> Period | None:
        """The period, or None with every reason on the form."""
        if not self.validate():
            return None
        days, as_at = self.days.data, self.as_at.data
        if faults := periods.faults_of_whole(days, as_at, clock.today()):
            self.refuse(faults)
            return None
        return periods.period_of(days, as_at)


class ReturnForm(PeriodForm):
    """A quarter, or a year whose quarters are shown as they are shown by themselves."""

    days = QuarterOrYear("Period", called="Period")

    @classmethod
    def _may_be(cls, days: Stretch) -> bool:
        return days.is_a_quarter_or_year


class OverviewForm(PeriodForm):
    """The dates, and two areas to compare; where none are named the two largest are."""

    compare = Pick("Compare", called="Area to compare", required=False)
    beside = Pick("With", called="Area to compare with", required=False)

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Period) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed.update({name: address[name] for name in ("compare", "beside") if name in address})
        return typed

    @property
    def areas(self) -> dict[str, str]:
        """The two areas as an address names them, where both are named."""
        chosen = {name: self[name].data.value for name in ("compare", "beside") if self[name].data}
        return chosen if len(chosen) == 2 else {}

    def offer(self, areas: Iterable[Area]) -> None:
        """The areas to choose from."""
        self.compare.choices = self.beside.choices = choices_of(areas)


@dataclass(frozen=True, kw_only=True)
class FairnessAsked:
    """What the fairness page is asked for: period, basis of the count, and outcome."""

    period: Period
    basis: PeriodBasis
    outcome: DeskOutcome


class FairnessForm(PeriodForm):
    """The dates, the day that decides whether a decision falls between them, and the outcome to look at."""

    outcome = Pick("Outcome", choices=choices_of(DeskOutcome))
    basis = Pick("Count", called="Count basis", choices=choices_of(PeriodBasis))

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Period) -> MultiDict[str, str]:
        typed = super()._typed(address, usual)
        typed["outcome"] = address.get("outcome", DeskOutcome.CC.value)
        typed["basis"] = address.get("basis", PeriodBasis.CLOSED.value)
        return typed

    def asked_for(self) -> FairnessAsked | None:
        """All of it, or None with every reason on the form."""
        if (period := self.period()) is None:
            return None
        return FairnessAsked(period=period, basis=self.basis.data, outcome=self.outcome.data)


def fairness_address(asked: FairnessAsked) -> dict[str, str]:
    """A question of the fairness page as its address names it."""
    return shared_address(asked.period) | {"basis": asked.basis.value, "outcome": asked.outcome.value}


_SHORT = (("from", "from_on"), ("to", "to_on"), ("as-at", "as_at"))
"""The short names of a shared address, and what of a period they name."""


def address_of(period: Period) -> dict[str, str]:
    """A period as an address names it."""
    return {short: getattr(period, name).isoformat() for short, name in _SHORT}


def shared_address(period: Period) -> dict[str, str]:
    """A period as a link names it: what is known today is, whoever opens it when, what is known then."""
    address = address_of(period)
    if period.as_at == clock.today():
        del address["as-at"]
    return address


def _written(days: Stretch) -> str:
    """As an interval of ISO 8601: 2026-07-01/2026-09-30."""
    return f"{days.from_on.isoformat()}/{days.to_on.isoformat()}"


def _stretch_of(text: str) -> Stretch | None:
    first, _, last = text.partition("/")
    from_on, to_on = _day_of(first), _day_of(last)
    return Stretch(from_on, to_on) if from_on and to_on else None


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
