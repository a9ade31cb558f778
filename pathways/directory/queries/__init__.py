"""Reads of the directory. Every signed-in role may read it (the table in `trust.md`), so no viewer is asked for."""

from pathways.directory.queries.details import (
    detail_of,
    details_of,
    exceptions_of,
    facts_listed,
    facts_of,
    facts_of_all,
    places_of,
    week_held,
)
from pathways.directory.queries.diary import diary_of, free_slots, is_free_for, keeps_diary_on, slot_at
from pathways.directory.queries.entries import (
    service,
    service_names,
    service_of,
    services_listed,
    services_of,
    services_open_on,
    services_run_by,
    young_peoples_services_on,
)

__all__ = [
    "detail_of",
    "details_of",
    "diary_of",
    "exceptions_of",
    "facts_listed",
    "facts_of",
    "facts_of_all",
    "free_slots",
    "is_free_for",
    "keeps_diary_on",
    "places_of",
    "service",
    "service_names",
    "service_of",
    "services_listed",
    "services_of",
    "services_open_on",
    "services_run_by",
    "slot_at",
    "week_held",
    "young_peoples_services_on",
]
