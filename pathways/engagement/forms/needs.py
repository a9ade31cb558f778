"""Needs at assessment: what the desk asked is filled in, the rest is asked, and "would not say" is an answer."""

from datetime import date
from typing import Any

from pathways.engagement.forms.naloxone import naloxone_field, naloxone_why_field
from pathways.engagement.rules import NeedsFacts, Use, answers_to
from pathways.referrals.rules import NaloxoneFacts, Said
from pathways.ui.fields import Choice, Pick, Radios, Ticks, WholeNumber, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import Answer, Substance

RANKED = ("first", "second", "third")
LISTS = ("injecting", "receiving", "housing", "children", "employment")


def _substance(label: str) -> Any:
    return Pick(label, choices=choices_of(Substance), prompt="None", required=False)


def _route(label: str) -> Any:
    return Pick(label, prompt="Choose", required=False)


class NeedsAssessedForm(Form):
    """One sitting. The view says on which day it is, for the dated lists, and whether pregnancy is asked."""

    said = Radios("What does the person say they use?", choices=choices_of(Said))
    first = _substance("Which causes most harm?")
    first_route = _route("How is it used?")
    second = _substance("Which next?")
    second_route = _route("How is the second used?")
    third = _substance("Which third?")
    third_route = _route("How is the third used?")
    others = Ticks(
        "And besides these?",
        hint="Tick all of them. All are kept.",
        choices=choices_of(Substance),
        required=False,
    )
    injecting = Radios("Have they injected?")
    overdose = Radios("Has there been an overdose?", choices=choices_of(Answer))
    overdose_days = WholeNumber(
        "How many days ago was the last? (if so)", called="How many days ago", most=36_500, required=False
    )
    suicide_risk = Radios(
        "Is there a risk of suicide or self-harm?",
        hint="Yes: somebody speaks to them again today or tomorrow, and the manager is told.",
        choices=choices_of(Answer),
    )
    mental_health = Radios("Is there a mental health need?", choices=choices_of(Answer))
    receiving = Radios("What help is there with it? (if so)", called="What help there is", required=False)
    housing = Radios("Somewhere to live")
    children = Radios("Children")
    pregnant = Radios("Pregnant", choices=choices_of(Answer))
    employment = Radios("Work")
    safeguarding = Radios(
        "Is anybody at risk from others, or a child at risk?",
        hint="Yes: raise the concern next, on its own page.",
        choices=choices_of(Answer),
    )
    naloxone = naloxone_field()
    naloxone_why = naloxone_why_field()

    def ask_on(self, day: date, *, pregnancy: bool) -> None:
        """The answers that may be given on a day; pregnancy is asked unless the record says male."""
        for name in LISTS:
            self[name].choices = _choices(name, day)
        for name in RANKED:
            self[f"{name}_route"].choices = _choices("route", day)
        if not pregnancy:
            del self["pregnant"]

    def facts(self) -> NeedsFacts:
        """What was typed, as the rules read it."""
        ranked = [(self[name].data, self[f"{name}_route"].data) for name in RANKED]
        uses = [Use(substance=substance, route=route) for substance, route in ranked if substance is not None]
        uses += [Use(substance=one) for one in self.others.data]
        return NeedsFacts(
            said=self.said.data,
            uses=tuple(uses),
            injecting=self.injecting.data,
            overdose=self.overdose.data,
            overdose_days=self.overdose_days.data,
            suicide_risk=self.suicide_risk.data,
            mental_health=self.mental_health.data,
            receiving=self.receiving.data,
            housing=self.housing.data,
            children=self.children.data,
            pregnant=self.pregnant.data if "pregnant" in self else None,
            employment=self.employment.data,
            safeguarding=self.safeguarding.data,
            naloxone=NaloxoneFacts(answer=self.naloxone.data, why_not=self.naloxone_why.data or ""),
        )


def needs_filled(known: dict[str, Any]) -> dict[str, Any]:
    """What is known, by the names of the fields: the substances in their order, those past the third as ticks."""
    values = {name: value for name, value in known.items() if name not in ("uses", "naloxone")}
    uses = known.get("uses", ())
    for name, use in zip(RANKED, uses, strict=False):
        values |= {name: use.substance, f"{name}_route": use.route}
    values["others"] = [use.substance for use in uses[len(RANKED) :]]
    if given := known.get("naloxone"):
        values |= {"naloxone": given.answer, "naloxone_why": given.why_not}
    return values


def _choices(list_: str, day: date) -> list[Choice]:
    return [Choice(one.value, one.label) for one in answers_to(list_, day)]
