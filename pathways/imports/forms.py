"""The forms of the desk for imports: who somebody of a file is, and whether an import is taken back."""

from collections.abc import Iterable
from typing import Final

from pathways.approvals.forms import ConfirmForm, yes_or_no
from pathways.imports.rules.deciding import WhoItIs
from pathways.ui.choices import Choice, Radios
from pathways.ui.fields import LongText
from pathways.ui.forms import Form

FOLLOWS: Final = {
    WhoItIs.SAME: "The key of the file stands for them from now on. Nothing that is recorded of them changes.",
    WhoItIs.ANOTHER: "They are added as a new person, with what the file says of them.",
    WhoItIs.LEFT_OUT: "Nobody is added, and later rows of the file’s system that name this key are refused.",
}
"""What follows from each answer."""


class WhoItIsForm(Form):
    """Who somebody of a file is: one of those they are like, another person, or nobody who is imported."""

    answer = Radios("Who is this?", called="Answer", required="Select who this is")

    def offer(self, known: Iterable[tuple[int, str]]) -> None:
        """Offer these people, each by number and in words, beside the two answers that name nobody."""
        same = [
            Choice(f"{WhoItIs.SAME}-{number}", f"This is the same person: {words}", FOLLOWS[WhoItIs.SAME], number)
            for number, words in known
        ]
        self.answer.choices = [
            *same,
            Choice(WhoItIs.ANOTHER, "This is another person", FOLLOWS[WhoItIs.ANOTHER], WhoItIs.ANOTHER),
            Choice(WhoItIs.LEFT_OUT, "Leave out", FOLLOWS[WhoItIs.LEFT_OUT], WhoItIs.LEFT_OUT),
        ]

    @property
    def same_as(self) -> int | None:
        """The person it is, where it is one who is known."""
        return self.answer.data if isinstance(self.answer.data, int) else None

    @property
    def who(self) -> WhoItIs:
        return WhoItIs.SAME if self.same_as is not None else self.answer.data


class TakeBackForm(Form):
    reason = LongText("Why was it a mistake?", hint="Whoever decides reads this", most=400)


class DecideTakingBackForm(ConfirmForm):
    yes, no = "Yes, take it back", "No, it was right and stays"
    answer = yes_or_no("Is it taken back?", yes, no, required="Select whether it is taken back")
