"""Alcohol: whether stopping suddenly is dangerous, asked of whoever names alcohol and of nobody else.

Source: NICE CG100, 1.1.1.1 and 1.1.1.4; UK clinical guidelines for alcohol treatment, chapter 17 (verified: what
is cited was read on 28 November 2026; decision 63). It is no row of treatment-and-statistics 2.3 and makes no referral
urgent: whoever must hear of it today is the nurse of the suite.
"""

from collections.abc import Collection

from pathways.refusals import Reason
from pathways.safeguarding.rules import Guidance, RiskQuestion
from pathways.vocabulary import Answer, Mark, Substance

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
    """Whoever names alcohol is asked; blank is no answer."""
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
    """What is done now about somebody who may be dependent on alcohol; nothing where they did not say yes."""
    if answer is not Answer.YES:
        return ()
    return (NURSE, UNROUSABLE, NOT_SUDDENLY) if in_custody else (UNROUSABLE, NOT_SUDDENLY)
