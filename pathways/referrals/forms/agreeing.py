"""The two consents that the service asks at assessment, and any of the four asked again: never one box for two."""

from dataclasses import replace

from pathways.referrals.rules import REFERRAL, SHARING, STATISTICS, AnswerGiven, ConsentState, Covers, Helped, Whom
from pathways.ui.fields import Choice, Line, Radios, Ticks, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

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
        """An assessment was required: only a signature lets anything from it be told."""
        self.signed.choices = [
            replace(one, hint="Then nothing from the required assessment is told.") if one.means is YesNo.NO else one
            for one in self.signed.choices
        ]

    def given(self, number: int, state: ConsentState, **more: object) -> AnswerGiven:
        """One answer, with what was said of understanding for all of this sitting."""
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
    """Questions 3 and 4. One that was answered before may stay empty: then its answer stands."""

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
        """That question was answered: it may be asked again, or left."""
        asked = self.statistics if number == STATISTICS else self.sharing
        asked.required = False

    def answers(self) -> tuple[AnswerGiven, ...]:
        """What was answered now, a question each."""
        found = []
        if self.statistics.data is not None:
            found.append(self.given(STATISTICS, self.statistics.data))
        if self.sharing.data is not None:
            found.append(self.given(SHARING, self.sharing.data, whom=frozenset(self.whom.data)))
        return tuple(found)


class AskAgainForm(Understood):
    """One of the first two questions, asked again by the service."""

    answer = Radios("Answer", called="the answer", choices=[])

    def ask(self, number: int) -> None:
        """The answers there are: how far it reaches belongs to the first question only."""
        reach = [Choice(each.value, f"Agrees: {each.label.lower()}", means=each) for each in Covers]
        yes = reach if number == REFERRAL else choices_of((ConsentState.GIVEN,))
        self.answer.choices = [*yes, *choices_of((ConsentState.REFUSED,))]

    def answers(self, number: int) -> tuple[AnswerGiven, ...]:
        said = self.answer.data
        if isinstance(said, Covers):
            return (self.given(number, ConsentState.GIVEN, covers=said),)
        return (self.given(number, said),)
