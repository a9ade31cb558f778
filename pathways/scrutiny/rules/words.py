"""The words of scrutiny: where a round stands, what a member may find, why a member stands aside."""

from pathways.vocabulary import Worded


class RoundState(Worded):
    """A round is drawn, then its pack is released to the panel, then it is closed and its counts are published."""

    DRAWN = "drawn", "To be read before release"
    RELEASED = "released", "With the panel"
    CLOSED = "closed", "Closed"


NEXT_OF = {
    RoundState.DRAWN: "Waits for you: read the pack, then release it",
    RoundState.RELEASED: "The panel reads and scores; then you close it",
}
"""Whom a round waits for, as its organiser reads it."""


class Score(Worded):
    """The four values of the Cleveland and Durham panels (data dictionary 1.8; verified)."""

    CONSISTENT = "consistent", "Appropriate and consistent with policy"
    OBSERVATIONS = "observations", "Appropriate, with observations"
    INAPPROPRIATE = "inappropriate", "Inappropriate"
    CANNOT_DECIDE = "cannot_decide", "The panel cannot decide"

    @property
    def number(self) -> int:
        return list(Score).index(self) + 1

    @property
    def needs_words(self) -> bool:
        """Whether it says nothing without words: what was observed, what was wrong, what is missing."""
        return self is not Score.CONSISTENT


class LinkWhy(Worded):
    """Why a member stands aside from a case."""

    KNOWS = "knows", "I know, or may know, the person"
    INVOLVED = "involved", "I was involved in the case"
    VICTIM = "victim", "I know, or may know, the victim or a witness"
    OTHER = "other", "Another link"


SOURCE = "Scrutiny panels as practised in Hertfordshire, West Mercia, Cleveland and Durham, Dorset"
NO_APPEAL = (
    "The panel looks back. It cannot reopen a case, change an outcome or hear an appeal: what it finds goes into "
    "learning"
)


class Hidden(Worded):
    """What stood where a pack shows a mark."""

    NAME = "name", "Name"
    OFFICER = "officer", "Member of staff"
    BORN = "born", "Date of birth"
    PHONE = "phone", "Telephone number"
    EMAIL = "email", "E-mail address"
    ADDRESS = "address", "Address"
    PLACE = "place", "Place"
    NUMBER = "number", "Number"
    TEST = "test", "About a drug test"
    ORGANISER = "organiser", "Hidden by the organiser"

    @property
    def mark(self) -> str:
        """What the pack prints instead."""
        return f"[{self.label.lower()}]"
