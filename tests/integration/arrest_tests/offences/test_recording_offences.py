"""Recording offences, and correcting them beside what they correct."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.law.rules.findings import stops
from pathways.people.identity import actions as people_actions
from pathways.people.rules import DeathSource
from pathways.refusals import Refused, Stale
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, in_custody


@pytest.fixture
def view(officer):
    """Somebody detained, with no offence recorded yet."""
    return in_custody(officer)


def reasons_of(act, **facts) -> list[tuple[str | None, str]]:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return [(reason.field, reason.message) for reason in refused.value.reasons]


def answer(view):
    return may_a_sample_be_requested(lawful_basis_queries.case_facts(view, clock.now()))


def test_an_offence_is_kept_with_its_verdict_and_the_version_of_the_list(officer, view):
    (row,) = arrested_for(officer, view, "MDA71-5-2", drug="crack_cocaine", amount="3 wraps")
    assert (row.number, row.is_trigger_on_arrest, row.is_trigger_on_charge) == (1, True, False)
    assert row.law_version
    (line,) = offences_queries.offences_of(view.episode.id)
    assert line.label == "Possession of controlled drug · Misuse of Drugs Act 1971 s.5(2)"
    assert line.drug_name == "Crack cocaine"
    assert answer(view).verdict == "Yes, on arrest. No inspector needed"


def test_a_drug_that_is_not_known_yet_stops_a_test_and_not_the_record(officer, view):
    (row,) = arrested_for(officer, view, "MDA71-5-2", amount="3 wraps")
    assert (row.drug, row.is_trigger_on_arrest) == (None, False)
    (line,) = offences_queries.offences_of(view.episode.id)
    assert (line.drug_words, line.in_words) == ("Not known yet", f"{line.name} (drug not known yet)")
    assert "V-016" in answer(view).arrest.blocks
    assert answer(view).verdict == "Cannot say yet: 1 fact missing"
    reasons = reasons_of(testing_actions.record_test, by=officer, view=again(officer, view), record=a_test())
    assert stops("V-016").message in [message for _, message in reasons]


def test_the_drug_is_added_once_it_is_known_without_a_reason(officer, view):
    (row,) = arrested_for(officer, view, "MDA71-5-2")
    known = offences_rules.EnteredOffence(number=1, code="MDA71-5-2", drug="crack_cocaine", arrested_at=row.arrested_at)
    (after,) = offences_actions.record_offences(by=officer, view=again(officer, view), offences=(known,))
    assert after.is_trigger_on_arrest
    assert offences_queries.earlier_offences(view.episode.id)[0].correction_reason is None
    assert answer(view).arrest.tag is Tag.OPEN


def test_adding_a_charge_needs_no_reason_and_keeps_the_offence_the_same(officer, view):
    (row,) = arrested_for(officer, view)
    charged = offences_rules.EnteredOffence(
        number=1, code="TA68-1", arrested_at=row.arrested_at, charged_at=clock.now() - timedelta(minutes=1)
    )
    (after,) = offences_actions.record_offences(by=officer, view=view, offences=(charged,))
    assert (after.number, after.is_trigger_on_charge) == (1, True)
    (before,) = offences_queries.earlier_offences(view.episode.id)
    assert (before.superseded_by_id, before.correction_reason) == (after.id, None)
    assert answer(view).charge.tag is Tag.OPEN


def test_changing_or_taking_out_an_offence_asks_why_and_keeps_what_stood(officer, view):
    (row,) = arrested_for(officer, view)
    other = offences_rules.EnteredOffence(number=1, code="TA68-8", arrested_at=row.arrested_at)
    assert [
        field for field, _ in reasons_of(offences_actions.record_offences, by=officer, view=view, offences=(other,))
    ] == ["correction_reason"]
    offences_actions.record_offences(by=officer, view=view, offences=(other,), reason="It was robbery")
    (before,) = offences_queries.earlier_offences(view.episode.id)
    assert (before.code, before.correction_reason) == ("TA68-1", "It was robbery")
    added = offences_rules.EnteredOffence(code="TA68-22", arrested_at=row.arrested_at)
    offences_actions.record_offences(by=officer, view=view, offences=(added,), reason="Wrong person’s sheet")
    assert [(line.number, line.code) for line in offences_queries.offences_of(view.episode.id)] == [(2, "TA68-22")]


@pytest.mark.database
def test_saving_the_same_again_writes_nothing(officer, view):
    (row,) = arrested_for(officer, view)
    same = offences_rules.EnteredOffence(number=1, code="TA68-1", arrested_at=row.arrested_at)
    (after,) = offences_actions.record_offences(by=officer, view=view, offences=(same,))
    assert after.id == row.id


def test_an_offence_that_another_officer_took_out_makes_the_page_stale(officer, view):
    gone = offences_rules.EnteredOffence(number=7, code="TA68-1", arrested_at=view.detention.arrested_at)
    with pytest.raises(Stale):
        offences_actions.record_offences(by=officer, view=view, offences=(gone,))


def test_nothing_is_recorded_of_somebody_who_has_died(officer, view):
    people_actions.record_death(
        by=officer, person=view.person, died_at=clock.now() - timedelta(minutes=5), source=next(iter(DeathSource))
    )
    message = "This person has died. Open steps have ended and nothing will be sent."
    assert reasons_of(arrested_for, by=officer, view=again(officer, view)) == [(None, message)]
