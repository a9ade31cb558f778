"""The fact sheet: what an officer is asked before any disposal, in the words of the page.

Nothing is preselected; "not known" can be stored and never counts as "no". Each choice carries what it states to the
rules (`data/fact_sheet_answers.csv`), so that the page, the record and the rules cannot drift apart.
Source: data dictionary of out-of-court disposals 1.1 to 1.6; grouping as drawn for the custody desk, page 7.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from pathways.law.rules.disposal_language import Scalar, Value
from pathways.tables import rows_of

NOT_KNOWN = "not_known"
Stated: TypeAlias = dict[str, Value | None]


@dataclass(frozen=True, kw_only=True)
class FactChoice:
    """One answer: the stored value, its words, and the facts it states (None states that the fact is not known)."""

    value: str
    label: str
    hint: str
    states: Stated


@dataclass(frozen=True)
class FactQuestion:
    """One question of the sheet, drawn as a group of radios.

    A question that `depends_on` another is asked only after one of the answers in `only_after`. With `else_may_wait` it
    is always asked, and needed only after those. With `may_be_blank` it may be left, and blank means "not known".
    """

    name: str
    ask: str
    short: str
    hint: str = ""
    depends_on: str = ""
    only_after: frozenset[str] = frozenset()
    may_be_blank: bool = False
    else_may_wait: bool = False

    @property
    def choices(self) -> tuple[FactChoice, ...]:
        return _choices()[self.name]

    def choice(self, value: str | None) -> FactChoice | None:
        """The choice of that value, or None."""
        return next((choice for choice in self.choices if choice.value == value), None)

    def is_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether this question is asked, after the answers given so far."""
        return self.else_may_wait or self._is_called_for(answers)

    def is_needed(self, answers: Mapping[str, str]) -> bool:
        """Whether this question needs an answer ("not known" is one), after the answers given so far."""
        return not self.may_be_blank and self._is_called_for(answers)

    def _is_called_for(self, answers: Mapping[str, str]) -> bool:
        if not self.depends_on:
            return True
        before = next(question for question in QUESTIONS if question.name == self.depends_on)
        return answers.get(self.depends_on) in self.only_after and before.is_asked(answers)


_FOUND = frozenset({"some"})


@cache
def _choices() -> dict[str, tuple[FactChoice, ...]]:
    choices: dict[str, tuple[FactChoice, ...]] = {}
    for row in rows_of(Path(__file__).parent.parent / "data" / "fact_sheet_answers.csv"):
        states = dict(_stated(pair) for pair in row["states"].split())
        choice = FactChoice(value=row["value"], label=row["label"], hint=row["hint"], states=states)
        choices[row["question"]] = (*choices.get(row["question"], ()), choice)
    return choices


def _stated(pair: str) -> tuple[str, Value | None]:
    name, _, value = pair.partition("=")
    fixed: dict[str, Scalar | None] = {"yes": True, "no": False, "?": None}
    if value in fixed:
        return name, fixed[value]
    return name, int(value) if value.isdigit() else value


