"""Ages, decided on the London date, and the point at which the adult form stops.

An age is attained at the start of the birthday. Someone born on 29 February attains it on 1 March of a common year,
the later of the two possible days (drug-testing reference, notes to section 5: design choice, the cautious one).
"""

from datetime import date
from typing import Protocol

from pathways.people.rules.words import AgeEvidence
from pathways.refusals import Reason
from pathways.vocabulary import Mark

ADULT = 18
"""The arrest route, and every adult form (PACE 1984 s.63B(3): verified)."""

CHARGE_ROUTE = 14
"""The charge route (PACE 1984 s.63B(3): verified)."""

OLDEST = 120
"""Nobody is older; a birth date before that is a slip of the hand (design choice)."""


class AgeFacts(Protocol):
    """What a rule about age reads: the details of a person, as a row or as facts."""

    @property
    def date_of_birth(self) -> date: ...
    @property
    def age_evidence(self) -> AgeEvidence: ...
    @property
    def clear_age_evidence(self) -> str | None: ...


def attains_on(born_on: date, years: int) -> date:
    """The day at whose start somebody becomes `years` old."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # 29 February in a common year
        return date(born_on.year + years, 3, 1)


def age_on(born_on: date, on: date) -> int:
    """Completed years on a London date; negative before birth."""
    years = on.year - born_on.year
    return years if on >= attains_on(born_on, years) else years - 1


def age_in_doubt(details: AgeFacts, today: date) -> bool:
    """Might this person be under 18 although the date says otherwise?

    So when the age rests on their word or an estimate, lies within a year of 18, and nobody wrote what clear evidence
    they saw (PACE Code C 1.5A, read in its 2002 text only: secondary; the one-year margin: design choice).
    """
    unsure = not details.age_evidence.is_sure and not details.clear_age_evidence
    return unsure and age_on(details.date_of_birth, today) == ADULT


def adult_form_bars(details: AgeFacts, today: date) -> tuple[Reason, ...]:
    """Why no adult test on arrest, disposal or referral form opens for this person today; empty when all may.

    Every later room asks this first and sends the officer to the page `people.under_18` where it is not empty.
    """
    if age_on(details.date_of_birth, today) < ADULT:
        turns = attains_on(details.date_of_birth, ADULT)
        return (
            Reason(
                f"Under 18 until {turns.day} {turns:%B %Y}: the adult form stops here. Ring the young people’s service",
                "date_of_birth",
                "PACE 1984 s.63B(3); pathway rule: under 18",
                Mark.VERIFIED,
            ),
        )
    if age_in_doubt(details, today):
        return (
            Reason(
                "Age is not confirmed. Treat the person as under 18 unless there is clear evidence they are older. "
                "Record what you saw",
                "clear_age_evidence",
                "PACE Code C 1.5A",
                Mark.SECONDARY,
            ),
        )
    return ()


def young_because(details: AgeFacts, today: date) -> str:
    """Why the adult form is shut, in the words that stand before every reason; "" where it is open."""
    bars = adult_form_bars(details, today)
    if not bars:
        return ""
    return "Under 18" if bars[0].field == "date_of_birth" else "Age not confirmed"


def birth_date_reasons(born_on: date | None, *, today: date) -> tuple[Reason, ...]:
    """Why a birth date cannot be right (design choice: slips of the hand)."""
    if born_on is None:
        return ()
    if born_on > today:
        return (Reason("Date of birth cannot be in the future. Check the year", "date_of_birth"),)
    if age_on(born_on, today) > OLDEST:
        return (Reason(f"Date of birth is more than {OLDEST} years ago. Check the year", "date_of_birth"),)
    return ()
