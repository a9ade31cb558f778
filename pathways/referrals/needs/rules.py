"""The rules of the needs page: drinking, where a person usually is, what was said; and what is done on leaving."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pathways.directory.areas.rules import TYPE_POSTCODE, outcode_of
from pathways.refusals import Reason
from pathways.safeguarding.rules.concerns import Guidance
from pathways.safeguarding.rules.risks import RiskQuestion
from pathways.vocabulary import Answer, Area, Mark, Need, Substance, Worded

# Alcohol: whether stopping suddenly is dangerous. Asked only of somebody who names alcohol.
#
# Source: NICE CG100, 1.1.1.1 and 1.1.1.4; UK clinical guidelines for alcohol treatment, chapter 17 (verified: what is
# cited was read on 28 November 2026; decision 63). It is not a row of treatment-and-statistics 2.3 and makes no
# referral urgent: the person who must hear of it today is the nurse of the suite.


DRINKING = RiskQuestion(
    name="drinks_daily",
    ask="Drinks every day, or has had shakes or fits on stopping",
    short="drinking every day, or shakes or fits on stopping",
    follows="Yes: tell the custody nurse now. Stopping suddenly in a cell can bring on fits and can kill.",
    flag="Alcohol withdrawal risk",
    source="NICE CG100, 1.1.1.1 and 1.1.1.4; UK clinical guidelines for alcohol treatment, chapter 17",
    mark=Mark.VERIFIED,
)


def flags_of_drinking(answer: Answer | None) -> tuple[str, ...]:
    """The risk to print first, in words. Only a yes is one."""
    return (DRINKING.flag,) if answer is Answer.YES else ()


def drinking_reasons(substances: Collection[object], answer: Answer | None) -> tuple[Reason, ...]:
    """What is missing where somebody names alcohol: an answer about drinking; blank is no answer."""
    if Substance.ALCOHOL not in substances or answer is not None:
        return ()
    return (Reason(f"Answer “{DRINKING.ask}”, or choose ‘Would not say’", DRINKING.name),)


NURSE = Guidance(
    message="Tell the custody nurse now how much, how often, and when the last drink was. A clinician assesses "
    "whoever may be dependent on alcohol.",
    source="UK clinical guidelines for alcohol treatment, chapter 17",
    mark=Mark.VERIFIED,
    state="warn",
)
UNROUSABLE = Guidance(
    message="A fit, confusion, or somebody who cannot be roused: call healthcare or an ambulance at once.",
    source="PACE Code C, Annex H",
    mark=Mark.SECONDARY,
    state="warn",
)
NOT_SUDDENLY = Guidance(
    message="Say before they leave: do not stop drinking suddenly. The service helps to cut down safely.",
    source="NICE CG100, 1.1.1.4",
    mark=Mark.VERIFIED,
)


def what_to_do_about_drinking(answer: Answer | None, *, in_custody: bool) -> tuple[Guidance, ...]:
    """What to do now for somebody who may be dependent on alcohol; nothing unless they said yes."""
    if answer is not Answer.YES:
        return ()
    return (NURSE, UNROUSABLE, NOT_SUDDENLY) if in_custody else (UNROUSABLE, NOT_SUDDENLY)


# Where a person usually is: when they would not say, have no fixed abode, or give a postcode.
#
# No fixed abode is an answer, and so is no postcode: neither bars anything (treatment-and-statistics 1.5, verified, for
# the answer; that the town of the suite is then used as the area is a design choice). Only the first part of a postcode
# is stored: national statistics take no more, and it does not identify a house.


class AreaFrom(Worded):
    """Where the area comes from."""

    SAID = "said", "Said by the person"
    SUITE = "suite", "Not said: the town where it was asked"


def postcode_reasons(typed: str | None) -> tuple[Reason, ...]:
    """Why what was typed is not a postcode or the first part of one; blank is allowed."""
    if not typed or not typed.strip() or outcode_of(typed) is not None:
        return ()
    return (Reason(TYPE_POSTCODE, "postcode"),)


# The words of the needs page: it only asks what decides where to send the person and how urgently.
#
# Source: desk-custody 8b and desk-treatment 01a (design choice); no fixed abode is its own answer (treatment-and-
# statistics 1.5, verified).


class UseSaid(Worded):
    """What the person said when asked what they use. It says nothing about any test."""

    NAMED = "named", "Named"
    NOTHING = "nothing", "Nothing"
    WOULD_NOT_SAY = "would_not_say", "Would not say"


class Injected(Worded):
    NOW = "now", "Now"
    BEFORE = "before", "Before, not now"
    NEVER = "never", "Never"
    WOULD_NOT_SAY = "would_not_say", "Would not say"


class Housing(Worded):
    SAFE = "safe", "No housing need said"
    PROBLEM = "problem", "Housing problem"
    NO_FIXED_ABODE = "no_fixed_abode", "No fixed abode"
    WOULD_NOT_SAY = "would_not_say", "Would not say"


class OtherHelp(Worded):
    """What else would help, as one question, so that nobody is led through a list of troubles at the desk."""

    MENTAL_HEALTH = "mental_health", "Mental health"
    HOUSING = "problem", "Somewhere to stay: a housing problem"
    NO_FIXED_ABODE = "no_fixed_abode", "Somewhere to stay: no fixed abode"
    NOTHING = "nothing", "Nothing else"
    WOULD_NOT_SAY = "would_not_say", "Would not say"


class ContactWay(Worded):
    TEXT = "text", "Text"
    CALL = "call", "Call"
    LETTER = "letter", "Letter"
    SOMEONE_ELSE = "someone_else", "Through someone else"
    MEET = "meet", "Meet at a place", "Say where and when below."
    NO_PHONE = "no_phone", "No phone", "The service looks for the person where they usually are."

    @property
    def needs_a_number(self) -> bool:
        return self in {ContactWay.TEXT, ContactWay.CALL}

    @property
    def needs_words(self) -> str:
        """What the note must say, as an instruction; empty where it may be blank."""
        if self is ContactWay.SOMEONE_ELSE:
            return "Enter who passes word on, and how to reach them"
        return "Enter where the person can be met, and when" if self is ContactWay.MEET else ""

    def to_speak(self, him: str) -> str:
        """What to do first to speak to somebody in the safe way. A letter would come too late."""
        return {
            ContactWay.TEXT: f"Text {him} to agree when to speak",
            ContactWay.CALL: f"Ring {him}",
            ContactWay.LETTER: f"Ask whoever referred {him} how to speak to {him}",
            ContactWay.SOMEONE_ELSE: f"Reach {him} through whoever passes word on",
            ContactWay.MEET: f"Meet {him} where it was agreed",
            ContactWay.NO_PHONE: f"Look for {him}",
        }[self]


@dataclass(frozen=True, kw_only=True)
class ScreenFacts:
    """What was said of needs. `contact_number` is empty where the way needs none, `pregnant` where it was not asked.

    Risks are asked separately, except `drinks_daily`, which is asked where alcohol is named. `how_much` is in their
    words. `most_harm` is empty with one substance, and where the person would not say.
    """

    use_answer: UseSaid
    substances: tuple[Substance, ...]
    injected: Injected
    mental_health: Answer
    housing: Housing
    contact_way: ContactWay
    contact_number: str | None
    contact_note: str | None
    area: Area
    area_from: AreaFrom = AreaFrom.SAID
    outcode: str | None = None
    pregnant: Answer | None = None
    most_harm: Substance | None = None
    how_much: str | None = None
    drinks_daily: Answer | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first that come from the needs, in words."""
        return flags_of_drinking(self.drinks_daily)

    @property
    def amounts(self) -> tuple[tuple[str, str], ...]:
        """How much and how often, and about daily drinking: each question that was asked, with its answer."""
        amounts = [("How much, and how often", self.how_much)] if self.how_much else []
        return (*amounts, *([(DRINKING.ask, self.drinks_daily.label)] if self.drinks_daily else []))

    @property
    def is_pregnant(self) -> bool:
        """Only a yes counts: “would not say” is not a sign, and it is not asked where the record says male."""
        return self.pregnant is Answer.YES

    @property
    def uses_in_words(self) -> str:
        """Every substance as said, the one that does most harm marked; or that they named nothing or would not say."""
        marked = (
            f"{substance.label} (most harm)" if substance is self.most_harm else substance.label
            for substance in self.substances
        )
        return ", ".join(marked) or self.use_answer.label

    @property
    def cannot_be_rung(self) -> bool:
        return cannot_be_rung(self.contact_way, self.contact_number)


