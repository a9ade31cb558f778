"""An oral authority afterwards: its giver confirms it in writing, or says that it is not what they said."""

from pathways import audit, clock
from pathways.arrest_tests.actions.holds import hold_record
from pathways.arrest_tests.models import Authority
from pathways.arrest_tests.queries import case_facts, every_authority, hold_of, tests_of
from pathways.arrest_tests.rules import may_a_sample_be_requested
from pathways.arrest_tests.rules.authorising import confirming_faults, disowning_faults
from pathways.arrest_tests.rules.holds import HoldState
from pathways.arrest_tests.rules.severities import holding, once_it_has_happened
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight
from pathways.store import db


def confirm_authority(
    *, by: Viewer, view: EpisodeView, authority_id: int, seen_version: int | None = None
) -> Authority:
    """The officer who gave it orally confirms it in writing (s.63C(2)). Raises OutOfSight, Refused, Stale."""
    authority = _held(by, view, authority_id, seen_version)
    is_theirs, was_disowned = authority.given_by_id == by.user_id, authority.disowned_at is not None
    refuse_if(confirming_faults(is_theirs=is_theirs, was_disowned=was_disowned))
    if authority.confirmed_in_writing_at is None:
        authority.confirmed_in_writing_at = clock.now()
        db.session.flush()
        audit.change(by, view.person.id, "test.authority.confirmed", ("authority", authority.id))
    return authority


def disown_authority(
    *, by: Viewer, view: EpisodeView, authority_id: int, words: str, seen_version: int | None = None
) -> Authority:
    """The officer whose oral authority was recorded says that it is not what they said, and what they did say.

    It is no authority then. A sample that rests on it alone is held for an inspector (V-010); a test without a sample
    needs an authority again, and whoever wants one asks anew. Raises OutOfSight, Refused, Stale.
    """
    authority = _held(by, view, authority_id, seen_version)
    is_theirs, is_confirmed = authority.given_by_id == by.user_id, authority.confirmed_in_writing_at is not None
    refuse_if(disowning_faults(is_theirs=is_theirs, is_confirmed=is_confirmed, words=words))
    if authority.disowned_at is None:
        authority.disowned_at, authority.disowned_words = clock.now(), words.strip()
        db.session.flush()
        audit.change(by, view.person.id, "test.authority.disowned", ("authority", authority.id))
        hold_what_rests_on(by, view, "V-010", f"{by.name} says that the oral authority is not what they said")
    return authority


def hold_what_rests_on(by: Viewer, view: EpisodeView, rule: str, what_happened: str) -> None:
    """Hold each sample that meets this rule as the authorities stand now: one was given after the sample was asked for
    (V-013), or there is none (V-010)."""
    for test in tests_of(view.episode.id):
        hold = hold_of(test.id)
        if test.requested_at is None or test.taken_at is None or (hold and hold.state is HoldState.VOIDED):
            continue
        case = case_facts(
            view,
            test.requested_at,
            warned_at=test.warned_at,
            told_at=test.warned_at,
            adult_present=True,
            without_test=test.id,
        )
        route = next(route for route in may_a_sample_be_requested(case).routes if route.route is test.route)
        found = holding(once_it_has_happened(finding for finding in route.blocking if finding.rule == rule))
        if found:
            hold_record(by=by, view=view, test=test, found=found, what_happened=what_happened)


def _held(by: Viewer, view: EpisodeView, authority_id: int, seen_version: int | None) -> Authority:
    hold_the_living(by, view.person, seen_version)
    authority = next((one for one in every_authority(view.episode.id) if one.id == authority_id), None)
    if authority is None:
        raise OutOfSight
    return authority
