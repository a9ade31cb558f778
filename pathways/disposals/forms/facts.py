"""The fact sheet: the questions of the rules, each a group of radios. Nothing is chosen beforehand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pathways.disposals.rules import QUESTIONS, Question
from pathways.ui.fields import Choice, DateBoxes, Radios
from pathways.ui.forms import Form


class FactsForm(Form):
    """The fact sheet: one group of radios for each question of the rules (added below), and the day of the offence."""

    offence_on = DateBoxes(
        "When was the offence?",
        called="The day of the offence",
        hint="Needed where earlier outcomes were found, and for an offence that only a magistrates' court tries.",
        required=False,
        not_future=True,
    )

    prosecutor_evidence_on = DateBoxes(
        "When did a prosecutor have enough evidence to charge?",
        called="The day on which a prosecutor had enough evidence",
        hint="Only where a prosecutor has.",
        required=False,
        not_future=True,
    )

    victim_statement_on = DateBoxes(
        "When was the first statement given, or the first interview recorded?",
        called="The day of the statement",
        hint="Only where there is one.",
        required=False,
        not_future=True,
    )

    def leave_out(self, names: Iterable[str]) -> None:
        """Drop the questions that another part of the record answers."""
        for name in names:
            del self[name]
        for asked in ("prosecutor_evidence", "victim_statement"):
            if asked not in self:
                del self[f"{asked}_on"]

    @property
    def answers(self) -> dict[str, str]:
        """The stored value of every answer that was given."""
        given = {question.name: self[question.name].data for question in QUESTIONS if question.name in self}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def day_of_evidence(self) -> date | None:
        return self.prosecutor_evidence_on.data if "prosecutor_evidence_on" in self else None

    @property
    def day_of_statement(self) -> date | None:
        return self.victim_statement_on.data if "victim_statement_on" in self else None

    @property
    def day_of_offence(self) -> date | None:
        return self.offence_on.data if "offence_on" in self else None


def _radios(question: Question) -> Any:
    must = not question.depends_on and not question.may_be_blank
    return Radios(
        question.ask,
        choices=[Choice(choice.value, choice.label, choice.hint) for choice in question.choices],
        hint=question.hint,
        required=f"Answer “{question.ask}”, or choose ‘Not known’" if must else False,
    )


for _question in QUESTIONS:
    setattr(FactsForm, _question.name, _radios(_question))
