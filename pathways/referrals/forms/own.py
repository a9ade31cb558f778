"""Somebody who came to the service: who they are, what they say, and that they agree, on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pathways.people.forms import PersonForm
from pathways.people.rules import NoneOfThese
from pathways.referrals.forms.asking import NeedsForm
from pathways.referrals.rules import CameHow, ContactWay, Covers, How, ScreenFacts
from pathways.safeguarding.rules import RiskAnswers
from pathways.ui.fields import Choice, Radios, choices_of
from pathways.vocabulary import Area, Sex

NO = "no"
LOOK_FOR = "Look for them where they usually are."


class OwnReferralForm(NeedsForm, PersonForm):
    """All of a self- or GP referral. `same` is asked only where the service knows somebody like it; the view sets the
    services and the people."""

    buttons = ("then",)
    same = Radios("Does your service know one of these people?", called="whether it is one of them", required=False)
    how_they_came = Radios(
        "How did they come?", choices=choices_of(CameHow), required="Select whether they came by themselves"
    )
    service = Radios("Which of your services?", required="Select one of your services")
    referral = Radios(
        "May we take this referral?",
        called="answer",
        required="Select what the person answered",
        choices=[
            Choice("named", "Agrees, to this service only"),
            Choice("any_listed", "Agrees, and another listed service may be asked if this one cannot"),
            Choice(NO, "Does not agree", "Nothing is recorded."),
        ],
    )
    how = Radios("How was the answer given?", choices=choices_of(How), required="Select how the answer was given")

    def offer(self, services: Iterable[tuple[int, str]], known: Sequence[tuple[int, str]]) -> None:
        """The own services as (id, name and town), and whom the service knows that may be meant as (id, words)."""
        self.service.choices = [Choice(str(number), words, means=number) for number, words in services]
        others = choices_of(NoneOfThese)
        self.same.choices = [*(Choice(str(number), words, means=number) for number, words in known), *others]
        self.contact_way.choices = choices_of(ContactWay, hints={ContactWay.NO_PHONE: LOOK_FOR})
        self.ask_only_new(RiskAnswers())
        if known:
            self.same.required = "Select one of these people, or why it is none of them"
        else:
            del self.same

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Pregnancy is asked unless the answer about sex says male; both stand on one page."""
        if self.sex.data is Sex.MALE:
            self.pregnant.required = False
        return super().validate(*args, **kwargs)

    def said(self, suites_area: Area) -> ScreenFacts:
        facts = super().said(suites_area)
        return replace(facts, pregnant=None) if self.sex.data is Sex.MALE else facts

    @property
    def person_id(self) -> int | None:
        """Whom the service knows already, if it is one of them."""
        chosen = self.same.data if "same" in self else None
        return chosen if isinstance(chosen, int) else None

    @property
    def none_of_these(self) -> NoneOfThese | None:
        chosen = self.same.data if "same" in self else None
        return chosen if isinstance(chosen, NoneOfThese) else None

    @property
    def covers(self) -> Covers | None:
        answer: Any = self.referral.data
        return None if answer == NO else Covers(answer)
