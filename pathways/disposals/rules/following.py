"""The words of what follows a decision: how people were reached, what the victim said, where the code stands."""

from pathways.vocabulary import Worded


class ReachedBy(Worded):
    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    TEXT = "text", "By text message"
    EMAIL = "email", "By e-mail"
    LETTER = "letter", "By letter"
    VISIT = "visit", "By a visit to the address"


class VictimAnswer(Worded):
    """What came of an attempt to reach the victim. A view is recorded; it need not be followed (NPCC; verified)."""

    SUPPORTS = "supports", "Reached: supports it"
    OPPOSES = "opposes", "Reached: opposes it"
    NEUTRAL = "neutral", "Reached: no view"
    NO_ANSWER = "no_answer", "Not reached"
    TOLD = "told", "Told of the outcome"


class Reached(Worded):
    """What came of an attempt to reach the person."""

    REACHED = "reached", "Reached"
    MESSAGE = "message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    WRONG = "wrong", "Number or address is wrong"


class CodeStep(Worded):
    """Where an outcome code stands between this product and the force's own system."""

    REQUESTED = "requested", "Asked for"
    ACCEPTED = "accepted", "Accepted"
    CORRECTED = "corrected", "Corrected"
    REMOVAL_ASKED = "removal_asked", "Removal asked for"
    REMOVED = "removed", "Removed"
