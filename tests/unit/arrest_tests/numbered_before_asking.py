"""V-001 to V-021: whether a sample may be asked for, and how long anybody is kept for one."""

from datetime import date, timedelta
from typing import Any

from pathways.arrest_tests.lawful_basis.rules.facts import SampleFacts
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.law.rules.proposed_changes import Notification
from pathways.people.rules import ReleaseType
from tests.unit.arrest_tests.cases import GROUNDS, NIGHT, an_authority, an_offence
from tests.unit.arrest_tests.numbered import Numbered, of

AT = NIGHT + timedelta(hours=2)
ARREST, CHARGE = SampleRoute
ON_ARREST_ONLY = Notification(routes=frozenset({ARREST}), covers_under_18=True)
SAMPLE = SampleFacts(route=ARREST, condition=SampleCondition.SUFFICIENT)


def charged(**changes: Any) -> Any:
    facts: dict[str, Any] = {"offences": (an_offence(arrested_at=NIGHT, charged_at=AT - timedelta(minutes=10)),)}
    return of(CHARGE, **(facts | changes))


def authorised(code: str = "TA78-3", **changes: Any) -> Any:
    """An offence that is no trigger, with an authority changed in one thing."""
    return of(ARREST, offences=(an_offence(code),), authorities=(an_authority(code, **changes),))


def possessing(drug: str) -> Any:
    return of(ARREST, offences=(an_offence("MDA71-5-2", drug),))


def second_offence(first_held_at: Any) -> Any:
    """Held on for making off, after a theft that is closed (s.63B(5C))."""
    theft = an_offence(
        arrested_at=NIGHT - timedelta(days=1), detention_start_at=first_held_at, closed_at=AT - timedelta(minutes=30)
    )
    return of(ARREST, offences=(theft, an_offence("TA78-3")))


def kept_for_sample(**changes: Any) -> Any:
    """Kept only for a sample, to leave on bail, at the last moment of the 24 hours."""
    facts: dict[str, Any] = {"held_only_for_sample": True, "release_decision": ReleaseType.ON_BAIL}
    return of(ARREST, **(facts | {"relevant_time": AT - timedelta(hours=24)} | changes))


def kept_after_charge(charged_at: Any) -> Any:
    return charged(
        held_only_for_sample=True, offences=(an_offence(arrested_at=NIGHT - timedelta(hours=9), charged_at=charged_at),)
    )


BEFORE_ASKING = (
    Numbered("V-001", "only a person in police detention for an offence is tested",
             of(ARREST, in_police_detention=False), of(ARREST)),
    Numbered("V-002", "nobody is asked before the custody officer has seen them",
             of(ARREST, custody_officer_seen_at=AT + timedelta(minutes=1)), of(ARREST, custody_officer_seen_at=AT)),
    Numbered("V-003", "a station without a notification tests nobody", of(ARREST, notification=None), of(ARREST)),
    Numbered("V-004", "a notification for arrests covers no charge",
             charged(notification=ON_ARREST_ONLY), of(ARREST, notification=ON_ARREST_ONLY)),
    Numbered("V-005", "nobody under 18 is tested on arrest",
             of(ARREST, born_on=date(2007, 6, 2)), of(ARREST, born_on=date(2007, 6, 1))),
    Numbered("V-006", "nobody under 14 is tested after charge",
             charged(born_on=date(2011, 6, 2)), charged(born_on=date(2011, 6, 1))),
    Numbered("V-007", "a vulnerable person is asked with an appropriate adult present",
             of(ARREST, is_vulnerable=True), of(ARREST, is_vulnerable=True, appropriate_adult_present=True)),
    Numbered("V-008", "an age that is only said and near 18 needs clear evidence",
             of(ARREST, born_on=date(2007, 1, 1), age_is_only_said_or_estimated=True),
             of(ARREST, born_on=date(2007, 1, 1), age_is_only_said_or_estimated=True, clear_age_evidence=True)),
    Numbered("V-009", "a charged offence supports no test on arrest",
             of(ARREST, offences=(an_offence(charged_at=AT - timedelta(minutes=10)),)), charged()),
    Numbered("V-010", "an offence that is no trigger needs an inspector",
             of(ARREST, offences=(an_offence("TA78-3"),)), authorised()),
    Numbered("V-011", "a sergeant authorises no test",
             authorised(is_inspector_or_above=False, rank_label="Sergeant"), authorised()),
    Numbered("V-012", "an authority says why", authorised(grounds="Drugs"), authorised(grounds=GROUNDS)),
    Numbered("V-013", "an authority comes before the request",
             authorised(at=AT + timedelta(minutes=1)), authorised(at=AT)),
    Numbered("V-013a", "an oral authority is confirmed in writing within two hours",
             authorised(at=AT - timedelta(minutes=121), told_at=AT, is_oral=True),
             authorised(at=AT - timedelta(minutes=120), told_at=AT, is_oral=True)),
    Numbered("V-014", "the warning comes before the request",
             of(ARREST, warned_at=AT + timedelta(minutes=1)), of(ARREST, warned_at=AT)),
    Numbered("V-015", "the person is told of the authority and its grounds before the request",
             authorised(told_at=None), authorised(told_at=AT)),
    Numbered("V-016", "a drug offence alone is no trigger until the drug is named",
             possessing(""), possessing("crack_cocaine")),
    Numbered("V-017", "cannabis makes no trigger offence", possessing("cannabis"), possessing("diamorphine")),
    Numbered("V-018", "one detention gives one sample", of(ARREST, samples=(SAMPLE,)), of(ARREST, samples=())),
    Numbered("V-019", "nobody is kept only for a sample past 24 hours before charge",
             kept_for_sample(relevant_time=AT - timedelta(hours=24, minutes=1)), kept_for_sample()),
    Numbered("V-019a", "nobody leaving without bail is kept for a sample",
             kept_for_sample(release_decision=ReleaseType.WITHOUT_BAIL), kept_for_sample(release_decision=ReleaseType.WITHOUT_BAIL, held_only_for_sample=False)),
    Numbered("V-020", "nobody is kept only for a sample past 6 hours after charge",
             kept_after_charge(AT - timedelta(hours=6, minutes=1)),
             kept_after_charge(AT - timedelta(hours=6))),
    Numbered("V-021", "a closed first offence supports a test for 24 hours of detention",
             second_offence(AT - timedelta(hours=24)), second_offence(AT - timedelta(hours=23, minutes=59))),
)  # fmt: skip
