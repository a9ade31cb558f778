"""A sample taken on arrest is treated as taken on charge once the charge condition is met in the same detention."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Rank, Role
from pathways.law.rules.findings import ClosedAs
from pathways.people.custody.actions import release
from pathways.people.leaving_custody.rules import NotDone, reasons_left_open
from pathways.people.rules import ReleaseType
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import GROUNDS, a_test, again, arrested_for
from tests.integration.arrest_tests.held_scenes import as_it_happened
from tests.integration.arrest_tests.testing.test_drug_test_pages import address_of_test
from tests.papers import words_of

MINUTE = timedelta(minutes=1)
LEFT = NotDone(
    why=dict.fromkeys(
        ("arrest", "assessment", "disposal", "needs", "referral", "leaving"), reasons_left_open()["later"]
    )
)


@pytest.fixture
def sampled(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    return again(officer, view)


def charge(officer, view, at=None, code="TA68-1", reason="", **changes):
    row = offences_queries.offence_rows(view.episode.id)[0]
    facts = {"arrested_at": row.arrested_at, "charged_at": at or clock.now()} | changes
    entry = offences_rules.EnteredOffence(number=row.number, code=code, **facts)
    return offences_actions.record_offences(by=officer, view=again(officer, view), offences=(entry,), reason=reason)


def moment(view):
    test = testing_queries.deciding_test(view.episode.id)
    return test.treated_as_charge_at


def test_it_is_stored_with_its_moment_when_the_charge_is_recorded(officer, sampled, the_clock):
    assert moment(sampled) is None
    charged_at = clock.now()
    the_clock.advance(20 * MINUTE)
    charge(officer, sampled, charged_at)
    test = testing_queries.deciding_test(sampled.episode.id)
    assert (test.treated_as_charge_at, test.treated_as_charge_recorded_at) == (charged_at, clock.now())


def test_a_charge_recorded_before_the_sample_counts_from_the_sample(officer, view):
    second = offences_rules.EnteredOffence(
        code="TA68-8", arrested_at=view.detention.arrested_at, charged_at=clock.now() - 30 * MINUTE
    )
    row = offences_queries.offence_rows(view.episode.id)[0]
    offences_actions.record_offences(by=officer, view=view, offences=(offences_actions.entered(row), second))
    test = testing_actions.record_test(by=officer, view=again(officer, view), record=a_test())
    assert test.treated_as_charge_at == test.taken_at


def test_a_postal_charge_after_the_release_does_not_make_it_so(officer, sampled, the_clock):
    release(
        by=officer,
        episode=sampled.episode,
        released_at=clock.now(),
        release_type=ReleaseType.WITHOUT_BAIL,
        not_done=LEFT,
    )
    the_clock.advance(timedelta(days=9))
    charge(officer, sampled)
    assert moment(sampled) is None


def test_a_charge_before_the_release_that_is_typed_in_after_it_counts(officer, sampled, the_clock):
    charged_at = clock.now()
    the_clock.advance(5 * MINUTE)
    release(
        by=officer,
        episode=sampled.episode,
        released_at=clock.now(),
        release_type=ReleaseType.CHARGED_BAIL,
        not_done=LEFT,
    )
    the_clock.advance(5 * MINUTE)
    charge(officer, sampled, charged_at)
    assert moment(sampled) == charged_at


def test_a_dropped_charge_does_not_undo_it_and_a_corrected_sample_keeps_it(officer, sampled, the_clock):
    charged_at = clock.now()
    charge(officer, sampled)
    the_clock.advance(10 * MINUTE)
    charge(officer, sampled, charged_at, closed_at=clock.now(), closed_as=ClosedAs.NO_FURTHER_ACTION)
    assert moment(sampled) == charged_at
    testing_actions.correct_test(
        by=officer,
        view=again(officer, sampled),
        record=a_test(medicine="Codeine", has_medicine=True),
        reason="Misheard",
    )
    assert moment(sampled) == charged_at
    as_it_happened(officer, sampled, a_test())
    assert moment(sampled) == charged_at


def test_a_charge_that_never_was_is_mended_with_it(officer, sampled):
    charge(officer, sampled)
    row = offences_queries.offence_rows(sampled.episode.id)[0]
    entry = offences_rules.EnteredOffence(number=row.number, code=row.code, arrested_at=row.arrested_at)
    offences_actions.record_offences(
        by=officer, view=again(officer, sampled), offences=(entry,), reason="It was the other prisoner who was charged"
    )
    assert moment(sampled) is None


def test_a_charge_with_no_trigger_needs_an_authority_of_the_same_detention(officer, sampled, the_clock):
    charge(officer, sampled, code="TA78-3", reason="He drove off, he did not steal")
    assert moment(sampled) is None
    the_clock.advance(10 * MINUTE)
    inspector = county.viewer_of(county.user(Role.CO, rank=Rank.INSPECTOR))
    (offence,) = offences_queries.offence_rows(sampled.episode.id)
    authority_actions.give_authority(
        by=inspector, view=again(officer, sampled), offence_id=offence.id, given_by_id=inspector.user_id,
        mode=AuthorityMode.WRITTEN, grounds=GROUNDS, given_at=clock.now(),
    )  # fmt: skip
    assert moment(sampled) == clock.now()


def test_the_page_and_the_record_of_the_test_print_the_moment(desk):
    from tests.integration.arrest_tests.custody_scenes import in_custody

    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    testing_actions.record_test(by=officer, view=again(officer, view), record=a_test())
    assert "treated as taken on charge" not in client.get(address_of_test(view)).text
    charge(officer, view)
    page = client.get(address_of_test(view)).text
    assert "treated as taken on charge" in page
    assert "Treated as taken on charge" in page
    paper = words_of(client.get(f"{address_of_test(view)}/record.pdf").data)
    assert "Yes, since 25 November 2026 at 03:12 (PACE 1984 s.63B(5B))" in paper


@pytest.mark.parametrize("changes", [{"treated_as_charge_at": None}, {"treated_as_charge_recorded_at": None}])
def test_the_moment_and_when_it_was_recorded_stand_together(officer, sampled, changes):
    charge(officer, sampled)
    test = testing_queries.deciding_test(sampled.episode.id)
    for field, value in changes.items():
        setattr(test, field, value)
    with pytest.raises(IntegrityError, match="treated_as_charge_whole"):
        db.session.flush()
    db.session.rollback()
