"""The set-up of a shift."""

from collections.abc import Iterable

from pathways import clock
from pathways.arrest_tests.rules.shifts import ShiftFacts, TakerCategory, set_up_reasons
from pathways.refusals import Reason
from pathways.ui.fields import Choice, DateBoxes, Line, Moment, Radios, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import YesNo

NONE_OF_THESE = Choice("none", "None of these", "Then they may not take a sample")


class ShiftForm(RuledForm):
    """`devices` are those in use today; a view offers them."""

    device = Radios("Device", choices=[], required="Select the device")
    serial = Line("Serial number", most=40)
    lot = Line("Cartridge lot", most=40)
    lot_expires_on = DateBoxes("Last day of the lot", called="The last day of the lot")
    has_passed = Radios("Did the device’s check pass?", choices=choices_of(YesNo), required="Select whether it passed")
    check_passed_at = Moment("Check passed at", called="Check", required=False)
    taker = Line("Who takes the samples?", called="Who takes the samples", most=100)
    category = Radios(
        "They are", choices=[*choices_of(TakerCategory), NONE_OF_THESE], required="Select who takes the samples"
    )
    trained_until = DateBoxes("Trained until", called="The last day of the training")

    def facts(self) -> ShiftFacts:
        category = self.category.data
        return ShiftFacts(
            device=self.device.data,
            serial=self.serial.data,
            lot=self.lot.data,
            lot_expires_on=self.lot_expires_on.data,
            check_passed_at=self.check_passed_at.data if self.has_passed.data is YesNo.YES else None,
            taker=self.taker.data,
            category=category if isinstance(category, TakerCategory) else None,
            trained_until=self.trained_until.data,
        )

    def against(self) -> Iterable[Reason]:
        if self.has_passed.data is YesNo.YES and self.check_passed_at.data is None:
            yield Reason("Enter when the check passed", "check_passed_at")
            return
        yield from set_up_reasons(self.facts(), now=clock.now(), today=clock.today())
