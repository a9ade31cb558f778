"""The forms about treatment: what is told to police or passed on, needs, scores, naloxone, peers, and the care plan."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pathways import clock
from pathways.dates import time_in_words
from pathways.disposals.conditions.rules import EARLY, Reported, early_report
from pathways.engagement.care_plan.rules import GoalState, NeedsFacts, SubstanceUse, answers_to
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.naloxone.rules import (
    Product,
    SuppliedTo,
    Supply,
    SupplyAuthority,
    SupplyWhy,
    UsedOutcome,
    most_kits,
)
from pathways.engagement.outcomes.rules import PeerAnswer, PeerFacts, TopStage, top_items
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.engagement.rules import exit_statuses, modalities
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts, UseSaid
from pathways.refusals import Reason
from pathways.safeguarding.forms import AvoidForm, ConcernForm
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.forms import Corrected, Form, RuledForm
from pathways.vocabulary import Answer, Substance

# What is told to police or to the person, and concerns and services to avoid from a case.


class ConditionForm(RuledForm):
    """Whether a condition was met: only that, and the day."""

    reported = Radios(
        "What do you report?", choices=choices_of(Reported), required="Select whether the condition was met"
    )
    on = DateBoxes("On which day was it met, or not met?", called="The date", not_future=True)
    early = Ticks("It may still be done", choices=[Choice("early", EARLY)], required=False)
    until = ""
    """The day until which it may still be done, in words, set by the view: “not met” is then asked twice."""

    def against(self) -> Iterable[Reason]:
        is_not_met = self.reported.data is Reported.NOT_MET
        return early_report(self.until, is_not_done=is_not_met, is_meant=bool(self.early.data))


STANDING = "standing"


class RequiredForm(Corrected):
    """What became of a required assessment."""

    which = Radios("Which appointment is this about?", required="Select which appointment this is about")
    outcome = Radios("What happened?", choices=choices_of(RequiredOutcome), required="Select what happened")
    left_unknown = Ticks(
        "If they left early", choices=[("unknown", "Nobody knows when they left")], required=False, hint=""
    )
    at = Moment(
        "When?",
        called="Assessment",
        hint="When it began, when the person left, or the time on the notice if nobody came",
        not_future=True,
        required=False,
    )

    def offer_times(self, standing: datetime | None, earlier: Iterable[tuple[int, datetime | None]]) -> None:
        """Set the time that stands and those that a further notice changed. Without such a change nothing is asked."""
        changed = [(str(number), f"{time_in_words(at)}, changed since") for number, at in earlier if at is not None]
        if not changed:
            del self["which"]
            return
        self.which.choices = [(STANDING, f"{time_in_words(standing)}, as it is now" if standing else ""), *changed]

    @property
    def earlier(self) -> int | None:
        """The id of the change, or of the follow-up's row, whose earlier time this is about; None for the time now."""
        chosen = self.which.data if "which" in self else None
        return int(chosen) if chosen and chosen != STANDING else None

    @property
    def is_time_unknown(self) -> bool:
        return bool(self.left_unknown.data)


class FollowUpForm(Form):
    """Whether the follow-up is required, where and when; or another time for one that is."""

    decision = Radios(
        "What did you decide?",
        choices=choices_of(FollowUpDecision),
        required="Select whether the follow-up is required",
    )
    starts_at = Moment("When is the follow-up?", called="Follow-up", required=False)
    place = Line("Where?", called="Place", required=False, most=300)
    reason = Line("Why is it changed?", called="The reason", required=False)


class FollowUpNoticeForm(Form):
    """The notice of a follow-up, given to the person."""

    given_at = Moment(
        "When did you say it and give the notice?",
        called="Notice",
        hint="Before the assessment ended; for a changed time, before the earlier time",
        not_future=True,
    )


class CaseAvoidForm(AvoidForm):
    """Services to avoid, asked from a case: the same questions as at a desk."""


class CaseConcernForm(ConcernForm):
    """A concern, raised from a case: the same questions as at the custody desk."""


