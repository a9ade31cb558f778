"""The forms of a test: ask again later, the laboratory, sharing, the shift, and the request with its result."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pathways import clock
from pathways.arrest_tests.disclosure.rules import (
    RECIPIENTS,
    WHOM_BY_NAME,
    BailNote,
    SharingFacts,
    TellingDecision,
    deciding_faults,
    sharing_faults,
    telling_faults,
    whom_faults,
)
from pathways.arrest_tests.rules import RELEASE_OR_VOID, AllSaid
from pathways.arrest_tests.testing.rules.record import (
    LaterFacts,
    RecordedTest,
    ShiftFacts,
    TakerCategory,
    faults,
    later_reasons,
    reasons_to_ask_later,
    set_up_reasons,
)
from pathways.arrest_tests.testing.rules.results import (
    AdultFacts,
    AdultRelation,
    AdultStep,
    AnalyteResult,
    LabBasis,
    LabStep,
    OverallResult,
    ResultPurpose,
    SampleOutcome,
    ToldAnswer,
    adult_faults,
    not_tested_reasons,
)
from pathways.law.rules.findings import SampleCondition
from pathways.law.rules.tables import PanelAnalyte
from pathways.refusals import Reason
from pathways.tables import offered
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import Known, YesNo

# Not now, ask again.


class AskLaterForm(RuledForm):
    why = Radios("Why not now?", choices=choices_of(offered(reasons_to_ask_later())), required="Select why not now")
    note = Line("In whose words, or what else (optional)", called="What else", required=False, most=400)
    ask_again_at = Moment("Ask again at", called="Asking again", hint="The board counts down to it")

    def facts(self) -> LaterFacts:
        return LaterFacts(why=self.why.data, ask_again_at=self.ask_again_at.data, note=self.note.data or "")

    def against(self) -> Iterable[Reason]:
        return later_reasons(self.facts(), now=clock.now())


# The laboratory's steps.


class LabForm(Form):
    """The next step of the laboratory's check."""

    step = Radios("What happened?", required="Select what happened")
    at = Moment("When?", called="Step", not_future=True)
    basis = Radios("On what is it disputed?", choices=choices_of(LabBasis), required=False)
    words = LongText("What did the person say, or why?", called="What was said", required=False, most=2000)
    reference = Line("Reference of the laboratory or the courier", called="The reference", required=False, most=80)

    def offer(self, steps: Iterable[LabStep]) -> None:
        self.step.choices = choices_of(steps)


class LabToldForm(Form):
    """The time at which the person was told that the requirement has ended."""

    at = Moment("When did you tell the person?", called="Telling", not_future=True)


# Sharing a result: for which purpose, and to whom. Only what the Act names can be chosen.


OF_AN_ASSESSMENT = Choice(
    "assessment",
    "Something from an assessment: that the person came, or what was said",
    "Then it may not be told without the person’s written consent",
)
ELSE = Choice("else", "Something else", "Then it may not be told: the page says by which words of the Act")


