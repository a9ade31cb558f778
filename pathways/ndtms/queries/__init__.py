"""Reads of the national file: scoped to the viewer's own provider."""

from pathways.ndtms.queries.agencies import AgencyLine, agencies, agency_of
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.queries.files import file_to_hand_over, files_of
from pathways.ndtms.queries.flight import flight, still_open_to

__all__ = [
    "AgencyLine",
    "agencies",
    "agency_of",
    "episodes",
    "file_to_hand_over",
    "files_of",
    "flight",
    "still_open_to",
]
