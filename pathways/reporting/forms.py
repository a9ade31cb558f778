"""The questions of a report, read from its address so that a page can be shared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.reporting.rules.fairness import DeskOutcome, PeriodBasis
from pathways.reporting.rules.proportions import Period, faults_of
from pathways.ui.choices import Pick, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.forms import Form
from pathways.vocabulary import Area

# The short names of a shared address, and the fields they fill.
_SHORT = {"from": "from_on", "to": "to_on", "as-at": "as_at"}
_BOXES = DateBoxes.boxes


class PeriodForm(Form):
    """Three dates, read from the address. It changes nothing, so it carries no token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    from_on = DateBoxes("From", called="Start date", hint="The first day counted")
    to_on = DateBoxes("To", called="End date", hint="The last day counted")
    as_at = DateBoxes("Figures as known on", called="As-known date", hint="Nothing later is seen")

    @classmethod
    def asked(cls, address: Mapping[str, str], usual: Period) -> "PeriodForm":
        """The form with the dates of the address; dates that it does not name are those of `usual`."""
        return cls(cls._typed(address, usual))

    @classmethod
    def _typed(cls, address: Mapping[str, str], usual: Period) -> MultiDict[str, str]:
        typed: MultiDict[str, str] = MultiDict()
        for short, name in _SHORT.items():
            boxes = _boxes(address[short]) if short in address else {}
            boxes |= {box: address[f"{name}-{box}"] for box in _BOXES if f"{name}-{box}" in address}
            if not boxes:
                day = getattr(usual, name)
                boxes = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
            typed.update({f"{name}-{box}": text for box, text in boxes.items()})
        return typed

    def period(self) -> Period | None:
        """The period, or None with every reason on the form."""
        if not self.validate():
            return None
        dates: dict[str, Any] = {name: self[name].data for name in _SHORT.values()}
        if faults := faults_of(**dates, today=clock.today()):
            self.refuse(faults)
            return None
        return Period(**dates)


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
    return address_of(asked.period) | {"basis": asked.basis.value, "outcome": asked.outcome.value}


def address_of(period: Period) -> dict[str, str]:
    """A period as an address names it."""
    return {short: getattr(period, name).isoformat() for short, name in _SHORT.items()}


def _boxes(text: str) -> dict[str, str]:
    """The boxes of a date written as 2026-11-25. Anything else goes into the first box, which then shows its fault."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    return {"day": match[3], "month": match[2], "year": match[1]} if match else {"day": text}