# Naloxone as the service asks it, in the same words at assessment and at every contact.


def naloxone_field(required: bool | str = "Select one about naloxone") -> Any:
    """Four answers, which are never merged into two; not required where the person may not have been there."""
    hint = "Asked at every contact with the person."
    return Radios("Naloxone", hint=hint, choices=choices_of(Naloxone), required=required)


def naloxone_why_field() -> Any:
    """The reason, which the rule asks for only where naloxone was not offered."""
    return Line(
        "Why was naloxone not offered?", called="Why naloxone was not offered", hint="Only if so", required=False
    )


# Needs at assessment: what the desk asked is filled in, the rest is asked, and "would not say" is an answer.


RANKED = ("first", "second", "third")
LISTS = ("injecting", "receiving", "housing", "children", "employment")


def _substance(label: str) -> Any:
    return Pick(label, choices=choices_of(Substance), prompt="None", required=False)


def _route(label: str) -> Any:
    return Pick(label, prompt="Choose", required=False)


class NeedsAssessedForm(Form):
    """One sitting. The view says on which day it is, for the dated lists, and whether pregnancy is asked."""

    use_answer = Radios("What does the person say they use?", choices=choices_of(UseSaid))
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
        """Set the answers that may be given on a day. Pregnancy is asked unless the record says male."""
        for name in LISTS:
            self[name].choices = _choices(name, day)
        for name in RANKED:
            self[f"{name}_route"].choices = _choices("route", day)
        if not pregnancy:
            del self["pregnant"]

    def facts(self) -> NeedsFacts:
        """What was typed, as the rules read it."""
        ranked = [(self[name].data, self[f"{name}_route"].data) for name in RANKED]
        uses = [SubstanceUse(substance=substance, route=route) for substance, route in ranked if substance is not None]
        uses += [SubstanceUse(substance=substance) for substance in self.others.data]
        return NeedsFacts(
            use_answer=self.use_answer.data,
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
    """What is known, by the names of the fields: the substances in order, those after the third as ticks."""
    values = {name: value for name, value in known.items() if name not in ("uses", "naloxone")}
    uses = known.get("uses", ())
    for name, use in zip(RANKED, uses, strict=False):
        values |= {name: use.substance, f"{name}_route": use.route}
    values["others"] = [use.substance for use in uses[len(RANKED) :]]
    if given := known.get("naloxone"):
        values |= {"naloxone": given.answer, "naloxone_why": given.why_not}
    return values


def _choices(list_: str, day: date) -> list[Choice]:
    return [Choice(answer.value, answer.label) for answer in answers_to(list_, day)]


# Scores, naloxone, peer support.


YES_NO = (Choice("1", "Yes", means=1), Choice("0", "No", means=0))


class ScoresForm(Corrected):
    """A set of TOP scores: every item may be declined and is then left blank."""

    stage = Radios("When in treatment?", choices=choices_of(TopStage), required="Select when in treatment")
    taken_on = DateBoxes("On which day?", called="The day", not_future=True)

    def scores(self) -> dict[str, int | None]:
        """The numbers by the names of their columns."""
        return {item.column: self[item.column].data for item in top_items()}

    def of_group(self, group: str) -> list[Any]:
        """The fields of one group of items, in the order of the page."""
        return [self[item.column] for item in top_items() if item.group == group]


for _item in top_items():
    _field: Any = (
        Radios(_item.label, choices=YES_NO, required=False)
        if _item.kind == "yes_no"
        else WholeNumber(_item.label, hint=f"0 to {_item.most}", most=_item.most, required=False)
    )
    setattr(ScoresForm, _item.column, _field)


class SupplyForm(Form):
    """A supply of take-home naloxone."""

    supplied_on = DateBoxes("When was it supplied?", called="The supply", not_future=True)
    recipient = Radios("To whom?", choices=choices_of(SuppliedTo), required="Select to whom")
    product = Radios("Which product?", choices=choices_of(Product), required="Select the product")
    kits = WholeNumber("How many kits?", called="The kits", least=1)
    batch = Line("Batch", called="The batch", hint="As on the box", most=60)
    expires_on = DateBoxes("When does it expire?", called="The expiry")
    why = Radios("First, or a replacement?", choices=choices_of(SupplyWhy), required="Select why it was supplied")
    authority = Radios("Supplied as", choices=choices_of(SupplyAuthority), required="Select under what it was supplied")
    trained_by = Line("Who trained them?", called="Who trained them", most=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kits.most = most_kits(clock.today())

    def supply(self) -> Supply:
        """The supply as the rules read it."""
        return Supply(
            supplied_on=self.supplied_on.data,
            product=self.product.data,
            kits=self.kits.data,
            batch=self.batch.data,
            expires_on=self.expires_on.data,
            recipient=self.recipient.data,
            why=self.why.data,
            authority=self.authority.data,
            trained_by=self.trained_by.data,
        )


class UseForm(Form):
    """A kit that was used."""

    used_on = DateBoxes("When was it used?", called="The use", not_future=True)
    outcome = Radios(
        "What happened to the person it was used on?",
        choices=choices_of(UsedOutcome),
        required="Select what became of them",
    )


class PeerForm(Form):
    """Peer support, as offered and answered."""

    offered_on = DateBoxes("When was it offered?", called="The offer", not_future=True)
    answer = Radios("What was answered?", choices=choices_of(PeerAnswer), required="Select what was answered")
    peer = Line("Which peer supporter?", called="The peer", hint="Only if accepted", most=120, required=False)
    contact = Line(
        "How may the peer reach them?", called="The contact", hint="As agreed. Only if accepted", required=False
    )
    shared_risks = Ticks("Which risks did they agree the peer is told?", called="risks to tell", required=False)
    first_contact_on = DateBoxes("First contact", called="The first contact", not_future=True, required=False)

    def offer_risks(self, risks: Iterable[str]) -> None:
        """Set the risks on the record, of which the person chooses."""
        self.shared_risks.choices = [(risk, risk) for risk in risks]

    def facts(self) -> PeerFacts:
        """The answer as the rules read it."""
        return PeerFacts(
            offered_on=self.offered_on.data,
            answer=self.answer.data,
            peer=self.peer.data or "",
            contact=self.contact.data or "",
            shared_risks=tuple(self.shared_risks.data),
            first_contact_on=self.first_contact_on.data,
        )


# Goals, interventions and reviews.


class GoalForm(Form):
    """What the person wants to reach, who does what, by when."""

    goal = Line("What does the person want to reach?", called="The goal", most=300)
    does = Line("What is done for it?", called="What is done", most=300)
    who = Line("Who does it?", called="Who does it", hint="The person, you, a partner by name", most=120)
    by_on = DateBoxes("By when?", called="The date")


class CloseGoalForm(Form):
    """What became of a goal."""

    state = Radios(
        "What became of it?",
        choices=choices_of([GoalState.DONE, GoalState.DROPPED]),
        required="Select what became of it",
    )


class InterventionForm(Form):
    """An intervention that started."""

    modality = Radios(
        "Which intervention?",
        choices=[
            Choice(modality.code, f"{modality.label} (code {modality.code})") for modality in modalities().values()
        ],
        required="Select the intervention",
    )
    started_on = DateBoxes("When did it start?", called="The start", not_future=True)


class EndInterventionForm(Form):
    """When and how an intervention ended."""

    ended_on = DateBoxes("When did it end?", called="The end", not_future=True)
    exit_status = Radios(
        "How did it end?",
        choices=[Choice(code, f"{label} (code {code})") for code, label in exit_statuses().items()],
        required="Select how it ended",
    )


class PlanReviewForm(Form):
    """A review of the plan with the person."""

    reviewed_on = DateBoxes("When was it reviewed with the person?", called="The review", not_future=True)
    summary = LongText(
        "What was found?", called="What was found", hint="For your service only. Police never see it.", most=20_000
    )
    next_on = DateBoxes("When is the next review?", called="The next review", required=False)
