"""Ages as a pack may say them."""

_BANDS = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (50, "35 to 49"))


def age_band(age: int) -> str:
    """The band an age falls in: broad, so that it does not lead to one person."""
    return next((words for below, words in _BANDS if age < below), "50 or over")
