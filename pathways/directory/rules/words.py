"""The directory's own words."""

from pathways.vocabulary import Worded


class PlaceKind(Worded):
    """What sort of place a service is met at. The three of Open Referral UK."""

    PHYSICAL = "physical", "A building"
    POSTAL = "postal", "An address for letters only"
    VIRTUAL = "virtual", "By telephone or on a screen"


class Access(Worded):
    """What makes a place reachable for somebody."""

    STEP_FREE = "step_free", "Step-free entrance"
    LIFT = "lift", "Lift to every floor"
    ACCESSIBLE_TOILET = "accessible_toilet", "Accessible toilet"
    HEARING_LOOP = "hearing_loop", "Hearing loop"
    INTERPRETERS = "interpreters", "Interpreters can be booked"
    QUIET_ROOM = "quiet_room", "Quiet room to wait in"
    CHILDREN_WELCOME = "children_welcome", "Children may come along"


class ChangeKind(Worded):
    """How an entry came to be as it is."""

    ADDED = "added", "Entered"
    CHANGED = "changed", "Changed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"
    FROM_A_FILE = "from_a_file", "Changed by a file"


class FileOutcome(Worded):
    """What an administrator decided about a file."""

    TAKEN = "taken", "Taken into the directory"
    DROPPED = "dropped", "Dropped"
