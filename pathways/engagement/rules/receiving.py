"""What the service that is to take somebody on may say of a transfer, and what became of those that are over.

Sources: treatment-and-statistics 2.1, rows picked_up and receiver_declines (design choice); that nothing obtained
through a required assessment is told without a signed agreement: Drugs Act 2005 s.15(3) (verified), by way of
`referrals.rules.sharing.may_pass_on`.
"""

from dataclasses import replace
from typing import Final

from pathways.disposals.rules.steps import StepAsked
from pathways.referrals.rules import ConsentVerdict
from pathways.referrals.rules.asked import steps_asked
from pathways.refusals import Reason
from pathways.vocabulary import Mark

SOURCE: Final = "Referral transitions, picked_up (treatment-and-statistics 2.1)"
_KNOWN: Final = frozenset({"told_by", "told_on"})
"""What the sender is asked of somebody else's letter. Here it is whoever signed in, and today."""
_HERE: Final = {
    "picked_up": (
        "The person has come",
        "Confirm the first contact",
        "Only an attended contact counts. From then on the person is with you and no longer with the sender.",
    ),
    "receiver_declines": (
        "Send the transfer back",
        "Send it back",
        "The person did not come, or you cannot take them. The sender reads your reason and stays responsible.",
    ),
}
_OVER: Final = {
    "picked_up": "The person came",
    "receiver_declines": "Sent back to the sender",
    "not_picked_up": "21 days have passed: the person is back with the sender",
    "consent_withdrawn": "The person withdrew their agreement: destroy what you were sent",
}


def asked_of_receiver(event: str) -> StepAsked:
    """A step as the receiving service takes it: who says so and when is known. Raises KeyError for another step."""
    asked = steps_asked()[event]
    title, button, lede = _HERE[event]
    records = tuple(each for each in asked.records if each.name not in _KNOWN)
    return replace(asked, title=title, button=button, lede=lede, records=records)


def bars_to_answering(told: ConsentVerdict) -> tuple[Reason, ...]:
    """Why the receiving service cannot record anything now: it answers for nobody whom it may not be told of."""
    if told.live:
        return ()
    words = f"Ring the sender. You may not be told of this person now: {told.why.lower()}"
    return (Reason(words, source=SOURCE, mark=Mark.DESIGN.value),)


def over_in_words(how: str) -> str:
    """What became of a transfer that is over, in a line for the service that was to take the person."""
    return _OVER.get(how, "Ended by the sender")
