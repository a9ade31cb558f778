"""Forms about who somebody is: other names, and records that are one person."""

from collections.abc import Iterable

from pathways.ui.fields import Choice, Line, LongText, Radios, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Worded, YesNo


class AliasForm(RuledForm):
    surname = Line("Surname", hint="For a one-word name, type that word here", most=100)
    given_names = Line("First names (optional)", called="First names", required=False, most=100)


class CorrectAliasForm(AliasForm):
    is_theirs = Radios("Is it a name of theirs?", choices=choices_of(YesNo), required="Select whether it is theirs")
    correction_reason = Line("Why was it wrong?", hint="What was recorded before is kept beside it", most=400)


class MergeForm(RuledForm):
    """The view says who may be the same, with `offer`."""

    other = Radios("Which record is the same person?", required="Select the other record")
    reason = LongText("How do you know?", hint="Fingerprints, photo, PNC. Somebody else reads this", most=400)

    def offer(self, records: Iterable[tuple[int, str]]) -> None:
        """The records to choose from, as (id, who)."""
        self.other.choices = [Choice(str(number), who, means=number) for number, who in records]


class UnmergeForm(RuledForm):
    reason = LongText("How do you know that they are two people?", hint="Somebody else reads this", most=400)


class MergeAnswer(Worded):
    """What a second person says to a proposal."""

    CONFIRM = "confirm", "Yes, confirm it"
    TURN_DOWN = "turn_down", "No, leave the records as they are"


class DecideMergeForm(RuledForm):
    answer = Radios("Is it right?", choices=choices_of(MergeAnswer), required="Select whether it is right")
