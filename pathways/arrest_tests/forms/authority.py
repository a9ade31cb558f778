"""The inspector's authority."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pathways import clock
from pathways.arrest_tests.rules.findings import stops
from pathways.arrest_tests.rules.words import AuthorityDecision, AuthorityMode
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Moment, Pick, Radios, choices_of
from pathways.ui.forms import Form, RuledForm


class AuthorityForm(RuledForm):
    """The inspector's decision. The view offers the offences that need an authority and the officers who can give it.

    `grounds` and `told_at` belong to an authority, `refusal_reason` to a refusal.
    """

    offence_id = Radios("Which offence is it for?", required="Select the offence")
    given_by_id = Pick(
        "Who decides?", hint="An officer of at least the rank of inspector", required="Select the officer who decides"
    )
    decision = Radios(
        "What does the officer decide?",
        choices=choices_of(AuthorityDecision),
        required="Select what the officer decides",
    )
    grounds = LongText(
        "Grounds",
        hint="Why you suspect that misuse of a specified Class A drug caused or contributed to this offence",
        required=False,
        most=2000,
    )
    refusal_reason = LongText("Why is it refused?", called="The reason", required=False, most=2000)
    mode = Radios("How is it given?", choices=choices_of(AuthorityMode), required="Select how it is given")
    given_at = Moment(
        "Decided at",
        hint="In writing: leave the time blank, for it counts from when you save it here. Orally: when it was said",
        required=False,
        not_future=True,
    )
    told_at = Moment(
        "Person told of it and of the grounds (leave the time blank if not yet)",
        called="Told",
        required=False,
        not_future=True,
    )

    @property
    def is_refused(self) -> bool:
        return bool(self.decision.data is AuthorityDecision.REFUSED)

    @property
    def decided_at(self) -> datetime:
        """As typed; with no time typed now, which `against` lets through in writing only."""
        return self.given_at.data or clock.now().replace(second=0, microsecond=0)

    def against(self) -> Iterable[Reason]:
        if self.mode.data is AuthorityMode.ORAL and self.given_at.is_blank:
            yield Reason("Enter the time under “Decided at”: when it was said", "given_at")
        if self.is_refused and not self.refusal_reason.data:
            yield Reason("Enter why the authority is refused", "refusal_reason")
        elif not self.is_refused and not self.grounds.data:
            yield stops("V-012").as_reason("grounds")

    def offer(self, offences: Sequence[tuple[int, str]], officers: Sequence[tuple[int, str]]) -> None:
        """What can be chosen, as (id, words)."""
        self.offence_id.choices = [Choice(str(number), words, means=number) for number, words in offences]
        self.given_by_id.choices = [Choice(str(number), words, means=number) for number, words in officers]


class DisownForm(Form):
    """What the inspector did say, where an oral authority was recorded otherwise."""

    words = LongText(
        "What did you say?",
        called="What you said",
        hint="For example: not for this offence; other grounds; or that nobody asked you",
        required="Enter what you said, or that you were not asked",
        most=2000,
    )


class AskForAuthorityForm(RuledForm):
    """What an officer puts to an inspector. The view offers the offences that need an authority."""

    offence_id = Radios("Which offence is it for?", required="Select the offence")
    grounds = LongText(
        "Why do you ask?",
        called="Why you ask",
        hint="What makes you suspect that misuse of heroin, crack or cocaine caused or contributed to this offence. "
        "The inspector reads it, and takes your words or writes their own",
        required="Enter why you ask: what links a drug to this offence",
        most=2000,
    )

    def offer(self, offences: Sequence[tuple[int, str]]) -> None:
        """The offences that can be chosen, as (id, words)."""
        self.offence_id.choices = [Choice(str(number), words, means=number) for number, words in offences]
