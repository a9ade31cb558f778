"""The form of a pack: which reports, in which shapes, once of a period or each quarter."""

from collections.abc import Iterable
from typing import Final

from pathways.packs.rules import NO_SHAPE, NOTHING_TICKED, PackReport, PackShape, When, why_not_so
from pathways.refusals import Reason
from pathways.reporting.forms.reports import WholePeriod, interval_of
from pathways.reporting.rules.periods import Stretch
from pathways.ui.choices import Choice, Radios, Ticks, choices_of
from pathways.ui.forms import RuledForm

NO_PERIOD: Final = "Choose a period"


class PackForm(RuledForm):
    """What a pack holds, and whether it is made once or each quarter."""

    asks_at_once = True

    reports = Ticks("Which reports?", called="Reports", required=NOTHING_TICKED)
    shapes = Ticks("As which files?", called="Files", choices=choices_of(PackShape), required=NO_SHAPE)
    when = Radios("When?", called="When", choices=choices_of(When))
    days = WholePeriod(
        "Period",
        called="Period",
        hint="Some reports are made for whole years only. The pack has the newest that ended by then",
        required=False,
    )

    def offer(self, reports: Iterable[PackReport], periods: Iterable[Stretch]) -> None:
        """The reports and the periods to choose from."""
        self.reports.choices = choices_of(reports)
        self.days.choices = [Choice(interval_of(each), each.words, means=each) for each in periods]

    def against(self) -> Iterable[Reason]:
        """Why no pack is made of what was ticked. What is missing says so by itself."""
        if self.reports.data and self.shapes.data:
            yield from why_not_so(self.reports.data, self.shapes.data)
        if self.when.data is When.ONCE and self.days.data is None and not self.days.errors:
            yield Reason(NO_PERIOD, "days")
