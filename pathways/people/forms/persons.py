"""Forms about a person: search, add, correct, death, under 18."""

from typing import Any

from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.people.rules import (
    AdultTold,
    AgeEvidence,
    AgreesToTalk,
    Asked,
    DeathSource,
    Ethnicity,
    HandoverFacts,
    NoneOfThese,
    PersonFacts,
    Rung,
    SignsOfUse,
    details_reasons,
    handover_reasons,
    in_boxes,
    too_little,
)
from pathways.refusals import Reason
from pathways.ui import plain
from pathways.ui.fields import DateBoxes, Hidden, Line, LongText, Moment, Pick, Radios, Ticks, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import Sex, Worded


class SearchForm(RuledForm):
    """The search. What comes as `words`, from the one box of the custody board, is dealt out to the fields."""

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

    def asked(self) -> Asked:
        return Asked(
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
    """`carried` marks the post that only brings a search over; `matched` that the search had found somebody."""

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


class DeathErrorAnswer(Worded):
    """What a second person says."""

    CONFIRM = "confirm", "Yes, this person lives"
    TURN_DOWN = "turn_down", "No, the death is right"


class DecideDeathErrorForm(RuledForm):
    answer = Radios("Was it recorded in error?", choices=choices_of(DeathErrorAnswer), required="Select an answer")


class HandoverForm(RuledForm):
    """Labels name the young person on the page."""

    asks_at_once = True

    rung = Ticks(
        "Who did you ring?",
        called="Who you rang",
        hint="Tick each",
        choices=choices_of(Rung, alone=[Rung.NOBODY]),
        required="Select who you rang, or ‘Nobody yet’",
    )
    called_at = Moment("When?", called="Call", required=False)
    answered_by = Line("Who answered (optional)", called="Who answered", required=False, most=120)
    agrees = Radios(
        "Do they agree to talk to them?",
        hint="It is their choice. Ask with their appropriate adult there",
        choices=choices_of(AgreesToTalk),
    )
    adult_told = Radios("Is the appropriate adult told?", choices=choices_of(AdultTold))
    signs_of_use = Radios(
        "Any sign that others are using them?",
        hint="Debts, a new phone, far from home, older people, a flat that is not theirs",
        choices=choices_of(SignsOfUse),
    )
    agreed = LongText(
        "What was agreed? (optional)",
        called="What was agreed",
        hint="Where, when, with whom. If nobody was rung yet, why. No drug, no offence",
        required=False,
        most=2000,
    )

    def facts(self) -> HandoverFacts:
        return HandoverFacts(
            rung=tuple(self.rung.data),
            called_at=self.called_at.data,
            answered_by=self.answered_by.data or "",
            agrees=self.agrees.data,
            adult_told=self.adult_told.data,
            signs_of_use=self.signs_of_use.data,
            agreed=self.agreed.data or "",
        )

    def against(self) -> tuple[Reason, ...]:
        return handover_reasons(self.facts(), now=clock.now())
