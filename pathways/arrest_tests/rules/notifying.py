"""Whether a change of what a suite is notified for may be proposed. A second person decides, as for all law data.

Source: PACE 1984 s.63B(4A)-(4B) and Drugs Act 2005 s.9(5) (verified): a notice for the area or the station, for the
groups it names, until it is withdrawn. That two people enter it is a design choice (separation of duties).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pathways.arrest_tests.rules.law_changes import FIRST_DAY_OF_ALL
from pathways.arrest_tests.rules.routes import Route
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class NotificationDraft:
    """A notification as it is typed; with `ends_from` the last day of one that began on that day."""

    starts_on: date | None = None
    until: date | None = None
    routes: Collection[Route] = ()
    under18: bool = False
    assessment: bool = False
    source: str = ""
    why: str = ""
    ends_from: date | None = None
    ends_already: bool = False

    @property
    def ends(self) -> bool:
        return self.ends_from is not None


def notification_reasons(draft: NotificationDraft) -> tuple[Reason, ...]:
    """Every reason against proposing it, each at its field."""
    found: list[Reason] = []
    begins = draft.ends_from or draft.starts_on
    if draft.ends_already:
        found.append(Reason("This notification already has its last day", "valid_to"))
    elif draft.ends and draft.until is None:
        found.append(Reason("Enter the last day", "valid_to"))
    elif not draft.ends and not draft.routes and not draft.assessment:
        found.append(Reason("Select what the notification covers", "routes"))
    if begins is not None and begins < FIRST_DAY_OF_ALL:
        found.append(Reason("There is no rule from before 2 July 2001. Enter a later first day", "valid_from"))
    if begins is not None and draft.until is not None and draft.until < begins:
        found.append(Reason("The last day cannot be before the first day", "valid_to"))
    if not draft.source.strip():
        found.append(Reason("Enter the notice or letter this comes from", "source"))
    if not draft.why.strip():
        found.append(Reason("Say why now", "why"))
    return tuple(found)
