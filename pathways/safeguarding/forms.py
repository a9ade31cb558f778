"""The forms about risks, a concern and its review, and services to avoid. Nothing is chosen beforehand."""

from collections.abc import Iterable, Sequence
from typing import Any

from pathways.refusals import Reason
from pathways.safeguarding.rules import concerns
from pathways.safeguarding.rules.risks import RISKS, AvoidFacts, AvoidWhy, RiskAnswers
from pathways.tables import offered
from pathways.ui.choices import Choice, Radios, Ticks, choices_of
from pathways.ui.fields import Line, LongText
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import Answer, YesNo

_BY_NAME = {risk.name: risk for risk in RISKS}


def risk_field(name: str) -> Any:
    """One risk as any form asks it: yes, no, or would not say, with what follows from a yes. It may stay blank."""
    asked = _BY_NAME[name]
    return Radios(asked.ask, choices=choices_of(Answer), hint=asked.follows, required=False)


def choices_of_services(services: Iterable[tuple[int, str]]) -> list[Choice]:
    """Choices from services given as (id, name and town)."""
    return [Choice(str(number), words, means=number) for number, words in services]


class RisksForm(Form):
    """The three risks on a page of their own, and what every form that asks them can do."""

    overdose_last_7_days = risk_field("overdose_last_7_days")
    suicide_risk = risk_field("suicide_risk")
    exploitation = risk_field("exploitation")

    def ask_only_new(self, known: RiskAnswers) -> None:
        """Drop the risks that were answered already: they are shown, not asked again. The others need an answer."""
        for risk in RISKS:
            if known.of(risk) is not None:
                del self[risk.name]
            else:
                self[risk.name].required = f"Answer “{risk.ask}”, or choose ‘Would not say’"

    def risks(self) -> RiskAnswers:
        """What was answered; a risk that is not on the page, or was left, stays blank."""
        given: dict[str, Any] = {risk.name: self[risk.name].data for risk in RISKS if risk.name in self}
        return RiskAnswers(**given)


class ConcernForm(RuledForm):
    """What somebody saw or heard. Only what a deciding officer needs to decide whom to tell."""

    force = Radios(
        "Which police force is told?",
        called="which police force is told",
        hint="The one where the person lives, or where it happens.",
        required="Select which police force is told",
    )
    kinds = Ticks(
        "What kind of exploitation may it be?",
        called="what kind of exploitation it may be",
        choices=choices_of(concerns.ConcernKind),
    )
    signs = Ticks(
        "What did you see or hear?",
        called="what you saw or heard",
        choices=choices_of(offered(concerns.exploitation_signs())),
    )
    immediate_danger = Radios(
        "Is anybody in immediate danger?",
        choices=choices_of(YesNo),
        required="Select whether anybody is in immediate danger",
    )
    danger_done = Line(
        "What was done about the danger now?",
        called="What was done about the danger",
        hint="Only if somebody is in immediate danger: whom you told, and when",
        required=False,
        most=400,
    )
    avoid = Ticks(
        "Is there a service where they would not be safe? (optional)",
        called="services where they would not be safe",
        hint="Tick it, and no page sends them there. Nobody can tell from it that this was said.",
        required=False,
    )
    note = LongText(
        "What else should the deciding officer know? (optional)",
        called="The note",
        hint="Only the deciding officer and the service that accepted the person read this. It is not in any list.",
        required=False,
        most=2000,
    )

    def concern(self) -> concerns.ConcernFacts:
        """What was typed, as the rules read it."""
        return concerns.ConcernFacts(
            kinds=tuple(self.kinds.data or ()),
            signs=tuple(self.signs.data or ()),
            immediate_danger=self.immediate_danger.data,
            danger_done=self.danger_done.data or "",
            note=self.note.data or "",
            force_id=self.force.data if "force" in self else None,
            avoid=frozenset(self.avoid.data or ()),
        )

    def offer(self, forces: Sequence[concerns.ForceFacts], services: Iterable[tuple[int, str]]) -> None:
        """Set the services, given as (id, name and town), and the forces. One force is not asked about."""
        self.avoid.choices = choices_of_services(services)
        if len(forces) > 1:
            self.force.choices = [Choice(str(force.force_id), force.name, means=force.force_id) for force in forces]
        else:
            del self.force

    def against(self) -> Iterable[Reason]:
        return concerns.concern_reasons(self.concern())


class AvoidForm(Form):
    """Which services somebody must not be sent to. The view sets the services; those on the list are ticked."""

    services = Ticks(
        "Which services must they not be sent to?",
        called="which services to avoid",
        hint="Tick all. Take a tick away and it is off the list. If there is none, tick nothing and save.",
        required=False,
    )
    why = Radios(
        "Why? (of what you add)", called="why they must not be sent there", choices=choices_of(AvoidWhy), required=False
    )
    note = Line(
        "What should be known of it? (optional)",
        called="The note",
        hint="In confidence: no name is needed.",
        required=False,
        most=400,
    )

    def offer_services(self, services: Iterable[tuple[int, str]]) -> None:
        """Set the services to choose from, given as (id, name and town)."""
        self.services.choices = choices_of_services(services)

    def facts(self) -> AvoidFacts:
        """What was typed, as the rules read it."""
        return AvoidFacts(service_ids=frozenset(self.services.data or ()), why=self.why.data, note=self.note.data or "")


class SafeguardingReviewForm(RuledForm):
    """What the deciding officer decides. The view says whether it is about a child."""

    is_child = False
    agreed = Radios(
        "Does the person agree to a referral to the National Referral Mechanism?",
        called="whether the person agrees",
        required="Select whether the person agrees",
        choices=choices_of(concerns.Agreed),
    )
    passed_to = Ticks(
        "Whom did you pass it to?",
        called="whom you passed it to",
        choices=choices_of(concerns.Passed, alone=[concerns.Passed.NOBODY]),
        required="Select where it was passed on, or ‘Nobody’",
    )
    reference = Line("Their reference (optional)", called="The reference", required=False, most=60)
    reason = LongText("Why?", called="Your reason", hint="At least 20 characters.", least=20, most=2000)

    def review(self) -> concerns.ReviewFacts:
        """What was typed, as the rules read it."""
        return concerns.ReviewFacts(
            passed_to=tuple(self.passed_to.data or ()),
            agreed=self.agreed.data,
            reference=self.reference.data or "",
            reason=self.reason.data or "",
        )

    def against(self) -> Iterable[Reason]:
        return concerns.review_reasons(self.review(), is_child=self.is_child)
