"""The gravity of an offence by the force's own table. Bands and scores are never written here (data dictionary 1.6)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Gravity:
    """A score by one version of a force's table: where it starts, which factors were found, where it ends."""

    base: int
    factors: tuple[str, ...]
    final: int
    version: str