QUESTIONS: tuple[FactQuestion, ...] = (
    FactQuestion("offence_made_out", "Is the offence made out?", "Offence made out"),
    FactQuestion(
        "nitrous_oxide",
        "Did the person mean to inhale the nitrous oxide wrongfully, or to supply it for that?",
        "Nitrous oxide",
        "Without that intent, possessing it is not an offence.",
        may_be_blank=True,
    ),
    FactQuestion("evidence", "How strong is the evidence?", "Evidence"),
    FactQuestion("public_interest", "Does the public interest need a prosecution?", "Public interest"),
    FactQuestion("admission", "What did the person say about the offence?", "Admission"),
    FactQuestion("fit", "Is the person fit to decide, and advised?", "Fit and advised"),
    FactQuestion("would_agree", "Would the person agree to it?", "Would agree", "Consent itself is asked at signing."),
    FactQuestion("victim", "Is there a victim?", "Victim"),
    FactQuestion("abuse_or_hate", "Is this domestic abuse or a hate crime?", "Domestic abuse or hate crime"),
    FactQuestion(
        "intimate_partner",
        "Is the abuse between intimate partners?",
        "Intimate partners",
        "Only a community resolution asks this. It can wait.",
        depends_on="abuse_or_hate",
        only_after=frozenset({"domestic_abuse", "both"}),
        may_be_blank=True,
    ),
    FactQuestion("supply", "Is supply suspected?", "Supply"),
    FactQuestion("likely_sentence", "What sentence would a court be likely to give?", "Likely sentence"),
    FactQuestion(
        "exceptional",
        "Are there exceptional circumstances?",
        "Exceptional circumstances",
        "Needed if custody or a high community order is likely. For a simple caution also where only the Crown Court "
        "tries the offence, it is on the specified list, or a similar earlier outcome counts. Otherwise it can wait.",
        depends_on="likely_sentence",
        only_after=frozenset({"high"}),
        else_may_wait=True,
    ),
    FactQuestion(
        "earlier",
        "Which earlier outcomes were found?",
        "Earlier outcomes",
        "Cautions, convictions, notices, resolutions. Look further than PNC: resolutions are often not on it.",
    ),
    FactQuestion(
        "history_matters",
        "Does a sergeant need to look at that history?",
        "Relevant history",
        depends_on="earlier",
        only_after=_FOUND,
    ),
    FactQuestion(
        "cw_aggravating",
        "Does anything make the possession worse?",
        "What makes it worse",
        "Only a cannabis or khat warning asks this. It can wait.",
        may_be_blank=True,
    ),
    FactQuestion(
        "appropriate_adult",
        "Is an appropriate adult needed?",
        "Appropriate adult",
        "Under 18, or vulnerable.",
        may_be_blank=True,
    ),
    FactQuestion(
        "trial_mode",
        "In which court can the offence be tried?",
        "Where it can be tried",
        "Only if the offence is not in the offence table.",
        may_be_blank=True,
    ),
    FactQuestion(
        "vehicle",
        "What was taken?",
        "What was taken",
        "A motor vehicle has a time limit of its own.",
        may_be_blank=True,
    ),
    FactQuestion(
        "prosecutor_evidence",
        "Has a prosecutor had enough evidence to charge?",
        "Prosecutor's evidence",
        "The time to charge starts on that day.",
        depends_on="vehicle",
        only_after=frozenset({"motor"}),
        else_may_wait=True,
    ),
    FactQuestion(
        "victim_statement",
        "Has the victim given police a statement for court, or been interviewed on video for it?",
        "Statement for court",
        "Only for domestic abuse: the six months to charge start on the first of those days.",
        depends_on="abuse_or_hate",
        only_after=frozenset({"domestic_abuse", "both"}),
        may_be_blank=True,
    ),
    FactQuestion(
        "activity",
        "Has a service confirmed that it can offer an activity in time?",
        "Activity for Outcome 22",
        "Only Outcome 22 asks this. It can wait.",
        may_be_blank=True,
    ),
)


def stated(answers: Mapping[str, str]) -> Stated:
    """The facts that a sheet states. Questions that were not asked or answered state nothing."""
    facts: Stated = {}
    for question in QUESTIONS:
        choice = question.choice(answers.get(question.name))
        if choice is None or not question.is_asked(answers):
            continue
        facts.update({name: value for name, value in choice.states.items() if value is not None or name not in facts})
    return facts


def left_out(answers: Mapping[str, str]) -> tuple[FactQuestion, ...]:
    """The questions that need an answer and are blank; "not known" is an answer."""
    return tuple(
        question
        for question in QUESTIONS
        if question.is_needed(answers) and question.choice(answers.get(question.name)) is None
    )


def may_wait(answers: Mapping[str, str], *, left: Collection[str]) -> tuple[FactQuestion, ...]:
    """The questions that may be blank and are, without those `left` to another part of the record."""
    return tuple(
        question
        for question in QUESTIONS
        if question.may_be_blank
        and question.name not in left
        and question.is_asked(answers)
        and question.choice(answers.get(question.name)) is None
    )


def answers_to_store(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to store: known choices of known questions, if the question was asked."""
    return {
        question.name: answers[question.name]
        for question in QUESTIONS
        if question.choice(answers.get(question.name)) is not None and question.is_asked(answers)
    }


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One line of the sheet as read back: the question, the words of the answer, and whether it is known."""

    question: FactQuestion
    words: str
    is_known: bool


def read_back(answers: Mapping[str, str]) -> tuple[SheetLine, ...]:
    """The sheet line by line: every question that was answered or needed, those not known first."""
    lines = []
    for question in QUESTIONS:
        choice = question.choice(answers.get(question.name))
        if not question.is_asked(answers) or (choice is None and not question.is_needed(answers)):
            continue
        known = choice is not None and choice.value != NOT_KNOWN
        lines.append(SheetLine(question=question, words=choice.label if choice else "Not answered", is_known=known))
    return tuple(sorted(lines, key=lambda line: line.is_known))
