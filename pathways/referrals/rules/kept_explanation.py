"""What was kept of a routing when a referral was made, read as it was shown. Pure; nothing is worked out anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pathways.vocabulary import ELSEWHERE, Need


@dataclass(frozen=True)
class KeptReason:
    """One reason as it was shown."""

    fit: str
    message: str
    source: str
    mark: str


@dataclass(frozen=True)
class KeptService:
    """One service as it stood then."""

    service_id: int
    name: str
    town: str
    standing: str
    reasons: tuple[KeptReason, ...]


@dataclass(frozen=True)
class KeptRouting:
    """An explanation as it was kept. `weights_version` is None for one from before weights were dated."""

    at: datetime
    rules_version: int
    weights_version: int | None
    looked_at: tuple[tuple[str, str], ...]
    services: tuple[KeptService, ...]
    chosen_id: int | None
    first_id: int | None

    @property
    def chosen(self) -> KeptService | None:
        return self.of(self.chosen_id)

    @property
    def others(self) -> tuple[KeptService, ...]:
        return tuple(each for each in self.services if each.service_id != self.chosen_id)

    def of(self, service_id: int | None) -> KeptService | None:
        return next((each for each in self.services if each.service_id == service_id), None)


def kept_routing(kept: Mapping[str, Any]) -> KeptRouting | None:
    """What a referral keeps, or None where it keeps nothing (one that came on paper, say)."""
    if not kept.get("services"):
        return None
    return KeptRouting(
        at=datetime.fromisoformat(kept["worked_out_at"]),
        rules_version=kept["rules_version"],
        weights_version=kept.get("weights_version"),
        looked_at=_looked_at(kept["looked_at"]),
        services=tuple(
            KeptService(
                each["service_id"],
                each["name"],
                each["town"],
                each["standing"],
                tuple(KeptReason(why["fit"], why["message"], why["source"], why["mark"]) for why in each["reasons"]),
            )
            for each in kept["services"]
        ),
        chosen_id=kept["chosen"],
        first_id=kept["first"],
    )


def _looked_at(kept: Any) -> tuple[tuple[str, str], ...]:
    """As pairs of words. Version 1 of the rules kept two codes instead."""
    if isinstance(kept, Mapping):
        needs = ", ".join(need.label for need in Need if need.value in kept["needs"])
        where = ELSEWHERE.label if kept["area"] == ELSEWHERE.value else str(kept["area"]).capitalize()
        return (("Usually in", where), ("Needs", needs or "None recorded"))
    return tuple((name, words) for name, words in kept)
