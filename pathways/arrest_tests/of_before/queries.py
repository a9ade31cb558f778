"""Tests on arrest as they would be said in a file, and which of them more hangs on."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.models.testing import Analyte, DrugTest
from pathways.arrest_tests.of_before.rules import ANALYTES, PastTest
from pathways.arrest_tests.testing.rules.results import AnalyteResult
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE
from pathways.store.base import Record, db
from pathways.store.together import among, named_elsewhere


def past_tests(tests: Collection[DrugTest]) -> dict[int, PastTest]:
    """These tests as a file says them, by id; but not those that were never warned of, which no file can say."""
    of_tests = among(Analyte.drug_test_id, [each.id for each in tests])
    lines: dict[int, dict[str, AnalyteResult]] = defaultdict(dict)
    for each in db.session.scalars(select(Analyte).where(of_tests).order_by(Analyte.id)):
        lines[each.drug_test_id][each.analyte] = each.result
    live = (RequiredAssessment.superseded_at.is_(None), RequiredAssessment.imposed_at.is_not(None))
    of_these = among(RequiredAssessment.drug_test_id, [each.id for each in tests])
    rows = db.session.scalars(select(RequiredAssessment).where(of_these, *live).order_by(RequiredAssessment.id))
    required = {each.drug_test_id: each for each in rows}
    relied_on = {number for test in tests for number in test.relied_on[:1]}
    offences = {
        each.id: each
        for each in db.session.scalars(select(Offence).where(among(Offence.id, relied_on)).order_by(Offence.id))
    }
    return {
        test.id: PastTest(
            **as_stated(offences.get(test.relied_on[0]) if test.relied_on else None),
            warned_at=test.warned_at,
            requested_at=test.requested_at,
            outcome=test.outcome,
            taken_at=test.taken_at,
            sample_condition=test.sample_condition,
            refusal_words=test.refusal_words,
            good_cause=test.good_cause,
            result_at=test.result_at,
            **_lines(lines[test.id]),
            medicine=test.medicine,
            **_requirement(required.get(test.id)),
        )
        for test in tests
        if test.warned_at is not None and test.requested_at is not None
    }


def _lines(read: Mapping[str, AnalyteResult]) -> dict[str, Any]:
    return {name: read.get(name) for name in ANALYTES}


def _requirement(required: RequiredAssessment | None) -> dict[str, Any]:
    if required is None:
        return {}
    return {
        "required_at": required.imposed_at,
        "initial_at": required.initial_at,
        "service_id": required.service_id,
    }


def as_stated(offence: Offence | None) -> dict[str, Any]:
    """An offence as a file states it; nothing where there is none."""
    if offence is None:
        return {}
    is_listed = offence.code != OTHER_OFFENCE
    return {
        "offence": offence.code if is_listed else None,
        "offence_drug": offence.drug,
        "other_offence": None if is_listed else offence.described_as,
    }


def more_is_recorded_of_tests(tests: Collection[DrugTest], *, beside: Collection[type[Record]] = ()) -> frozenset[int]:
    """Those of these tests that were corrected, or that any row names but for rows of the tables in `beside`; or more
    hangs on the assessment that was required because of one."""
    ids = [each.id for each in tests]
    named = named_elsewhere(DrugTest, ids, but=(Analyte, RequiredAssessment, *beside))
    whose = select(RequiredAssessment).where(among(RequiredAssessment.drug_test_id, ids))
    required = {each.id: each for each in db.session.scalars(whose.order_by(RequiredAssessment.id))}
    busy = named_elsewhere(RequiredAssessment, list(required), but=())
    busy |= {each.id for each in required.values() if each.superseded_at or each.notice_served_at}
    return named.union(
        (required[each].drug_test_id for each in busy), (each.id for each in tests if each.superseded_at is not None)
    )