class SharingForm(RuledForm):
    """Sharing a result. `with_recipients` adds the question to whom, for each purpose; `recipient_of` finds it."""

    purpose = Radios(
        "What is it told for?",
        choices=[*choices_of(ResultPurpose), OF_AN_ASSESSMENT, ELSE],
        required="Select what it is told for",
    )
    asked_for = Line("What were you asked for?", required=False, most=100)
    already = Radios(
        "Has it been told already?",
        choices=[
            Choice("no", "No", "Then it is not told", means=YesNo.NO),
            Choice("yes", "Yes", "Saved as it happened, and held for an inspector", means=YesNo.YES),
        ],
        required=False,
    )
    for_restriction = Radios("Is it told so that bail may be restricted?", choices=choices_of(YesNo), required=False)
    area_notified = Radios("Is the area where they live notified for that?", choices=choices_of(Known), required=False)
    bail_reason = Line("If one of these three is not so, why is it told all the same?", required=False, most=400)
    told_at = Moment("When was it told?", called="The telling", required=False, not_future=True)
    told_to = Line("Whom did you tell?", hint="Name and office", called="Whom you told", required=False, most=200)

    def recipient_of(self, purpose: ResultPurpose) -> Any:
        return self[f"to_{purpose.value}"]

    def facts(self) -> SharingFacts:
        purpose = self.purpose.data if isinstance(self.purpose.data, ResultPurpose) else None
        recipient = self.recipient_of(purpose).data if purpose else None
        is_of_assessment = self.purpose.data == OF_AN_ASSESSMENT.value
        asked_for = OF_AN_ASSESSMENT.label if is_of_assessment else self.asked_for.data or ""
        return SharingFacts(
            purpose=purpose,
            recipient=recipient,
            asked_for=asked_for,
            is_of_assessment=is_of_assessment,
            bail_note=self._bail_note() if purpose is ResultPurpose.BAIL else None,
        )

    def _bail_note(self) -> BailNote | None:
        if self.for_restriction.data is not YesNo.YES:
            return None
        return BailNote(is_area_notified=self.area_notified.data or Known.NOT_KNOWN, reason=self.bail_reason.data or "")

    @property
    def has_happened(self) -> bool:
        """Whether the result was already told, possibly against the rules."""
        return self.already.data is YesNo.YES

    def against(self) -> Iterable[Reason]:
        facts = self.facts()
        if self.has_happened:
            asked_for = facts.purpose.label if facts.purpose else facts.asked_for
            telling = {"told_to": self.told_to.data or "", "told_at": self.told_at.data, "asked_for": asked_for}
            yield from (*whom_faults(facts), *telling_faults(**telling, now=clock.now()))
            return
        if facts.purpose and facts.recipient is None:
            yield Reason("Select whom you told", f"to_{facts.purpose.value}")
            return
        yield from (finding.as_reason("purpose") for finding in sharing_faults(facts))
        if facts.purpose and not self.told_to.data:
            yield Reason(WHOM_BY_NAME, "told_to")


def with_recipients() -> type[SharingForm]:
    """The form with the recipients that each purpose allows."""
    rows = {
        f"to_{purpose.value}": Radios("To whom?", choices=choices_of(whom), required=False)
        for purpose, whom in RECIPIENTS.items()
    }
    return type("SharingForm", (SharingForm,), rows)


class TellingForm(RuledForm):
    """An inspector's decision about a result that was told against the rules."""

    decision = Radios("What do you decide?", choices=choices_of(TellingDecision), required=RELEASE_OR_VOID)
    reason = LongText("Why?", called="Your reason", most=1000)

    def against(self) -> Iterable[Reason]:
        return deciding_faults(decision=self.decision.data, reason=self.reason.data or "")


# The set-up of a shift.


NONE_OF_THESE = Choice("none", "None of these", "Then they may not take a sample")


class ShiftForm(RuledForm):
    """The set-up of a shift. The view offers the devices in use today."""

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


# One request for a sample: what was said, what happened, what the device showed.


DIFFERENT = Choice(
    "different",
    "Something was done differently",
    "Records what really happened. It goes on the inspectors’ list of held records, and the result is held "
    "until one of them releases or voids it",
)


SAY_ALL = Reason("Select whether you said all of it before asking", "all_said")


