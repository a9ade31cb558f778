"""The words of a safeguarding concern: its kind, the signs seen, where it goes, and who agreed.

Source: treatment-and-statistics 1.11 (design choice; the signs of a home taken over: recalled; the law: verified).
"""

from pathways.vocabulary import Worded


class ConcernKind(Worded):
    COUNTY_LINES = "county_lines", "County lines", "Made to carry, hold or sell drugs from elsewhere."
    CUCKOOING = "cuckooing", "Home taken over (cuckooing)", "Others store, use or sell drugs where they live."
    DEBT_BONDAGE = "debt_bondage", "Debt bondage", "A debt, real or made up, that they have to work off."
    SEXUAL = "sexual", "Sexual exploitation"
    OTHER = "other", "Other exploitation", "Labour, crime, benefits or bank account used by others."


class Sign(Worded):
    """What was seen or heard. None of them proves anything by itself."""

    UNKNOWN_VISITORS = "unknown_visitors", "New associates or unknown visitors"
    ODD_HOURS = "odd_hours", "Visitors at odd hours"
    LOST_KEYS = "lost_keys", "Lost the keys, or control of the home"
    SLEEPS_ELSEWHERE = "sleeps_elsewhere", "Sleeps elsewhere, or is afraid to go home"
    NEW_THINGS = "new_things", "New phones, bikes or money without an explanation"
    DEBT = "debt", "A debt that is not explained"
    VIOLENCE = "violence", "Signs of violence or threats"
    MISSING = "missing", "Missing from home, or far from home"
    CONTROLLED = "controlled", "Somebody speaks for them, waits for them or holds their phone"
    WITHDRAWS = "withdraws", "Stays away from services they used"
    TOLD_US = "told_us", "They said so themselves"


class Agreed(Worded):
    """Whether an adult agrees to a referral to the National Referral Mechanism (NRM)."""

    YES = "yes", "Agrees, and understood it"
    NO = "no", "Does not agree"
    NOT_ASKED = "not_asked", "Not asked, or could not say"


class Passed(Worded):
    """Where a deciding officer passed the concern on."""

    NRM = "nrm", "National Referral Mechanism, with consent", "An adult must agree. A child need not."
    DUTY_TO_NOTIFY = "duty_to_notify", "Notified to the Home Office without a name", "For an adult who does not agree."
    ADULT_SOCIAL_CARE = "adult_social_care", "Council: adult social care"
    CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Council: children’s social care"
    MARAC = "marac", "MARAC", "Domestic abuse at high risk."
    POLICE_TEAM = "police_team", "Our own exploitation team"
    NOBODY = "nobody", "Nobody: looked at, and not passed on", "Say why below."
