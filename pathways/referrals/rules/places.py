"""Where a person usually is, when they would not say, have no fixed abode, or give a postcode.

No fixed abode is an answer, and so is no postcode: neither bars anything (treatment-and-statistics 1.5, verified, for
the answer; that the town of the suite then stands for the area is a design choice). Of a postcode only the first part
is kept: national statistics take no more, and it says no house.
"""

from pathways.directory.rules import TYPE_POSTCODE, outcode_of
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class AreaFrom(Worded):
    """Whose word the area rests on."""

    SAID = "said", "Said by the person"
    SUITE = "suite", "Not said: the town where it was asked"


def postcode_reasons(typed: str | None) -> tuple[Reason, ...]:
    """Why what was typed is no postcode, whole or its first half; blank is an answer."""
    if not typed or not typed.strip() or outcode_of(typed) is not None:
        return ()
    return (Reason(TYPE_POSTCODE, "postcode"),)
