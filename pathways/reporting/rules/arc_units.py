"""What the ARC report counts: attended assessments with what came of them, and marks of engagement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pathways.reporting.rules.proportions import CountedUnit, outcome_class
from pathways.reporting.rules.standings import Standing, days_of
from pathways.vocabulary import Substance, Worded


class ArcLine(Worded):
    """The substance lines of the published table, in its order. What is not named there is other drugs."""

    HEROIN = "heroin", "Heroin"
    COCAINE = "cocaine", "Cocaine"
    CANNABIS = "cannabis", "Cannabis"
    SYNTHETIC_CANNABINOIDS = "synthetic_cannabinoids", "Synthetic cannabinoids (mamba)"
    OTHER_DRUGS = "other_drugs", "Other drugs"
    ALCOHOL = "alcohol", "Alcohol"


_COCAINE = frozenset({Substance.CRACK, Substance.COCAINE_POWDER, Substance.COCAINE_UNSPECIFIED})

_LINES: Mapping[Substance, ArcLine] = {
    Substance.HEROIN: ArcLine.HEROIN,
    **dict.fromkeys(_COCAINE, ArcLine.COCAINE),
    Substance.CANNABIS: ArcLine.CANNABIS,
    Substance.SYNTHETIC_CANNABINOIDS: ArcLine.SYNTHETIC_CANNABINOIDS,
    Substance.ALCOHOL: ArcLine.ALCOHOL,
}


def line_of(substance: Substance) -> ArcLine:
    """The line a declared substance is counted on. Crack, powder and unspecified cocaine are one cocaine here."""
    return _LINES.get(substance, ArcLine.OTHER_DRUGS)


class AssessedState(NamedTuple):
    """What is counted of an assessment: what was declared at it, and what came of it by a day.

    `how_many` is how many different substances, 2 for more. `link_is_invented` marks people of the ARC demonstration:
    the source published their totals, not who of them engaged.
    """

    lines: tuple[str, ...]
    how_many: int
    is_unnamed: bool
    outcome: str
    has_mark: bool
    has_earlier_mark: bool
    link_is_invented: bool


@dataclass(frozen=True, kw_only=True)
class AssessedUnit:
    """An attended assessment of one person. `number` orders those of one day.

    `engaged_on` holds every mark of engagement the person has, at any time, with any service; `referrals` from when and
    until when each referral of theirs was open.
    """

    person_id: int
    record_id: int
    number: int
    assessed_on: date
    uses_substances: bool
    substances: frozenset[Substance]
    engaged_on: tuple[date, ...] = ()
    died_on: date | None = None
    referrals: tuple[tuple[date, date | None], ...] = ()
    engagement_link_is_invented: bool = False

    @property
    def lines(self) -> frozenset[ArcLine]:
        """The lines they are counted on; use without a named substance is other drugs."""
        named = frozenset(line_of(substance) for substance in self.substances)
        return named or frozenset({ArcLine.OTHER_DRUGS} if self.uses_substances else ())

    @property
    def how_many(self) -> int:
        """Different substances declared, the forms of cocaine as one; at least one where use is said but not named."""
        distinct = {ArcLine.COCAINE if substance in _COCAINE else substance for substance in self.substances}
        return len(distinct) or int(self.uses_substances)

    @property
    def days(self) -> frozenset[date]:
        return days_of(
            self.assessed_on, self.died_on, *self.engaged_on, *(day for each in self.referrals for day in each)
        )

    def on(self, as_at: date) -> Standing:
        """Its outcome is the first mark on or after the assessment. Earlier ones are listed, not counted."""
        marks = [day for day in self.engaged_on if day <= as_at]
        unit = CountedUnit(
            started_on=self.assessed_on,
            event_on=min((day for day in marks if day >= self.assessed_on), default=None),
            died_on=self.died_on,
            is_open=any(sent <= as_at and (ended is None or ended > as_at) for sent, ended in self.referrals),
        )
        state = AssessedState(
            lines=tuple(line.value for line in ArcLine if line in self.lines),
            how_many=min(self.how_many, 2),
            is_unnamed=self.uses_substances and not self.substances,
            outcome=outcome_class(unit, as_at=as_at, horizon=None).value,
            has_mark=bool(marks),
            has_earlier_mark=any(day < self.assessed_on for day in marks),
            link_is_invented=self.engagement_link_is_invented,
        )
        return Standing(self.assessed_on, self.assessed_on, state)


class DefinitionState(NamedTuple):
    """Under which definition of "engaged" a mark was recorded."""

    code: str
    version: str


@dataclass(frozen=True, kw_only=True)
class EngagedUnit:
    """A mark of engagement, with the definition and version it was recorded under."""

    person_id: int
    record_id: int
    number: int
    engaged_on: date
    definition: DefinitionState

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.engaged_on})

    def on(self, _as_at: date) -> Standing:
        return Standing(self.engaged_on, self.engaged_on, self.definition)