def cannot_be_rung(way: ContactWay, number: str | None) -> bool:
    """Whether nobody can ring or write: they are met, looked for, or reached through somebody without a number."""
    without = {ContactWay.MEET, ContactWay.NO_PHONE}
    return way in without or (way is ContactWay.SOMEONE_ELSE and not number)


def needs_besides(ticked: Collection[OtherHelp]) -> tuple[Answer, Housing]:
    """What the ticks say about mental health and housing. Something is always ticked, because blank is no answer."""
    if OtherHelp.WOULD_NOT_SAY in ticked:
        return Answer.WOULD_NOT_SAY, Housing.WOULD_NOT_SAY
    mind = Answer.YES if OtherHelp.MENTAL_HEALTH in ticked else Answer.NO
    if OtherHelp.NO_FIXED_ABODE in ticked:
        return mind, Housing.NO_FIXED_ABODE
    return mind, Housing.PROBLEM if OtherHelp.HOUSING in ticked else Housing.SAFE


def ticks_besides(mental_health: Answer, housing: Housing) -> tuple[OtherHelp, ...]:
    """The ticks for these answers, so that asking again starts from what was said.

    None where only one of the two was not answered: no tick may turn that into a no.
    """
    unsaid = (mental_health is Answer.WOULD_NOT_SAY, housing is Housing.WOULD_NOT_SAY)
    if any(unsaid):
        return (OtherHelp.WOULD_NOT_SAY,) if all(unsaid) else ()
    ticks = [OtherHelp.MENTAL_HEALTH] if mental_health is Answer.YES else []
    if housing in (Housing.PROBLEM, Housing.NO_FIXED_ABODE):
        ticks.append(OtherHelp(housing.value))
    return tuple(ticks) or (OtherHelp.NOTHING,)


