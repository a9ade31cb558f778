"""How a victim or the person was reached, what the victim chose, and what they are told in writing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Reason
from pathways.tables import Listed, list_of
from pathways.vocabulary import Mark, Worded

# How people were reached, and what came of it.


@cache
def ways_of_telling() -> Mapping[str, Listed]:
    """The ways in which a victim or the person is contacted, by code, in the order of the page."""
    return list_of(Path(__file__).parent / "data" / "ways_of_telling.csv", Listed)


class VictimAnswer(Worded):
    """What came of an attempt to reach the victim. A view is recorded; it need not be followed (NPCC; verified)."""

    SUPPORTS = "supports", "Reached: supports it"
    OPPOSES = "opposes", "Reached: opposes it"
    NEUTRAL = "neutral", "Reached: no view"
    NO_ANSWER = "no_answer", "Not reached"
    TOLD = "told", "Told of the outcome"


class ReachResult(Worded):
    """What came of an attempt to reach the person."""

    REACHED = "reached", "Reached"
    MESSAGE = "message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG = "wrong", "Number or address is wrong"


# What the victim chose from the community remedies is included in the conditions, unless the officer says why not.
#
# Sources: CJA 2003 s23ZA for a conditional caution, ASBCPA 2014 s102(4) for a resolution (verified).


ASKED_OF = {Kind.CC: "CJA 2003 s.23ZA", Kind.CR: "ASBCPA 2014 s.102(4)"}
_STOP = ". "
LEAST = 20
"""Characters that the reason for leaving the choice out needs (design choice, as for every such reason)."""


def remedy_faults(kind: Kind, chosen: str | None, *, is_attached: bool | None, why_not: str) -> tuple[Reason, ...]:
    """What is wrong with the answers about the victim's choice; empty if nothing was chosen."""
    if not chosen or kind not in ASKED_OF:
        return ()
    source, mark, typed = ASKED_OF[kind], Mark.VERIFIED.value, len(why_not.strip())
    if is_attached is None:
        words = f"The victim chose: {chosen.rstrip(_STOP)}. Select whether you included it"
        return (Reason(words, "remedy_attached", source, mark),)
    if is_attached or typed >= LEAST:
        return ()
    words = (
        f"It is attached unless that would be inappropriate. Say why in {LEAST} characters or more. You typed {typed}"
    )
    return (Reason(words, "remedy_not_used", source, mark),)


# What a victim is told in writing: the outcome in plain words, and nothing about the person's health or treatment.
#
# Source: that the victim is told before a case closes is in the steps of each machine (data dictionary, section 3);
# the words are this product's.


_GIVEN: Mapping[Kind, str] = {
    Kind.CC: "The person admitted the offence and was given a conditional caution. It comes with conditions that must "
    "be kept by a date. If they are not kept without a good reason, the person may be prosecuted.",
    Kind.SC: "The person admitted the offence and was given a simple caution. It is a formal warning and is kept on "
    "the Police National Computer.",
    Kind.CR: "The person accepted responsibility and agreed a community resolution: things to do to put the harm "
    "right and to stop it happening again.",
    Kind.O22: "The person agreed to take part in an activity that is meant to stop it happening again. The "
    "investigation stays open until the activity is finished.",
    Kind.PND: "The person was given a penalty notice: a sum to pay, or a court to ask for.",
    Kind.CW: "The person was given a warning, which is kept on the police’s own records.",
}
_SINCE: Mapping[State, str] = {
    State.ACTIVE: "",
    State.AGREED: "",
    State.DEFERRED: "",
    State.GIVEN: "",
    State.COMPLETED: "Everything that had to be done was done. The case is closed.",
    State.COMPLETED_IN_PART: "Part of what had to be done was done. A prosecution would not be in the public interest, "
    "and the case is closed.",
    State.EXCUSED_CLOSED: "Not everything was done. There was a good reason for that, and the case is closed.",
    State.NON_ENGAGED: "What was agreed was not done. The police decide what follows.",
    State.REVIEWED: "The police looked at the case again and closed it.",
    State.CLOSED_22: "The activity was finished. The police decided that no further action is in the public interest, "
    "and the case is closed.",
    State.PROSECUTION_PENDING: "What had to be done was not done. The police are preparing a prosecution.",
    State.PROSECUTED: "A prosecution has started.",
    State.NOT_PROCEEDED: "A prosecution was prepared but will not go ahead. The case is closed.",
    State.TIME_BARRED: "The time limit for a prosecution has passed. The case is closed.",
    State.COURT_REQUESTED: "The person asked for the case to be heard by a court.",
    State.PAID: "The penalty was paid. The case is closed.",
    State.FINE_REGISTERED: "The penalty was not paid in time and became a fine. The case is closed.",
}
_INSTEAD: Mapping[State, str] = {
    State.CLOSED_NFA: "The police decided to take no further action. The case is closed.",
    State.CLOSED_CHARGED: "The person was charged or summoned to court.",
}


def told_to_the_victim(kind: Kind, state: State) -> tuple[str, ...]:
    """The sentences of the letter; empty if nothing is decided yet, or the kind has no words here."""
    if state in _INSTEAD:
        return (_INSTEAD[state],)
    if state not in _SINCE or kind not in _GIVEN:
        return ()
    return tuple(line for line in (_GIVEN[kind], _SINCE[state]) if line)
