"""Words for what is in use: what is said of a disposal on a day, and the offences of a gravity table."""

from dataclasses import dataclass
from datetime import date

from pathways.arrest_tests.queries import law_in_use
from pathways.arrest_tests.rules.law import offence_label
from pathways.disposals.documents import WORDS
from pathways.disposals.queries import leaflet_on
from pathways.disposals.rules import GravityTable, Kind


@dataclass(frozen=True, kw_only=True)
class InUse:
    """The words, under the version that a paper names."""

    kind: Kind
    version: str
    paragraphs: tuple[str, ...]
    source: str
    is_signed_off: bool


def words_on(organisation_id: int, kind: Kind, day: date) -> InUse:
    """The words of a force on a day."""
    leaflet, stand_in = leaflet_on(organisation_id, kind, day), WORDS[kind]
    return InUse(
        kind=kind,
        version=leaflet.version if leaflet else stand_in.version,
        paragraphs=leaflet.paragraphs if leaflet else stand_in.means,
        source=leaflet.source if leaflet else stand_in.source,
        is_signed_off=leaflet is not None,
    )


def offences_in(table: GravityTable | None) -> dict[str, str]:
    """Each offence of a table with its Act and section."""
    return {code: offence_label(code, law_in_use()) for code, _ in (table.scores if table else ())}
