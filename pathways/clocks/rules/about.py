"""What tells two clocks of a kind apart, in words: which consent, which condition, the initial or the follow-up."""

CONSENTS = {
    "1": "referral",
    "2": "telling how it went",
    "3": "national statistics",
    "4": "sharing with other services",
}


def about_in_words(timer: str, about: str) -> str:
    """The words of `about` for a timer; "" where there is only one of its kind."""
    if timer == "consent_review":
        return CONSENTS.get(about, "")
    if timer in ("required_assessment", "failure_notice"):
        return "follow-up" if ".f" in about else ""
    return ""
