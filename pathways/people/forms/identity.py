"""The forms about who somebody is: names, search, details, death; records of one person; who may not see a record."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.approvals.forms import ConfirmForm, yes_or_no
from pathways.people.identity.rules import Ethnicity, PersonFacts, details_reasons
from pathways.people.restrictions.rules import MissesFound, RestrictionList, RestrictionWhy
from pathways.people.rules import AgeEvidence, DeathSource, NoneOfThese
from pathways.people.search.rules import PersonAsked, in_boxes, too_little
from pathways.refusals import Reason
from pathways.ui import fields as plain
from pathways.ui.choices import Choice, Pick, Radios, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Hidden, Line, LongText
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Sex, Worded, YesNo

# Other names, and records that are one person.


class AliasForm(RuledForm):
    surname = Line("Surname", hint="For a one-word name, type that word here", most=100)
    given_names = Line("First names (optional)", called="First names", required=False, most=100)


class CorrectAliasForm(AliasForm):
    is_theirs = Radios("Is it a name of theirs?", choices=choices_of(YesNo), required="Select whether it is theirs")
    correction_reason = Line("Why was it wrong?", hint="What was recorded before is kept beside it", most=400)


class MergeForm(RuledForm):
    """Two records of one person. The view says who may be the same, with `offer`."""

    other = Radios("Which record is the same person?", required="Select the other record")
    reason = LongText("How do you know?", hint="Fingerprints, photo, PNC. Somebody else reads this", most=400)

    def offer(self, records: Iterable[tuple[int, str]]) -> None:
        """Set the records to choose from, given as (id, who)."""
        self.other.choices = [Choice(str(number), who, means=number) for number, who in records]


class UnmergeForm(RuledForm):
    reason = LongText("How do you know that they are two people?", hint="Somebody else reads this", most=400)


class DecideMergeForm(ConfirmForm):
    yes, no = "Yes, confirm it", "No, leave the records as they are"
    answer = yes_or_no("Is it right?", yes, no, required="Select whether it is right")


# A person: search, add, correct, death.


class SearchForm(RuledForm):
    """The search. What comes as `words`, from the one box of the custody board, is shared out among the fields."""

    buttons = ("then", "words")
    keeps_drafts = False
    surname = Line("Surname", required=False, most=100)
    given_names = Line("First name (optional)", called="First name", required=False, most=100)
    date_of_birth = DateBoxes("Date of birth", required=False)
    number = Line("or custody record or PNC ID", called="Number", required=False, most=30)

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        posted = self.meta.wrap_formdata(self, formdata)
        if posted and (words := posted.get("words")):
            posted = MultiDict([*posted.items(multi=True), *in_boxes(plain.cleaned(words)).items()])
        super().process(posted, *args, **kwargs)

    def asked(self) -> PersonAsked:
        return PersonAsked(
            surname=self.surname.data or "",
            given_names=self.given_names.data or "",
            date_of_birth=self.date_of_birth.data,
            number=self.number.data or "",
        )

    def against(self) -> tuple[Reason, ...]:
        return too_little(self.asked())


class PersonForm(RuledForm):
    """The questions about who somebody is."""

    surname = Line("Surname", hint="For a one-word name, type that word here", most=100)
    given_names = Line("First names (optional)", called="First names", required=False, most=100)
    date_of_birth = DateBoxes(
        "Date of birth",
        required="Enter a date of birth. If they cannot or will not say, enter your estimate and choose ‘Estimated’",
    )
    age_evidence = Radios(
        "Where does the date come from?",
        choices=choices_of(AgeEvidence),
        required="Select where the date of birth comes from",
    )
    clear_age_evidence = Line(
        "Clear evidence of age (optional)",
        called="Clear evidence of age",
        hint="Where you have only their word for the date and they may be under 18: what was seen, and by whom",
        required=False,
        most=400,
    )
    sex = Radios("Sex", choices=choices_of(Sex))
    ethnicity = Pick(
        "How do they describe their ethnicity? (optional)",
        called="Ethnicity",
        hint="In their own words, from the list. Never from how they look. It decides nothing about them",
        prompt="Not asked yet",
        choices=choices_of(Ethnicity),
        required=False,
    )
    pnc_id = Line("PNC ID (optional)", called="PNC ID", required=False, most=30)

    def facts(self) -> PersonFacts:
        return PersonFacts(
            surname=self.surname.data,
            given_names=self.given_names.data,
            date_of_birth=self.date_of_birth.data,
            age_evidence=self.age_evidence.data,
            clear_age_evidence=self.clear_age_evidence.data,
            sex=self.sex.data,
            ethnicity=self.ethnicity.data,
            pnc_id=self.pnc_id.data,
        )

    def against(self) -> tuple[Reason, ...]:
        return details_reasons(self.facts(), today=clock.today())


class NewPersonForm(PersonForm):
    """`carried` marks the post that only brings a search over; `matched` says that the search found somebody."""

    carried = Hidden(most=3)
    matched = Hidden(most=3)
    none_of_these = Pick(
        "Why is it none of the people found?",
        prompt="Select a reason",
        choices=choices_of(NoneOfThese),
        required=False,
    )


class CorrectPersonForm(PersonForm):
    correction_reason = Line(
        "Why was it wrong?",
        hint="Not needed to fill in what was blank. What was recorded before is kept beside it",
        required=False,
        most=400,
    )


class DeathForm(RuledForm):
    died_at = Moment("When did they die?", called="Death", hint="As told to you, even if not exact", not_future=True)
    source = Radios("Who told you?", choices=choices_of(DeathSource))


class DeathErrorForm(RuledForm):
    reason = LongText("How do you know that they live?", hint="Read where you work, and by nobody else", most=400)


class DecideDeathErrorForm(ConfirmForm):
    yes, no = "Yes, this person lives", "No, the death is right"
    answer = yes_or_no("Was it recorded in error?", yes, no, required="Select an answer")


# Who may not see a record, and reports of many requests for records that are not the asker's.


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
    """For somebody who keeps no lists: they themselves must not see the record."""

    why = Radios(
        "Why must you not see this record?",
        choices=choices_of((RestrictionWhy.SELF, RestrictionWhy.RELATIVE, RestrictionWhy.KNOWN, RestrictionWhy.OTHER)),
        required="Select why",
    )
    reason = LongText("In your own words", called="The reason", hint="Your manager reads this", most=400)


class DecideRestrictionForm(ConfirmForm):
    yes, no = "Yes, put them on the list", "No, leave the list as it is"
    answer = yes_or_no("Is it right?", yes, no, required="Select whether it is right", value="add")


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
