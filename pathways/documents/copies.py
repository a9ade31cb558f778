"""Which copy of a paper this is."""

from dataclasses import dataclass
from datetime import datetime

from pathways import clock


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy with its number, when it was printed and by whom. `replaced_at` is when the copy before it was made."""

    number: int
    made_at: datetime
    made_by: str = ""
    replaced_at: datetime | None = None

    @property
    def takes_the_place_of(self) -> str:
        """What a copy after the first says of itself, below its title; "" for the first."""
        if self.replaced_at is None:
            return ""
        wall = clock.london(self.replaced_at)
        when = f"{wall.day} {wall:%B %Y} at {wall:%H:%M}"
        return (
            f"Copy {self.number}. It takes the place of copy {self.number - 1}, printed on {when}: the record was "
            "corrected or added to since. Earlier copies are kept as they were."
        )
