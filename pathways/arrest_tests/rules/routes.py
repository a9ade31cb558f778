"""The two ways to a sample, the states of an offence and the conditions of a sample, in staff's words."""

from typing import Final

from pathways.vocabulary import Worded


class Route(Worded):
    """The two ways to a sample. The route belongs to the offence, not to the person (PACE 1984 s.63B(1A), (2))."""

    ARREST = "arrest", "On arrest"
    CHARGE = "charge", "After charge"

    @property
    def in_sentence(self) -> str:
        return self.label.lower()

    @property
    def minimum_age(self) -> int:
        return 18 if self is Route.ARREST else 14


class OffenceState(Worded):
    ARRESTED = "arrested", "Not charged"
    CHARGED = "charged", "Charged"
    CLOSED = "closed", "Closed"


class ClosedAs(Worded):
    DE_ARRESTED = "de_arrested", "De-arrested"
    NO_FURTHER_ACTION = "nfa", "No further action"


class SampleCondition(Worded):
    """Whether the sample was enough and usable. Only one that was both is analysed."""

    SUFFICIENT = "sufficient_and_suitable", "Yes"
    INSUFFICIENT = "insufficient", "Not enough"
    UNSUITABLE = "unsuitable", "Not usable"
    LOST = "lost", "Lost"


STATE_OF_ROUTE: Final = {Route.ARREST: OffenceState.ARRESTED, Route.CHARGE: OffenceState.CHARGED}
