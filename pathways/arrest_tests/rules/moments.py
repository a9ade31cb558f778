"""London dates, elapsed hours, ages and the words for them, as pure functions of what they are given."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pathways.people.rules import age_on

LONDON = ZoneInfo("Europe/London")


def london_date(instant: datetime) -> date:
    """The London date of an aware instant: the law's dated tables are read on it."""
    return instant.astimezone(LONDON).date()


def hours_after(start: datetime, hours: int) -> datetime:
    """So many elapsed hours later. Never wall-clock hours: the night the clock changes has 23 or 25 of them."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def age_at(born_on: date, instant: datetime) -> int:
    """Completed years at an instant: attained at the start of the birthday in London."""
    return age_on(born_on, london_date(instant))


def mid_sentence(words: str) -> str:
    """The words as they read inside a sentence: "Crack cocaine" becomes "crack cocaine", "MDMA" stays."""
    return words if words[1:2].isupper() or not words[1:2].isalpha() else words[:1].lower() + words[1:]


def day_in_words(day: date) -> str:
    """25 November 2026."""
    return f"{day.day} {day:%B %Y}"


def time_in_words(instant: datetime) -> str:
    """01:22, 26 November 2026."""
    wall = instant.astimezone(LONDON)
    return f"{wall:%H:%M}, {day_in_words(wall.date())}"


def weekday_in_words(instant: datetime) -> str:
    """Thursday 26 November, 14:00."""
    wall = instant.astimezone(LONDON)
    return f"{wall:%A} {wall.day} {wall:%B, %H:%M}"
