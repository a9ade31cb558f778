"""Forms about who may not see a record, and about who asked for many that are not theirs."""

from pathways.people.rules import MissesFound, RestrictionList, RestrictionWhy
from pathways.ui.fields import DateBoxes, LongText, Radios, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Worded


class RestrictionForm(RuledForm):
    which = Radios("Which list?", choices=choices_of(RestrictionList), required="Select a list")
    named = LongText("Who?", called="Who", hint="Sign-in names of your organisation, one a line", most=2000)
    why = Radios("Why?", choices=choices_of(RestrictionWhy), required="Select why")
    reason = LongText(
        "In your own words",
        called="The reason",
        hint="Somebody else decides from what you write. Leave out what the person told a service",
        most=400,
    )
    until_on = DateBoxes("Last day (optional)", called="Last day", required=False)

    @property
    def sign_in_names(self) -> list[str]:
        return (self.named.data or "").split()


class OwnConflictForm(RuledForm):
    """Somebody who keeps no lists says that they themselves must not see the record."""

    why = Radios(
        "Why must you not see this record?",
        choices=choices_of((RestrictionWhy.SELF, RestrictionWhy.RELATIVE, RestrictionWhy.KNOWN, RestrictionWhy.OTHER)),
        required="Select why",
    )
    reason = LongText("In your own words", called="The reason", hint="Your manager reads this", most=400)


class RestrictionAnswer(Worded):
    ADD = "add", "Yes, put them on the list"
    TURN_DOWN = "turn_down", "No, leave the list as it is"


class DecideRestrictionForm(RuledForm):
    answer = Radios("Is it right?", choices=choices_of(RestrictionAnswer), required="Select whether it is right")


class ReviewAnswer(Worded):
    KEEP = "keep", "It is still needed"
    REMOVE = "remove", "It ends now"


class ReviewRestrictionForm(RuledForm):
    answer = Radios("Is it still needed?", choices=choices_of(ReviewAnswer), required="Select whether it is needed")
    reason = LongText("If it ends, why?", called="Why it ends", required=False, most=400)


class CloseMissesForm(RuledForm):
    outcome = Radios("What was it?", choices=choices_of(MissesFound), required="Select what it was")
    words = LongText(
        "What was found, and what was done",
        called="What was found",
        required="Enter what was found",
        hint="Who you asked, what they said and what happens next. Auditors of your organisation read this",
        most=1000,
    )
