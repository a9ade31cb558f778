"""What each disposal means for the person, as a force signed it off.

Such text changes often (disclosure, travel, immigration), so it is a versioned leaflet and not code (data dictionary of
out-of-court disposals, open question 14). Until a force has signed one off, the placeholders of the papers stand.
"""

from dataclasses import dataclass

from pathways.disposals.rules.table import Kind

WITH_LEAFLETS = (Kind.CR, Kind.O22, Kind.CW, Kind.PND, Kind.SC, Kind.CC)
"""The disposals of adults that a person is given words about."""


@dataclass(frozen=True, kw_only=True)
class LeafletWords:
    """The words on one disposal that were signed off: a paragraph each, under one version."""

    kind: Kind
    version: str
    paragraphs: tuple[str, ...]
    source: str


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a leaflet as it was written: one a line, blank lines between."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
