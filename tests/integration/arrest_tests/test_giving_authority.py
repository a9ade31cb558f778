"""The inspector's authority: of rank, for one offence, before the request."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Rank, Role
from pathways.refusals import Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import GROUNDS, arrested_for, in_custody


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


def an_authority(by, view, **changes):
    (line,) = offences_queries.offences_of(view.episode.id)
    facts = {
        "by": by,
        "view": view,
        "offence_id": line.id,
        "given_by_id": by.user_id,
        "mode": AuthorityMode.WRITTEN,
        "grounds": GROUNDS,
        "given_at": clock.now() - timedelta(minutes=5),
    }
    return facts | changes


def test_an_inspector_opens_the_route_for_an_offence_that_is_no_trigger(officer, view):
    arrested_for(officer, view, "TA78-3")
    assert answer(view).arrest.tag is Tag.NEEDS_AUTHORITY
    inspector = county.officer(Rank.INSPECTOR)
    given = authority_actions.give_authority(**an_authority(inspector, view))
    assert (given.rank, given.confirmed_in_writing_at) == (Rank.INSPECTOR, given.recorded_at)
    assert answer(view).arrest.tag is Tag.OPEN
    assert "V-015" in answer(view).arrest.blocks


def test_a_constable_cannot_authorise_and_is_told_so_by_the_name_of_the_rank(officer, view):
    arrested_for(officer, view, "TA78-3")
    constable = county.officer(Rank.CONSTABLE)
    ((field, message),) = reasons_of(authority_actions.give_authority, **an_authority(constable, view))
    assert field == "given_by_id"
    assert ("inspector" in message, "Constable" in message) == (True, True)


def test_the_rank_is_that_of_the_day_the_authority_was_given(officer, view):
    arrested_for(officer, view, "TA78-3")
    promoted = county.user(Role.CO, rank=Rank.SERGEANT)
    viewer = county.viewer_of(promoted)
    assert (
        "Sergeant cannot authorise" in reasons_of(authority_actions.give_authority, **an_authority(viewer, view))[0][1]
    )


def test_an_oral_authority_may_be_recorded_for_the_inspector_who_confirms_it(officer, view):
    arrested_for(officer, view, "TA78-3")
    inspector = county.officer(Rank.INSPECTOR)
    facts = an_authority(officer, view, given_by_id=inspector.user_id)
    assert [field for field, _ in reasons_of(authority_actions.give_authority, **facts)] == ["mode"]
    given = authority_actions.give_authority(**facts | {"mode": AuthorityMode.ORAL})
    assert given.confirmed_in_writing_at is None
    with pytest.raises(Refused, match="Only the officer who gave"):
        authority_actions.confirm_authority(by=officer, view=view, authority_id=given.id)
    assert authority_actions.confirm_authority(by=inspector, view=view, authority_id=given.id).confirmed_in_writing_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grounds": "a user"}, "grounds"),
        ({"given_at": timedelta(minutes=1)}, "given_at"),
        ({"given_at": timedelta(hours=-9)}, "given_at"),
        ({"told_at": timedelta(minutes=-9)}, "told_at"),
    ],
)
def test_what_an_authority_must_be(officer, view, changes, field):
    arrested_for(officer, view, "TA78-3")
    inspector = county.officer(Rank.INSPECTOR)
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    assert field in [
        named for named, _ in reasons_of(authority_actions.give_authority, **an_authority(inspector, view, **moved))
    ]


def test_an_authority_falls_away_when_the_offence_turns_out_to_be_another(officer, view):
    (row,) = arrested_for(officer, view, "TA78-3")
    authority_actions.give_authority(**an_authority(county.officer(Rank.INSPECTOR), view))
    other = offences_rules.EnteredOffence(number=1, code="OAPA61-47", arrested_at=row.arrested_at)
    offences_actions.record_offences(by=officer, view=view, offences=(other,), reason="It was an assault")
    assert answer(view).arrest.tag is Tag.NEEDS_AUTHORITY


def test_a_refusal_for_one_offence_leaves_a_trigger_offence_that_waits_for_the_appropriate_adult(officer):
    waiting = in_custody(officer, needs_appropriate_adult=True)
    at = waiting.detention.arrested_at
    entries = [offences_rules.EnteredOffence(code=code, arrested_at=at) for code in ("TA68-1", "TA78-3")]
    offences_actions.record_offences(by=officer, view=waiting, offences=entries)
    assert answer(waiting).arrest.tag is Tag.NEEDS_INFORMATION
    (_, other) = offences_queries.offences_of(waiting.episode.id)
    authority_actions.refuse_authority(
        by=officer,
        view=waiting,
        offence_id=other.id,
        refused_by_id=county.officer(Rank.INSPECTOR).user_id,
        mode=AuthorityMode.ORAL,
        reason="Nothing links it to a drug",
        refused_at=clock.now(),
    )
    assert testing_queries.deciding_test(waiting.episode.id) is None


def test_a_suite_without_a_notification_on_the_day_takes_no_sample(officer, app):
    episode, _ = county.detained(by=officer)
    from pathways.people.custody import queries as people

    view = people.episode(officer, episode.id)
    arrested_for(officer, view)
    assert answer(view).arrest.blocks == ("V-003", "V-014")
