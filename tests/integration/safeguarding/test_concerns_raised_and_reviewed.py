"""A concern is raised, reviewed by a deciding officer, and a disposal waits in between."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.signing import actions as disposals
from pathways.engagement.required_assessments import actions as engagement
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.safeguarding import actions, queries
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules.concerns import Agreed, ConcernFacts, ConcernKind, Passed, exploitation_signs
from pathways.vocabulary import Answer, Origin, YesNo
from tests import county, county_safeguarding
from tests.accepted import accepted
from tests.integration.disposals import plain_disposal
from tests.integration.hostile.typed import filled_in

SEEN = ConcernFacts(
    kinds=(ConcernKind.COUNTY_LINES,),
    signs=(exploitation_signs()["debt"],),
    immediate_danger=YesNo.NO,
    danger_done="",
    note="Owes 400",
)


def test_a_disposal_waits_for_the_review_and_goes_on_after_it(app):
    where = plain_disposal.with_facts(plain_disposal.scene())
    county_safeguarding.risks(where.officer, where.episode, exploitation=Answer.YES)
    row = county_safeguarding.concern(where.officer, where.episode)
    with pytest.raises(Refused, match="ANY-06"):
        plain_disposal.proposed(where)
    county_safeguarding.reviewed(where.sergeant, row)
    assert plain_disposal.proposed(where)


def test_a_concern_raised_after_the_proposal_stops_the_authority(app):
    where = plain_disposal.with_facts(plain_disposal.scene())
    proposal = plain_disposal.proposed(where)
    county_safeguarding.concern(where.officer, where.episode)
    with pytest.raises(Refused, match="ANY-06"):
        disposals.authorise(by=where.sergeant, disposal_id=proposal.id, reason=plain_disposal.BECAUSE)


def test_a_concern_is_reviewed_once(officer, decider, episode):
    row = county_safeguarding.concern(officer, episode)
    county_safeguarding.reviewed(decider, row)
    with pytest.raises(Stale, match="Somebody else reviewed"):
        county_safeguarding.reviewed(decider, row)


REVIEW = {"agreed": "not_asked", "passed_to": "police_team", "reason": county_safeguarding.WHY}


def test_what_a_colleague_records_of_the_disposal_meanwhile_stops_neither_a_concern_nor_its_review(client_of):
    where = plain_disposal.scene()
    officer, sergeant = client_of(where.officer_user, Role.CO), client_of(where.sergeant_user, Role.DM)
    page = f"/episodes/{where.episode.id}/safeguarding"
    typed = filled_in(officer, page, page) | {"kinds": "cuckooing", "signs": "debt", "immediate_danger": "no"}
    plain_disposal.with_facts(where)
    assert officer.send(page, typed).status_code == 302
    (row,) = queries.concerns_of(where.sergeant, where.episode.id)
    review = f"/safeguarding/{row.id}"
    decided = filled_in(sergeant, review, review) | REVIEW
    plain_disposal.with_facts(where, public_interest="yes")
    assert sergeant.send(review, decided).status_code == 302
    assert row.reviewed_by_id == where.sergeant.user_id


@pytest.mark.database
def test_of_two_who_hold_one_review_the_second_is_told_and_changes_nothing(client_of, officer, episode):
    row = county_safeguarding.concern(officer, episode)
    first, second = county.user(Role.DM), county.user(Role.DM)
    page = f"/safeguarding/{row.id}"
    late = client_of(second, Role.DM)
    decided = filled_in(late, page, page) | REVIEW
    assert client_of(first, Role.DM).post(page, REVIEW).status_code == 302
    answer = late.send(page, decided)
    assert answer.status_code == 200
    assert "Somebody else reviewed this concern" in answer.text
    assert row.reviewed_by_id == first.id


def test_a_review_that_the_rules_refuse_changes_nothing(officer, decider, episode):
    row = county_safeguarding.concern(officer, episode)
    with pytest.raises(Refused, match="has to agree"):
        county_safeguarding.reviewed(decider, row, passed_to=(Passed.NRM,), agreed=Agreed.NO)
    assert row.reviewed_at is None


def test_a_review_is_stored_whole_or_not_at_all(db, officer, episode):
    row = county_safeguarding.concern(officer, episode)
    row.reviewed_at = clock.now()
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_officer_reads_what_they_raised_and_a_decision_maker_all_of_the_force(officer, decider, episode):
    row = county_safeguarding.concern(officer, episode)
    assert queries.concerns_of(officer, episode.id) == (row,)
    assert queries.concerns_of(county.officer(), episode.id) == ()
    assert queries.concerns_of(decider, episode.id) == (row,)


def test_another_force_neither_opens_nor_lists_it(officer, episode):
    row = county_safeguarding.concern(officer, episode)
    other = county.viewer_of(county.user(Role.DM, of=county.force("Humberside Police")))
    assert queries.waiting(other).rows == ()
    with pytest.raises(OutOfSight):
        queries.concern(other, row.id)


def test_what_a_provider_raises_goes_to_the_force_that_brought_the_person(the_clock, app):
    case = accepted(the_clock)
    row = engagement.raise_concern(by=case.worker, referral_id=case.referral.id, facts=SEEN)
    decider = county.viewer_of(county.user(Role.DM))
    assert [line.concern_id for line in queries.waiting(decider).rows] == [row.id]
    assert row.organisation_id == case.worker.organisation_id
    assert queries.exploitation_of(case.referral.episode_id).waits


@pytest.mark.database
def test_of_somebody_who_came_by_themselves_the_force_of_the_county_is_told_and_of_two_one_is_chosen(app):
    county.suite("Lincoln"), county.suite("Mansfield", of=county.force("Nottinghamshire Police"))
    worker = county.viewer_of(county.user(Role.TW))
    came = county.episode(by=worker, origin=Origin.SELF)
    concern = actions.raise_concern(by=worker, episode=came, facts=SEEN, near=("Mansfield", "Lincoln"))
    assert concern.force_id == county.force("Nottinghamshire Police").id
    with pytest.raises(Refused) as refused:
        actions.raise_concern(by=worker, episode=came, facts=SEEN, near=("Louth",))
    assert [reason.field for reason in refused.value.reasons] == ["force"]
    chosen = replace(SEEN, force_id=county.force().id)
    assert actions.raise_concern(by=worker, episode=came, facts=chosen, near=("Louth",)).force_id == county.force().id


def test_a_worker_raises_it_on_the_page_after_what_police_are_not_told_of(the_clock, client_of):
    case = accepted(the_clock)
    case.comes_to_the_first()  # moves the number of the service's forms, and not that of the police's
    page = f"/cases/{case.referral.id}/safeguarding"
    typed = {"kinds": "county_lines", "signs": "debt", "immediate_danger": "no"}
    assert client_of(case.worker_user, Role.TW).post(page, typed).status_code == 302
    assert queries.exploitation_of(case.referral.episode_id).waits


def test_a_provider_that_did_not_accept_the_person_raises_and_reads_nothing(the_clock, app):
    case = accepted(the_clock)
    other = county.viewer_of(county.user(Role.TW, of=county.provider("Coastline Recovery")))
    with pytest.raises(OutOfSight):
        engagement.raise_concern(by=other, referral_id=case.referral.id, facts=SEEN)


def test_the_reviewed_concern_leaves_the_list(db, officer, decider, episode):
    urgent = county_safeguarding.concern(officer, episode, immediate_danger=YesNo.YES, danger_done="Rang 999")
    later = county_safeguarding.concern(officer, county.episode(by=officer))
    assert [line.row for line in queries.waiting(decider).rows] == [urgent, later]
    county_safeguarding.reviewed(decider, urgent)
    assert [line.row for line in queries.waiting(decider).rows] == [later]
    assert db.session.get_one(Concern, urgent.id).passed_to == ["police_team"]