def wants_of(facts: ScreenFacts) -> tuple[Need, ...]:
    """The needs that a service is matched on, in the order of the vocabulary."""
    wanted: set[Need] = set()
    if any(substance is not Substance.ALCOHOL for substance in facts.substances):
        wanted.add(Need.DRUGS)
    if Substance.ALCOHOL in facts.substances:
        wanted.add(Need.ALCOHOL)
    if facts.mental_health is Answer.YES:
        wanted.add(Need.MENTAL_HEALTH)
    if facts.housing in {Housing.PROBLEM, Housing.NO_FIXED_ABODE}:
        wanted.add(Need.HOUSING)
    return tuple(need for need in Need if need in wanted)


_SAID_NONE = {UseSaid.NOTHING: "No drug or alcohol use", UseSaid.WOULD_NOT_SAY: "Would not say what they use"}


class NeedsSaid(Protocol):
    """What the words of a list are made of, read from the rules' facts or from the row itself."""

    @property
    def use_answer(self) -> UseSaid: ...
    @property
    def substances(self) -> tuple[Substance, ...]: ...
    @property
    def mental_health(self) -> Answer: ...
    @property
    def housing(self) -> Housing: ...


def needs_in_words(facts: NeedsSaid) -> tuple[str, ...]:
    """Substances as said, then the other needs: what a row of the inbox shows in grey."""
    words = (
        [_SAID_NONE[facts.use_answer]]
        if facts.use_answer in _SAID_NONE
        else [substance.label for substance in facts.substances]
    )
    if facts.mental_health is Answer.YES:
        words.append("Mental health")
    if facts.housing in {Housing.PROBLEM, Housing.NO_FIXED_ABODE}:
        words.append(facts.housing.label)
    return tuple(words)


def harm_first(substances: Collection[Substance], most_harm: Substance | None) -> tuple[Substance, ...]:
    """The substance that does most harm, then the others in the order given."""
    return tuple(sorted(substances, key=lambda substance: substance is not most_harm))


