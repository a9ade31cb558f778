"""What a published service makes of an entry: the fields it sets, and the fields that would change."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pathways.directory.rules.entries import LABELS, stored
from pathways.directory.rules.open_referral.published import NO_TOWN, PublishedService

SAID_BY_ALL: Final = ("name", "description", "website", "email", "age_from", "age_to", "languages", "hours")
SAID_BY_US: Final = (
    "areas", "outcodes", "towns", "needs", "women_only", "young_people", "co_occurring", "outreach", "remote", "access",
    "opened_on", "closed_on", "town", "phone", "opening_hours", "access_notes", "on_bank_holidays", "places",
    "places_updated_on", "typical_wait_days",
)  # fmt: skip


def values_of(service: PublishedService, on: date, held: Mapping[str, Any] | None) -> dict[str, Any]:
    """The stored fields that a file sets, of an entry that holds `held`, or of a new one (None).

    A file that Pathways wrote sets all of them. Of another's a blank says nothing, and what only Pathways asks (areas,
    needs, for whom) stays as it stands here; whether the service takes referrals follows its status.
    """
    names = (*SAID_BY_ALL, *SAID_BY_US) if service.is_ours or held is None else SAID_BY_ALL
    values = {name: stored(name, getattr(service, name)) for name in names}
    if service.is_ours:
        return values | {"town": service.town or NO_TOWN}
    if held is None:
        return values | {
            "town": service.town or NO_TOWN,
            "opened_on": on,
            "closed_on": None if service.is_open else on,
        }
    said = {name: value for name, value in values.items() if value not in (None, "", [])}
    is_open = held["closed_on"] is None or on < held["closed_on"]
    if is_open and not service.is_open:
        said["closed_on"] = max(on, held["opened_on"])
    elif service.is_open and not is_open:
        said["closed_on"] = None
    return said


def changed_names(values: Mapping[str, Any], held: Mapping[str, Any]) -> list[str]:
    """The fields whose stored value would change, in the order of the page."""
    order = list(LABELS)
    return sorted(
        (name for name, value in values.items() if not _is_same(name, held.get(name), value)), key=order.index
    )


def _is_same(name: str, one: Any, other: Any) -> bool:
    """The order of words in a list says nothing; that of a week's sessions is always the same."""
    if isinstance(one, list) and isinstance(other, list) and name != "hours":
        return sorted(one) == sorted(other)
    return bool(one == other)