class DrugTestForm(RuledForm):
    """One request for a sample. `with_panel` adds a row for each analyte of the device."""

    panel: tuple[PanelAnalyte, ...] = ()
    all_said = Radios("Did you say all of it, before asking?", choices=choices_of(AllSaid), required=False)
    warned_at = Moment("Time said", called="Warning", required=False)
    outcome = Radios(
        "What happened when you asked?",
        choices=[*choices_of(SampleOutcome), DIFFERENT],
        required="Select what happened when you asked",
    )
    adult_there = Ticks(
        "What was the appropriate adult there for?",
        choices=choices_of(AdultStep, alone=[AdultStep.NONE]),
        required=False,
        hint="Each of the three. Someone is needed: see the custody record",
    )
    adult_name = Line("Who was the appropriate adult?", required=False, most=100)
    adult_relation = Radios("What are they to the person?", choices=choices_of(AdultRelation), required=False)
    requested_at = Moment("Asked at", called="Request", required=False)
    taken_at = Moment("Sample taken", called="Sample", required=False)
    sample_condition = Radios("Was it enough, and usable?", choices=choices_of(SampleCondition), required=False)
    refusal_words = LongText("What did the person say?", required=False, most=2000)
    good_cause = LongText("What was the good cause?", required=False, most=2000)
    not_tested_reason = Pick("Why not?", choices=choices_of(offered(not_tested_reasons())), required=False)
    not_tested_text = Line("Why did you decide not to ask?", required=False, most=400)
    result_at = Moment("Result read at", called="Result", required=False)
    has_medicine = Radios(
        "Any medicine or treatment that could explain it? Always ask",
        choices=[Choice("no", "None said", means=YesNo.NO), Choice("yes", "Yes", means=YesNo.YES)],
        required=False,
    )
    medicine = Line("Which, who prescribed it, and when was it last taken?", required=False, most=400)
    told_as = Radios(
        "A line was invalid and none positive: what did you tell the person?",
        choices=choices_of((OverallResult.INCONCLUSIVE, OverallResult.NEGATIVE)),
        required=False,
    )
    told_answer = Radios("Told the result. What did the person say?", choices=choices_of(ToldAnswer), required=False)

    @property
    def analyte_fields(self) -> list[tuple[PanelAnalyte, Any]]:
        return [(analyte, self[f"analyte_{analyte.code}"]) for analyte in self.panel]

    @property
    def is_different(self) -> bool:
        """Whether something was done differently. Another page asks what (`HappenedForm`)."""
        return bool(self.outcome.data == DIFFERENT.value)

    def leave_out_adult(self) -> None:
        """Take out the questions about an appropriate adult, for somebody who needs none."""
        for name in ("adult_there", "adult_name", "adult_relation"):
            del self[name]

    def adult(self) -> AdultFacts | None:
        """The adult as typed; None where none is needed or nothing was answered."""
        if "adult_there" not in self or not self.adult_there.data:
            return None
        there = frozenset(self.adult_there.data) - {AdultStep.NONE}
        if not there:
            return AdultFacts()
        return AdultFacts(name=self.adult_name.data or "", relation=self.adult_relation.data, there_for=there)

    def adult_reasons(self) -> Iterable[Reason]:
        """Ask for an answer about the appropriate adult, if the page asks about one."""
        return adult_faults(self.adult(), is_needed=True) if "adult_there" in self else ()

    def record(self) -> RecordedTest:
        """The record as typed, without what belongs to an answer that was not chosen."""
        outcome = SampleOutcome.NOT_ASKED if self.is_different else self.outcome.data or SampleOutcome.NOT_ASKED
        sample, asked = outcome is SampleOutcome.SAMPLE_GIVEN, outcome is not SampleOutcome.NOT_ASKED
        read = {analyte.code: field.data for analyte, field in self.analyte_fields if field.data is not None}
        result = sample and (bool(read) or self.result_at.data is not None)
        medicine = {YesNo.YES: True, YesNo.NO: False}.get(self.has_medicine.data) if result else None
        return RecordedTest(
            outcome=outcome,
            warned_at=self.warned_at.data if self.all_said.data is AllSaid.ALL else None,
            requested_at=self.requested_at.data if asked else None,
            taken_at=self.taken_at.data if sample else None,
            sample_condition=self.sample_condition.data if sample else None,
            refusal_words=(self.refusal_words.data or "") if outcome is SampleOutcome.REFUSED else "",
            good_cause=(self.good_cause.data or "") if outcome is SampleOutcome.COULD_NOT else "",
            not_tested_reason=None if asked else self.not_tested_reason.data,
            not_tested_text="" if asked else self.not_tested_text.data or "",
            result_at=self.result_at.data if result else None,
            analytes=read if result else {},
            has_medicine=medicine,
            medicine=(self.medicine.data or "") if medicine else "",
            told_as=self.told_as.data if result and AnalyteResult.INVALID in read.values() else None,
            told_answer=self.told_answer.data if result else None,
            adult=self.adult() if asked else None,
        )

    def against(self) -> Iterable[Reason]:
        if self.is_different:
            return
        record = self.record()
        if record.outcome is not SampleOutcome.NOT_ASKED:
            if self.all_said.data is None:
                yield SAY_ALL
            elif self.all_said.data is AllSaid.ALL and self.warned_at.data is None:
                yield Reason("Enter the time you said it", "warned_at")
                return
            if record.adult is None:
                yield from self.adult_reasons()
        yield from faults(record, now=clock.now(), panel={analyte.code: analyte.label for analyte in self.panel})


class CorrectTestForm(DrugTestForm):
    correction_reason = Line("Why was it wrong?", hint="What was recorded before is kept beside it", most=400)


def with_panel(kind: type[DrugTestForm], panel: Sequence[PanelAnalyte]) -> type[DrugTestForm]:
    """The form with one question for each analyte of the device's panel."""
    rows: Mapping[str, Any] = {
        f"analyte_{analyte.code}": Radios(analyte.label, choices=choices_of(AnalyteResult), required=False)
        for analyte in panel
    }
    return type(kind.__name__, (kind,), {**rows, "panel": tuple(panel)})
