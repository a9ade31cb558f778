"""The forms of consents asked at the service, each question by itself, and of a partner asked to join."""

from collections.abc import Iterable
from dataclasses import replace

from pathways.referrals.consents.rules.consents import REFERRAL, SHARING, STATISTICS, ConsentState, Covers, Helped, Whom
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.fields import Line
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

# The two consents that the service asks at assessment, and either of the first two asked again. Each has its own boxes.


NOT_UNDERSTOOD = "not_understood"
ANSWERS = (ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.NOT_ASKED)


class Understood(Form):
    """How the answers were given, asked once for what was asked in one sitting."""

    signed = Radios(
        "How were the answers given?",
        choices=[
            Choice("yes", "Signed the sheet", means=YesNo.YES),
            Choice("no", "Said aloud only", means=YesNo.NO),
        ],
        required=False,
    )
    understood = Radios(
        "Did the person understand?",
        choices=[
            *choices_of(Helped),
            Choice(NOT_UNDERSTOOD, "No or not sure", "Say why, and ask again at the next appointment."),
        ],
        required=False,
    )
    not_understood_why = Line("Why not? (only if so)", called="Why it was not understood", required=False)
    language = Line(
        "Language it was asked in (if not English)",
        called="The language",
        hint="For example: Polish",
        most=60,
        required=False,
    )

    def say_what_stands(self) -> None:
        """Say at the choice that an assessment was required: only with a signature may anything from it be told."""
        self.signed.choices = [
            replace(choice, hint="Then nothing from the required assessment is told.")
            if choice.means is YesNo.NO
            else choice
            for choice in self.signed.choices
        ]

    def given(self, number: int, state: ConsentState, **more: object) -> AnswerGiven:
        """One answer, with what was said about understanding for the whole sitting."""
        how = self.understood.data
        return AnswerGiven(
            number=number,
            state=state,
            signed=None if self.signed.data is None else self.signed.data is YesNo.YES,
            understood=None if how is None else how != NOT_UNDERSTOOD,
            helped=how if isinstance(how, Helped) else None,
            why_not=self.not_understood_why.data or "",
            language=self.language.data or "",
            **more,  # type: ignore[arg-type]  # the two that one question adds
        )


class ServiceConsentsForm(Understood):
    """Questions 3 and 4. One that was answered before may be left empty: that answer then stands."""

    statistics = Radios(
        "3. National drug treatment statistics", called="answer to question 3", choices=choices_of(ANSWERS)
    )
    sharing = Radios(
        "4. Mental health, housing and peer support", called="answer to question 4", choices=choices_of(ANSWERS)
    )
    whom = Ticks(
        "Who may be asked to join?", called="who may be asked to join", choices=choices_of(Whom), required=False
    )

    def need_not_answer(self, number: int) -> None:
        """Let a question be left empty, because it was answered before."""
        asked = self.statistics if number == STATISTICS else self.sharing
        asked.required = False

    def answers(self) -> tuple[AnswerGiven, ...]:
        """The questions that were answered now, one answer each."""
        answers = []
        if self.statistics.data is not None:
            answers.append(self.given(STATISTICS, self.statistics.data))
        if self.sharing.data is not None:
            answers.append(self.given(SHARING, self.sharing.data, whom=frozenset(self.whom.data)))
        return tuple(answers)


class AskAgainForm(Understood):
    """One of the first two questions, asked again by the service."""

    answer = Radios("Answer", called="the answer", choices=[])

    def ask(self, number: int) -> None:
        """Set the answers to choose from. How far a consent reaches is asked for the first question only."""
        reach = [Choice(each.value, f"Agrees: {each.label.lower()}", means=each) for each in Covers]
        yes = reach if number == REFERRAL else choices_of((ConsentState.GIVEN,))
        self.answer.choices = [*yes, *choices_of((ConsentState.REFUSED,))]

    def answers(self, number: int) -> tuple[AnswerGiven, ...]:
        answer = self.answer.data
        if isinstance(answer, Covers):
            return (self.given(number, ConsentState.GIVEN, covers=answer),)
        return (self.given(number, answer),)


# A partner asked to join a case, and the end of a joint plan.


class JointForm(Form):
    """A mental health service, who leads there and who leads here. The view sets the services and the leads."""

    partner = Radios("Which mental health service?", required="Select the service")
    lead_there = Line(
        "Who leads there?",
        called="The lead there",
        hint="Ring them first, and enter the name they gave",
        most=120,
        required="Enter who leads there",
    )
    lead_here = Pick("Who leads here?", required="Select who leads here")

    def offer(self, partners: Iterable[tuple[int, str]], leads: Iterable[tuple[int, str]]) -> None:
        """Set the open mental health services and the possible leads, given as (id, words)."""
        self.partner.choices = [Choice(str(number), words, means=number) for number, words in partners]
        self.lead_here.choices = [Choice(str(number), words, means=number) for number, words in leads]


class EndJointForm(Form):
    reason = Line("Why does it end?", called="The reason", most=200, required="Say why it ends")
