"""Table 2.4 of the treatment reference, written out by hand from the table itself: each row, by each column, in each
state that the second consent can be in."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from pathways.casefile.rules.who_may_see import Fact, FactKind, PoliceView, RunningCondition, police_may_see
from pathways.referrals.consents.rules.consents import ConsentState
from tests.unit.casefile.sight_cases import CONSENTED, HAPPENED, NOW, a_fact, answer, ends

YEAR = timedelta(days=365)
AGREED_ALOUD = answer(CONSENTED)
SIGNED = answer(CONSENTED, signed=True)
LATER = HAPPENED + timedelta(days=1)


def lapse(at, *, of):
    return replace(ends(at, ConsentState.EXPIRED), ends_id=of.id)


# The answers, and the column of the table that they make hold: "aloud" and "written" are both "consent 2 live".
CONSENTS = {
    "never asked": ((), "none"),
    "refused": ((ends(CONSENTED, ConsentState.REFUSED),), "none"),
    "withdrawn before it happened": ((SIGNED, ends(CONSENTED + timedelta(hours=1))), "none"),
    "withdrawn after it happened": ((SIGNED, ends(LATER)), "none"),
    "withdrawn this minute": ((SIGNED, ends(NOW)), "none"),
    "lapsed": ((answer(NOW - YEAR, signed=True),), "none"),
    "lapsed with its episode": ((SIGNED, lapse(NOW - timedelta(minutes=1), of=SIGNED)), "none"),
    "given anew, after it happened": ((SIGNED, ends(LATER), answer(LATER + timedelta(seconds=1))), "none"),
    "given aloud": ((AGREED_ALOUD,), "aloud"),
    "signed": ((SIGNED,), "written"),
    "signed, then said aloud again": ((SIGNED, answer(LATER)), "written"),
    "aloud, signed only after it happened": (
        (AGREED_ALOUD, answer(LATER, signed=True)),
        "aloud",
    ),
}
ALWAYS = "none aloud written"
LIVE = "aloud written"
IN_WRITING = "written"
NEVER = ""
# (the fact, the columns of consent that show it, and what else shows it whatever was agreed)
TABLE: list[tuple[str, Fact, str, str]] = [
    ("referral sent", a_fact(FactKind.SENT), ALWAYS, ""),
    ("received", a_fact(FactKind.RECEIVED), ALWAYS, ""),
    ("accepted", a_fact(FactKind.ACCEPTED), ALWAYS, ""),
    ("declined", a_fact(FactKind.DECLINED), ALWAYS, ""),
    ("needs a place, after a decline", a_fact(FactKind.NEEDS_A_PLACE), ALWAYS, ""),
    ("ended before a service accepted", a_fact(FactKind.ENDED_BEFORE_ACCEPTED), ALWAYS, ""),
    ("withdrawn by referrer", a_fact(FactKind.WITHDRAWN_BY_REFERRER), ALWAYS, ""),
    ("recalled with consent 1", a_fact(FactKind.WITHDRAWN_WITH_CONSENT), ALWAYS, ""),
    ("consent 2 and its date", a_fact(FactKind.CONSENT_ANSWER), ALWAYS, ""),
    ("time and place on the notice", a_fact(FactKind.ASSESSMENT_ON_NOTICE), ALWAYS, ""),
    ("failed, reported", a_fact(FactKind.ASSESSMENT_FAILED, was_reported=True), ALWAYS, ""),
    ("failed, not reported", a_fact(FactKind.ASSESSMENT_FAILED), NEVER, ""),
    ("correction, reported", a_fact(FactKind.ASSESSMENT_FAILURE_CORRECTED, was_reported=True), ALWAYS, ""),
    ("correction, not reported", a_fact(FactKind.ASSESSMENT_FAILURE_CORRECTED), NEVER, ""),
    ("RA attended", a_fact(FactKind.ASSESSMENT_ATTENDED, from_required_assessment=True), IN_WRITING, ""),
    ("appointment offered", a_fact(FactKind.APPOINTMENT_OFFERED), LIVE, ""),
    ("offered, out of an RA", a_fact(FactKind.APPOINTMENT_OFFERED, from_required_assessment=True), IN_WRITING, ""),
    ("attended", a_fact(FactKind.ATTENDED), LIVE, ""),
    ("attended, out of an RA", a_fact(FactKind.ATTENDED, from_required_assessment=True), IN_WRITING, ""),
    ("did not attend", a_fact(FactKind.DID_NOT_ATTEND), LIVE, ""),
    ("missed, out of an RA", a_fact(FactKind.DID_NOT_ATTEND, from_required_assessment=True), IN_WRITING, ""),
    ("engaged", a_fact(FactKind.ENGAGED), LIVE, ""),
    ("engaged, out of an RA", a_fact(FactKind.ENGAGED, from_required_assessment=True), IN_WRITING, ""),
    ("completed", a_fact(FactKind.COMPLETED), LIVE, ""),
    ("closed", a_fact(FactKind.CLOSED), LIVE, ""),
    ("closed, out of an RA", a_fact(FactKind.CLOSED, from_required_assessment=True), IN_WRITING, ""),
    ("that condition", a_fact(FactKind.CONDITION_REPORTED, condition_id=7), NEVER, "condition"),
    ("another condition", a_fact(FactKind.CONDITION_REPORTED, condition_id=8), NEVER, ""),
    ("activity of no condition", a_fact(FactKind.CONDITION_REPORTED), NEVER, ""),
    ("died", a_fact(FactKind.DIED), NEVER, "open step"),
    ("safeguarding, police act", a_fact(FactKind.SAFEGUARDING_ACTION, police_are_recipient=True), ALWAYS, ""),
    ("safeguarding, others act", a_fact(FactKind.SAFEGUARDING_ACTION), NEVER, ""),
    ("clinical", a_fact(FactKind.CLINICAL), NEVER, ""),
    ("clinical, reported by mistake", a_fact(FactKind.CLINICAL, was_reported=True, condition_id=7), NEVER, ""),
]
CONDITIONS = {
    "no condition": ((), False),
    "it runs": ((RunningCondition(condition_id=7, signed_at=CONSENTED),), True),
    "not signed yet": ((RunningCondition(condition_id=7, signed_at=None),), False),
    "it has ended": ((RunningCondition(condition_id=7, signed_at=CONSENTED, ended_at=NOW),), False),
}


@pytest.mark.parametrize("asked", sorted(CONSENTS))
def test_every_row_by_every_column_in_this_state_of_the_second_consent(asked):
    answers, column = CONSENTS[asked]
    wrong = []
    for (row, fact, shown_by, besides), (condition, (conditions, runs)), is_open in product(
        TABLE, CONDITIONS.items(), (False, True)
    ):
        view = PoliceView(answers=answers, conditions=conditions, holds_open_step=is_open)
        otherwise = (besides == "condition" and runs) or (besides == "open step" and is_open)
        expected = column in shown_by.split() or otherwise
        if police_may_see(fact, view, NOW).visible != expected:
            wrong.append((row, condition, is_open, expected))
    assert wrong == []


def test_the_table_has_every_kind_of_fact_and_every_column():
    assert {fact.kind for _, fact, _, _ in TABLE} == set(FactKind)
    assert {column for _, column in CONSENTS.values()} == set(ALWAYS.split())


@pytest.mark.parametrize("row", [row for row, _, _, _ in TABLE])
def test_nothing_shows_before_it_happened(row):
    fact = next(fact for name, fact, _, _ in TABLE if name == row)
    view = PoliceView(answers=(SIGNED,), conditions=CONDITIONS["it runs"][0], holds_open_step=True)
    assert not police_may_see(fact, view, HAPPENED - timedelta(seconds=1)).visible
