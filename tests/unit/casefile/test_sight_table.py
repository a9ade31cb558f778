"""What police may see, every fact against every column of the table in treatment reference 2.4."""

import pytest

from pathways.casefile.rules.who_may_see import Fact, FactKind, police_may_see
from tests.unit.casefile.sight_cases import CONDITION, NOTHING, NOW, OPEN_STEP, SAID_ALOUD, SIGNED, a_fact

COLUMNS = {
    "no consent": NOTHING,
    "said aloud": SAID_ALOUD,
    "signed": SIGNED,
    "condition": CONDITION,
    "open step": OPEN_STEP,
}
EVERYWHERE = frozenset(COLUMNS)
UNDER_CONSENT = frozenset({"said aloud", "signed"})
NOWHERE: frozenset[str] = frozenset()
# The table of 2.4 by hand: what the row is, and the columns that say yes.
TABLE: list[tuple[Fact, frozenset[str]]] = [
    (a_fact(FactKind.SENT), EVERYWHERE),
    (a_fact(FactKind.RECEIVED), EVERYWHERE),
    (a_fact(FactKind.ACCEPTED), EVERYWHERE),
    (a_fact(FactKind.DECLINED), EVERYWHERE),
    (a_fact(FactKind.NEEDS_A_PLACE), EVERYWHERE),
    (a_fact(FactKind.WITHDRAWN_BY_REFERRER), EVERYWHERE),
    (a_fact(FactKind.WITHDRAWN_WITH_CONSENT), EVERYWHERE),
    (a_fact(FactKind.ENDED_BEFORE_ACCEPTED), EVERYWHERE),
    (a_fact(FactKind.CONSENT_ANSWER), EVERYWHERE),
    (a_fact(FactKind.ASSESSMENT_ON_NOTICE), EVERYWHERE),
    (a_fact(FactKind.ASSESSMENT_FAILED, was_reported=True), EVERYWHERE),
    (a_fact(FactKind.ASSESSMENT_FAILED, was_reported=False), NOWHERE),
    (a_fact(FactKind.ASSESSMENT_FAILURE_CORRECTED, was_reported=True), EVERYWHERE),
    (a_fact(FactKind.ASSESSMENT_FAILURE_CORRECTED, was_reported=False), NOWHERE),
    (a_fact(FactKind.ASSESSMENT_ATTENDED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(FactKind.APPOINTMENT_OFFERED), UNDER_CONSENT),
    (a_fact(FactKind.APPOINTMENT_OFFERED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(FactKind.ATTENDED), UNDER_CONSENT),
    (a_fact(FactKind.ATTENDED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(FactKind.DID_NOT_ATTEND), UNDER_CONSENT),
    (a_fact(FactKind.ENGAGED), UNDER_CONSENT),
    (a_fact(FactKind.COMPLETED), UNDER_CONSENT),
    (a_fact(FactKind.CLOSED), UNDER_CONSENT),
    (a_fact(FactKind.CONDITION_REPORTED, condition_id=7), frozenset({"condition"})),
    (a_fact(FactKind.CONDITION_REPORTED, condition_id=8), NOWHERE),
    (a_fact(FactKind.CONDITION_REPORTED, condition_id=None), NOWHERE),
    (a_fact(FactKind.DIED), frozenset({"open step"})),
    (a_fact(FactKind.SAFEGUARDING_ACTION, police_are_recipient=True), EVERYWHERE),
    (a_fact(FactKind.SAFEGUARDING_ACTION), NOWHERE),
    (a_fact(FactKind.CLINICAL), NOWHERE),
]


@pytest.mark.parametrize("column", sorted(COLUMNS))
@pytest.mark.parametrize(("fact", "seen_in"), TABLE, ids=[f"{f.kind.value}-{i}" for i, (f, _) in enumerate(TABLE)])
def test_every_fact_shows_in_exactly_the_columns_of_the_table(fact: Fact, seen_in: frozenset[str], column: str) -> None:
    assert police_may_see(fact, COLUMNS[column], NOW).visible == (column in seen_in)


def test_the_table_covers_every_kind_of_fact() -> None:
    assert {fact.kind for fact, _ in TABLE} == set(FactKind)


def test_an_answer_always_names_its_column_or_its_reason_and_never_both() -> None:
    for fact, _ in TABLE:
        for view in COLUMNS.values():
            sight = police_may_see(fact, view, NOW)
            assert (sight.by is not None) == sight.visible
            assert (sight.hidden is None) == sight.visible
