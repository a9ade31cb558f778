"""The inspector's authority."""

from collections.abc import Sequence

from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.ui.fields import Choice, LongText, Moment, Pick, Radios, choices_of
from pathways.ui.forms import Form


class AuthorityForm(Form):
    """The inspector's authority. The view offers the offences that need one and the officers who can give it."""

    offence_id = Radios("Which offence is it for?", required="Select the offence")
    given_by_id = Pick(
        "Who gives it?", hint="An officer of at least the rank of inspector", required="Select the officer who gives it"
    )
    grounds = LongText(
        "Grounds",
        hint="Why you suspect that misuse of a specified Class A drug caused or contributed to this offence",
        most=2000,
    )
    mode = Radios("How is it given?", choices=choices_of(AuthorityMode), required="Select how it is given")
    given_at = Moment("Given at", called="Authority", not_future=True)
    told_at = Moment(
        "Person told of it and of the grounds (leave the time blank if not yet)",
        called="Told",
        required=False,
        not_future=True,
    )

    def offer(self, offences: Sequence[tuple[int, str]], officers: Sequence[tuple[int, str]]) -> None:
        """What can be chosen, as (id, words)."""
        self.offence_id.choices = [Choice(str(number), words, means=number) for number, words in offences]
        self.given_by_id.choices = [Choice(str(number), words, means=number) for number, words in officers]
