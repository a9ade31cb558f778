"""Under 18: what applies, what is not open, and what the officer has to record (desk-administration, page 08)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from pathways.people.rules.ages import CHARGE_ROUTE, age_on
from pathways.people.rules.words import AdultTold, AgreesToTalk, Rung, SignsOfUse
from pathways.refusals import Reason
from pathways.vocabulary import Mark

NO_TEST_ON_ARREST = "No test on arrest: 18 or over only"


@dataclass(frozen=True, kw_only=True)
class Applies:
    """One line of the panel: something to do, or something that does not open, with its source."""

    is_to_do: bool
    message: str
    source: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class HandoverFacts:
    """What the officer did for a young person. `called_at` is an aware instant, blank when nobody was rung."""

    rung: Collection[Rung]
    called_at: datetime | None
    answered_by: str
    agrees: AgreesToTalk
    adult_told: AdultTold
    signs_of_use: SignsOfUse
    agreed: str


def what_applies(born_on: date, today: date, *, was_rung: bool = False) -> tuple[Applies, ...]:
    """The panel of the under-18 page, things to do first. Once the service was rung, that is not asked again."""
    offer = _to_do("A voluntary referral to the young people’s service, if they agree", "Local pathway", Mark.PRACTICE)
    return (
        _to_do(
            "An appropriate adult is there for anything asked or signed",
            "PACE Code C; NPCC guidance, through YJLC",
            Mark.SECONDARY,
        ),
        *(() if was_rung else (offer,)),
        _closed(NO_TEST_ON_ARREST, "PACE 1984 s.63B(3)", Mark.VERIFIED),
        _charge_route(age_on(born_on, today)),
        _closed("No required assessment: 18 or over only", "Drugs Act 2005 s.9", Mark.VERIFIED),
        _closed("No adult disposal: goes to the youth justice service", "CDA 1998 s.66ZA, s.66ZB", Mark.SECONDARY),
    )


def why_no_test(born_on: date, today: date) -> str:
    """The same of the test in one sentence, for the task list."""
    return f"{NO_TEST_ON_ARREST}. {_charge_route(age_on(born_on, today)).message}."


def handover_reasons(facts: HandoverFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is missing from the record of a handover, in the order of the form (design choice)."""
    reasons = []
    nobody = Rung.NOBODY in facts.rung
    if not facts.rung:
        reasons.append(Reason("Select who you rang, or ‘Nobody yet’", "rung"))
    if nobody and len(facts.rung) > 1:
        reasons.append(Reason("Select who you rang or ‘Nobody yet’, not both", "rung"))
    if facts.rung and not nobody and facts.called_at is None:
        reasons.append(Reason("Enter when you rang", "called_at"))
    if facts.called_at is not None and facts.called_at > now:
        reasons.append(Reason("The call cannot be in the future. Type the time you rang", "called_at"))
    if nobody and not facts.agreed.strip():
        reasons.append(Reason("Say why nobody was rung yet", "agreed"))
    return tuple(reasons)


def _charge_route(age: int) -> Applies:
    if age < CHARGE_ROUTE:
        return _closed("No test after charge: 14 or over only", "PACE 1984 s.63B(3)", Mark.VERIFIED)
    return _closed(
        "No test after charge, unless the suite has a notice for people under 18",
        "PACE 1984 s.63B(3), (4B)",
        Mark.VERIFIED,
    )


def _to_do(message: str, source: str, mark: Mark) -> Applies:
    return Applies(is_to_do=True, message=message, source=source, mark=mark)


def _closed(message: str, source: str, mark: Mark) -> Applies:
    return Applies(is_to_do=False, message=message, source=source, mark=mark)