def said_of(ticked: Collection[str]) -> UseSaid | None:
    """What a set of ticks says; None when it contradicts itself or nothing was ticked."""
    alone = {UseSaid.NOTHING.value, UseSaid.WOULD_NOT_SAY.value} & set(ticked)
    if not ticked or (alone and len(ticked) > 1):
        return None
    return UseSaid(next(iter(alone))) if alone else UseSaid.NAMED


def screen_reasons(facts: ScreenFacts) -> tuple[Reason, ...]:
    """What contradicts itself or is missing on the needs page (design choice: an answer is asked, never assumed)."""
    reasons = list(drinking_reasons(facts.substances, facts.drinks_daily))
    if (facts.use_answer is UseSaid.NAMED) != bool(facts.substances):
        reasons.append(Reason("Select what the person says, or ‘Nothing’ or ‘Would not say’ alone", "substances"))
    if facts.most_harm is not None and facts.most_harm not in facts.substances:
        reasons.append(Reason("Select one of the substances ticked above, or leave it blank", "most_harm"))
    if facts.contact_way.needs_a_number and not facts.contact_number:
        reasons.append(Reason("Enter the number, or select ‘No phone’", "contact_number"))
    if facts.contact_way.needs_words and not (facts.contact_note or facts.contact_number):
        reasons.append(Reason(facts.contact_way.needs_words, "contact_note"))
    return tuple(reasons)


# What is done before somebody leaves: naloxone, asked once, and a slip that says whom to ring.
#
# Source: treatment-and-statistics 1.6: "already has" and "declined" are never one answer (recalled); the slip of
# somebody who came of their own will names no drug and no offence, because others may read it (design choice).


WHY_AT_LEAST = 5


class Naloxone(Worded):
    """Four answers, which are never merged into two."""

    SUPPLIED = "supplied", "Supplied"
    ALREADY_HAS = "already_has", "Already has it"
    DECLINED = "declined", "Offered and declined"
    NOT_OFFERED = "not_offered", "Not offered", "Say why below."


@dataclass(frozen=True, kw_only=True)
class NaloxoneFacts:
    """What was done about naloxone. `why_not` is what was typed: it is asked only where none was offered."""

    answer: Naloxone
    why_not: str = ""

    @property
    def recorded_why_not(self) -> str | None:
        """Why it was not offered, as it is recorded; None with any other answer, whatever was typed beside it."""
        return self.why_not.strip() if self.answer is Naloxone.NOT_OFFERED else None

    @property
    def words(self) -> str:
        return f"{self.answer.label}: {self.recorded_why_not}" if self.recorded_why_not else self.answer.label


def naloxone_reasons(facts: NaloxoneFacts) -> tuple[Reason, ...]:
    """What is missing: a "not offered" needs its reason, any other answer none."""
    if facts.answer is Naloxone.NOT_OFFERED and len(facts.why_not.strip()) < WHY_AT_LEAST:
        return (Reason("Say why naloxone was not offered", "naloxone_why", mark=Mark.DESIGN),)
    return ()


def must_answer_naloxone(
    *, use_answer: UseSaid | None, substances: Collection[object], injected: Injected | None, overdose: Answer | None
) -> bool:
    """Whether naloxone must be answered: an opiate, injecting, an overdose, or nobody knows what they use.

    Anybody else may be offered it without anybody explaining why it was not (desk-treatment 01a: recommended only for
    opiates or an overdose; design choice).
    """
    if use_answer is None or use_answer is UseSaid.WOULD_NOT_SAY or overdose is Answer.YES:
        return True
    injects = injected in (Injected.NOW, Injected.BEFORE)
    return injects or any(isinstance(substance, Substance) and substance.is_opiate for substance in substances)


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One place to go to: its name and town, its number, and when to be there if a time is known."""

    service: str
    phone: str
    when: datetime | None = None
    is_required: bool = False
    is_voluntary: bool = False


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What a person takes away. Without a required assessment it has neither their name nor a word on why."""

    lines: tuple[SlipLine, ...]

    @property
    def is_required(self) -> bool:
        return any(line.is_required for line in self.lines)
