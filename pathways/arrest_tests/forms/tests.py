"""One request for a sample: what was said, what happened, what the device showed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pathways import clock
from pathways.arrest_tests.rules import (
    AnalyteResult,
    NotTestedReason,
    Outcome,
    OverallResult,
    RecordedTest,
    SampleCondition,
    ToldAnswer,
    faults,
)
from pathways.arrest_tests.rules.adults import AdultFacts, AdultRelation, AdultStep, adult_faults
from pathways.arrest_tests.rules.law import PanelAnalyte
from pathways.arrest_tests.rules.words import AllSaid
from pathways.refusals import Reason
from pathways.ui.fields import Choice, Line, LongText, Moment, Pick, Radios, Ticks, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import YesNo

DIFFERENT = Choice(
    "different",
    "Something was done differently",
    "Records what really happened. It goes on the inspectors’ list of held records, and the result is held "
    "until one of them releases or voids it",
)


class DrugTestForm(RuledForm):
    """One request for a sample. `with_panel` adds a row for each analyte of the device."""

    panel: tuple[PanelAnalyte, ...] = ()
    said = Radios("Did you say all of it, before asking?", choices=choices_of(AllSaid), required=False)
    warned_at = Moment("Time said", called="Warning", required=False)
    outcome = Radios(
        "What happened when you asked?",
        choices=[*choices_of(Outcome), DIFFERENT],
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
    not_tested_reason = Pick("Why not?", choices=choices_of(NotTestedReason), required=False)
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
        return [(one, self[f"analyte_{one.code}"]) for one in self.panel]

    @property
    def is_different(self) -> bool:
        """Whether something was done differently: another page asks what."""
        return bool(self.outcome.data == DIFFERENT.value)

    def leave_out_adult(self) -> None:
        """The page of somebody who needs no appropriate adult asks nothing about one."""
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
        """Whether somebody who needs an adult has the question answered."""
        return adult_faults(self.adult(), is_needed=True) if "adult_there" in self else ()

    def record(self) -> RecordedTest:
        """The record as typed. What belongs to another answer than the one given is left out."""
        outcome = Outcome.NOT_ASKED if self.is_different else self.outcome.data or Outcome.NOT_ASKED
        sample, asked = outcome is Outcome.SAMPLE_GIVEN, outcome is not Outcome.NOT_ASKED
        read = {one.code: field.data for one, field in self.analyte_fields if field.data is not None}
        result = sample and (bool(read) or self.result_at.data is not None)
        medicine = {YesNo.YES: True, YesNo.NO: False}.get(self.has_medicine.data) if result else None
        return RecordedTest(
            outcome=outcome,
            warned_at=self.warned_at.data if self.said.data is AllSaid.ALL else None,
            requested_at=self.requested_at.data if asked else None,
            taken_at=self.taken_at.data if sample else None,
            sample_condition=self.sample_condition.data if sample else None,
            refusal_words=(self.refusal_words.data or "") if outcome is Outcome.REFUSED else "",
            good_cause=(self.good_cause.data or "") if outcome is Outcome.COULD_NOT else "",
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
        if record.outcome is not Outcome.NOT_ASKED:
            if self.said.data is None:
                yield Reason("Select whether you said all of it before asking", "said")
            elif self.said.data is AllSaid.ALL and self.warned_at.data is None:
                yield Reason("Enter the time you said it", "warned_at")
                return
            if record.adult is None:
                yield from self.adult_reasons()
        yield from faults(record, now=clock.now(), panel={one.code: one.label for one in self.panel})


class CorrectTestForm(DrugTestForm):
    correction_reason = Line("Why was it wrong?", hint="What was recorded before is kept beside it", most=400)


def with_panel(kind: type[DrugTestForm], panel: Sequence[PanelAnalyte]) -> type[DrugTestForm]:
    """The form with one question for each analyte of the device's panel."""
    rows: Mapping[str, Any] = {
        f"analyte_{one.code}": Radios(one.label, choices=choices_of(AnalyteResult), required=False) for one in panel
    }
    return type(kind.__name__, (kind,), {**rows, "panel": tuple(panel)})
