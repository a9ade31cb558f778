"""The forms of needs, consents, sending and withdrawing; and of somebody who came to the service by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pathways.directory.areas.rules import outcode_of
from pathways.people.forms.identity import PersonForm
from pathways.people.rules import NoneOfThese
from pathways.referrals.consents.rules.consents import ConsentState, Covers, How
from pathways.referrals.needs.rules import (
    DRINKING,
    AreaFrom,
    ContactWay,
    Injected,
    Naloxone,
    NaloxoneFacts,
    OtherHelp,
    ScreenFacts,
    UseSaid,
    drinking_reasons,
    must_answer_naloxone,
    naloxone_reasons,
    needs_besides,
    postcode_reasons,
    said_of,
    ticks_besides,
)
from pathways.referrals.routing.rules import choice_reasons
from pathways.referrals.sending.rules import CameHow
from pathways.safeguarding.forms import RisksForm, risk_field
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.tables import offered
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.fields import Line
from pathways.ui.forms import Form
from pathways.vocabulary import Answer, Area, Sex, Substance

# The needs page, before release, consents, and the buttons that send and withdraw. Nothing is chosen beforehand.


ALONE = (UseSaid.NOTHING, UseSaid.WOULD_NOT_SAY)
CONTACT_NUMBER = 40
NOT_SAID = "not_said"


def naloxone_field() -> Any:
    """Naloxone as any form asks it."""
    return Radios(
        "Naloxone when they leave",
        hint="For opiates, injecting or an overdose, or where they would not say. Otherwise it may stay blank.",
        choices=choices_of(Naloxone),
        required="Select one about naloxone",
    )


def naloxone_why_field() -> Any:
    return Line(
        "Why was naloxone not offered?", called="Why naloxone was not offered", hint="Only if so", required=False
    )


class BeforeLeavingForm(RisksForm):
    """Before somebody leaves: naloxone, and each risk that nobody has asked about yet."""

    overdose_last_7_days = risk_field("overdose_last_7_days")
    suicide_risk = risk_field("suicide_risk")
    exploitation = risk_field("exploitation")
    naloxone = naloxone_field()
    naloxone_why = naloxone_why_field()

    def leave_out_naloxone(self) -> None:
        """Drop the question about naloxone: it was answered, and is shown instead."""
        for name in ("naloxone", "naloxone_why"):
            del self[name]

    def naloxone_facts(self) -> NaloxoneFacts | None:
        """What was answered; None where it was not asked here."""
        if "naloxone" not in self or self.naloxone.data is None:
            return None
        return NaloxoneFacts(answer=self.naloxone.data, why_not=self.naloxone_why.data or "")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        holds = super().validate(*args, **kwargs)
        facts = self.naloxone_facts()
        reasons = naloxone_reasons(facts) if facts else ()
        self.refuse_besides(reasons)
        return holds and not reasons

    def ask_naloxone(self, *, must_answer: bool) -> None:
        """Let naloxone stay blank unless it must be answered. It is asked of everybody."""
        if "naloxone" in self and not must_answer:
            self.naloxone.required = False


class NeedsForm(BeforeLeavingForm):
    """What the person says: every substance they name, and each risk that nobody has asked about yet."""

    buttons = ("then",)
    overdose_before: Answer | None = None
    substances = Ticks(
        "What does the person say they use?",
        called="what the person says they use",
        hint="Tick all that apply. A test does not show mamba, cannabis or alcohol.",
        choices=[*choices_of(Substance), *choices_of(ALONE, alone=ALONE)],
        required="Select what the person says, or ‘Nothing’ or ‘Would not say’",
    )
    most_harm = Pick(
        "Which one causes most harm? (if several)",
        called="Which one causes most harm",
        hint="Of those ticked. Blank if they would not say.",
        choices=choices_of(Substance),
        prompt="Not said",
        required=False,
    )
    drinks_daily = Radios(DRINKING.ask, choices=choices_of(Answer), hint=DRINKING.follows, required=False)
    how_much = Line(
        "How much, and how often (optional)",
        called="How much, and how often",
        most=120,
        required=False,
        hint="In their words. For example: a bottle of vodka every day, since 2022.",
    )
    injected = Radios("Have they injected?", choices=choices_of(Injected))
    pregnant = Radios(
        "Pregnant",
        choices=choices_of(Answer),
        hint="Yes makes the referral urgent.",
        required="Answer “Pregnant”, or choose ‘Would not say’",
    )
    overdose_last_7_days = risk_field("overdose_last_7_days")
    suicide_risk = risk_field("suicide_risk")
    exploitation = risk_field("exploitation")
    other_help = Ticks(
        "What else would help?",
        called="what else would help",
        hint="The service asks before it brings anyone in.",
        choices=choices_of(OtherHelp, alone=(OtherHelp.NOTHING, OtherHelp.WOULD_NOT_SAY)),
        required="Select what else would help, or ‘Nothing else’ or ‘Would not say’",
    )
    naloxone = naloxone_field()
    naloxone_why = naloxone_why_field()
    area = Pick(
        "Where are they usually?",
        hint="No fixed abode is an answer: where they usually stay, day or night.",
        required="Select where the person usually is, or that they would not say",
    )
    postcode = Line(
        "Postcode, or its first part (optional)",
        called="Postcode",
        most=10,
        required=False,
        hint="Only the first part is kept. You can leave it blank.",
    )
    contact_way = Radios("Safe way to reach them", choices=choices_of(ContactWay))
    contact_number = Line(
        "Number", most=CONTACT_NUMBER, required=False, hint="Not needed for a letter, a meeting place or no phone."
    )
    contact_note = Line(
        "Anything that keeps the contact safe (optional)",
        called="Safe contact note",
        most=200,
        required=False,
        hint="For example: after 16:00; do not leave a message; who passes word on; where to meet, and when.",
    )

    def offer_areas(self, areas: Iterable[Area]) -> None:
        """Set the areas in use today. Somebody who would not say counts for the town where they are asked."""
        self.area.choices = [
            *choices_of(areas),
            Choice(NOT_SAID, "Nowhere in particular, or would not say: the town where you ask is used"),
        ]

    def ask_pregnancy(self, sex: Sex) -> None:
        """Drop the question about pregnancy where the record says male."""
        if sex is Sex.MALE:
            del self["pregnant"]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        ticked: list[Any] = self.substances.data or []
        must = must_answer_naloxone(
            use_answer=said_of([each.value for each in ticked]),
            substances=ticked,
            injected=self.injected.data,
            overdose=self.overdose_last_7_days.data if "overdose_last_7_days" in self else self.overdose_before,
        )
        self.ask_naloxone(must_answer=must)
        holds = super().validate(*args, **kwargs)
        reasons = (
            *drinking_reasons(self.substances.data or (), self.drinks_daily.data),
            *postcode_reasons(self.postcode.data),
        )
        self.refuse_besides(reasons)
        return holds and not reasons

    def screen_facts(self, suites_area: Area) -> ScreenFacts:
        """What was typed, as the rules read it. `suites_area` is used where the person would not say."""
        is_said = self.area.data != NOT_SAID
        ticked: list[Any] = self.substances.data
        way = self.contact_way.data
        mental_health, housing = needs_besides(self.other_help.data)
        named = tuple(each for each in ticked if isinstance(each, Substance))
        return ScreenFacts(
            use_answer=said_of([each.value for each in ticked]) or UseSaid.NAMED,
            substances=named,
            most_harm=None if named == (self.most_harm.data,) else self.most_harm.data,
            how_much=self.how_much.data if named else None,
            drinks_daily=self.drinks_daily.data if Substance.ALCOHOL in named else None,
            injected=self.injected.data,
            mental_health=mental_health,
            housing=housing,
            contact_way=way,
            contact_number=self.contact_number.data if way not in (ContactWay.NO_PHONE, ContactWay.MEET) else None,
            contact_note=self.contact_note.data,
            area=self.area.data if is_said else suites_area,
            area_from=AreaFrom.SAID if is_said else AreaFrom.SUITE,
            outcode=outcode_of(self.postcode.data or ""),
            pregnant=self.pregnant.data if "pregnant" in self else None,
        )


def as_filled(facts: ScreenFacts) -> dict[str, Any]:
    """An earlier screen as the values to fill in, so that asking again starts from what was said."""
    asked_otherwise = ("use_answer", "substances", "mental_health", "housing", "area_from", "outcode")
    values = {name: getattr(facts, name) for name in vars(facts) if name not in asked_otherwise}
    besides = list(ticks_besides(facts.mental_health, facts.housing))
    values |= {"postcode": facts.outcode, "area": NOT_SAID if facts.area_from is AreaFrom.SUITE else facts.area}
    return {**values, "substances": list(facts.substances) or [facts.use_answer], "other_help": besides}


class ConsentsForm(Form):
    """The service, and two questions that are asked separately. The view sets the services."""

    service = Radios("Which service?", required=False)
    choice_reason = Pick(
        "Why not the first? (if you choose another)",
        called="Reason for choosing another service",
        choices=choices_of(offered(choice_reasons())),
        required=False,
    )
    referral = Radios(
        "1. May we refer the person?",
        called="answer to question 1",
        required="Select the answer to question 1, or ‘Not asked’",
        choices=[
            Choice("named", "Agrees, to the chosen service only"),
            Choice("any_listed", "Agrees, to any listed service"),
            Choice("refused", "Does not agree"),
            Choice("not_asked", "Not asked", "Ask again before they leave."),
        ],
    )
    feedback = Radios(
        "2. May the service tell the police how it went?",
        called="answer to question 2",
        required="Select the answer to question 2, or ‘Not asked’",
        choices=[
            Choice("given", "Agrees"),
            Choice("refused", "Does not agree"),
            Choice("not_asked", "Not asked", "Not a no. The service may ask."),
        ],
    )
    how = Radios("How were these two answers given?", choices=choices_of(How), required=False)

    def say_what_stands(self) -> None:
        """Say at the choices that a required assessment still applies, and what is told only with a signature."""
        self.referral.choices = [
            replace(choice, hint="The required assessment still applies.") if choice.value == "refused" else choice
            for choice in self.referral.choices
        ]
        self.how.choices = [
            replace(choice, hint="Then nothing from the required assessment can be told.")
            if choice.means is How.ORAL
            else choice
            for choice in self.how.choices
        ]

    def answers(self) -> dict[str, Any]:
        """The keyword arguments of `actions.record_consents`, without `by` and the episode."""
        first = str(self.referral.data)
        covers = Covers(first) if first in ("named", "any_listed") else None
        return {
            "service_id": int(self.service.data) if self.service.data else None,
            "choice_reason": self.choice_reason.data,
            "referral": ConsentState.GIVEN if covers else ConsentState(first),
            "covers": covers,
            "feedback": ConsentState(self.feedback.data),
            "how": self.how.data,
        }


class SendForm(Form):
    """The button that sends. Its key makes a second press return the first result."""


class TakeConsentBackForm(Form):
    """The button that withdraws a consent."""


# Somebody who came to the service: who they are, what they say, and that they agree, on one page.


NO = "no"
LOOK_FOR = "Look for them where they usually are."


class OwnReferralForm(NeedsForm, PersonForm):
    """The whole of a self- or GP referral. `same` is asked only where the service knows people who may be this one; the
    view sets the services and the people."""

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
        """Set the own services, as (id, name and town), and people the service knows who may be meant (id, words)."""
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
        """Pregnancy must be answered unless the answer about sex is male; both are on this page."""
        if self.sex.data is Sex.MALE:
            self.pregnant.required = False
        return super().validate(*args, **kwargs)

    def screen_facts(self, suites_area: Area) -> ScreenFacts:
        facts = super().screen_facts(suites_area)
        return replace(facts, pregnant=None) if self.sex.data is Sex.MALE else facts

    @property
    def person_id(self) -> int | None:
        """The id of the person, if they are one of those that the service knows."""
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
