"""What staff do with a person: add, correct, record a death, merge. Every change is audited with it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import AuditChain, AuditEvent
from pathways.people import queries as people_queries
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.deaths.rules import DEAD
from pathways.people.identity import actions as identity_actions
from pathways.people.identity import queries as identity_queries
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import AgeEvidence, DeathSource, NoneOfThese
from pathways.refusals import Refused, Stale
from pathways.store.base import db
from pathways.vocabulary import Origin, Sex

PLAIN = PersonFacts(
    surname="Rawcliffe",
    given_names="Dean",
    date_of_birth=date(1991, 6, 9),
    age_evidence=AgeEvidence.DOCUMENTED,
    sex=Sex.MALE,
)
STREET = EpisodeFacts(origin=Origin.STREET, came_on=date(2026, 11, 25))


@pytest.fixture
def dean(officer):
    return identity_actions.add_person(by=officer, facts=PLAIN)


def events_of(person) -> list[tuple[str, dict]]:
    statement = select(AuditEvent).join(AuditChain).where(AuditChain.person_id == person.id)
    rows = db.session.scalars(statement.order_by(AuditEvent.position))
    return [(row.action, json.loads(row.payload)) for row in rows]


def refusal(act, **facts) -> list[tuple[str | None, str]]:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return [(reason.field, reason.message) for reason in refused.value.reasons]


def test_a_new_person_has_live_details_and_a_first_event(officer, dean):
    details = identity_queries.details_of(dean.id)
    assert (details.full_name, details.recorded_by_id) == ("Dean Rawcliffe", officer.user_id)
    assert events_of(dean) == [("person.created", {"like": [], "why": None})]


def test_somebody_like_a_person_already_known_is_added_only_with_the_reason(officer, dean):
    ((field, message),) = refusal(identity_actions.add_person, by=officer, facts=PLAIN)
    assert field == "none_of_these"
    assert "none of the people found" in message
    twin = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.CHECKED)
    assert twin.none_of_these is NoneOfThese.CHECKED
    assert events_of(twin) == [("person.created", {"like": [dean.id], "why": "checked"})]


def test_a_reason_is_not_kept_where_nobody_was_like_them(officer):
    assert identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.CHECKED).none_of_these is None


def test_impossible_details_are_refused_all_at_once(officer):
    facts = replace(PLAIN, surname="--", date_of_birth=date(2026, 11, 26), pnc_id="/")
    assert [field for field, _ in refusal(identity_actions.add_person, by=officer, facts=facts)] == [
        "surname",
        "pnc_id",
        "date_of_birth",
    ]


def test_a_correction_keeps_what_stood_before_with_its_reason(officer, dean):
    facts = replace(PLAIN, date_of_birth=date(1991, 9, 6))
    identity_actions.correct_details(by=officer, person=dean, facts=facts, reason="Day and month swapped")
    (before,) = identity_queries.earlier_details(dean.id)
    now = identity_queries.details_of(dean.id)
    assert now.date_of_birth == date(1991, 9, 6)
    assert (before.date_of_birth, before.correction_reason) == (PLAIN.date_of_birth, "Day and month swapped")
    assert (before.superseded_by_id, before.superseded_at) == (now.id, clock.now())
    assert events_of(dean)[-1] == ("person.updated", {"fields": ["date_of_birth"], "details": now.id})


def test_a_correction_says_why(officer, dean):
    facts = replace(PLAIN, surname="Radcliffe")
    ((field, _),) = refusal(identity_actions.correct_details, by=officer, person=dean, facts=facts)
    assert field == "correction_reason"
    assert identity_queries.earlier_details(dean.id) == ()


def test_filling_a_blank_needs_no_reason(officer, dean):
    identity_actions.correct_details(by=officer, person=dean, facts=replace(PLAIN, pnc_id="09/184473K"))
    assert identity_queries.details_of(dean.id).pnc_id == "09/184473K"


def test_a_correction_that_changes_nothing_is_refused(officer, dean):
    ((_, message),) = refusal(identity_actions.correct_details, by=officer, person=dean, facts=PLAIN, reason="None")
    assert message.startswith("Nothing here differs")


def test_a_form_made_before_somebody_else_changed_the_record_is_stale(officer, dean):
    seen = audit.version_of(dean.id)
    identity_actions.correct_details(
        by=officer, person=dean, facts=replace(PLAIN, pnc_id="09/184473K"), seen_version=seen
    )
    facts = replace(PLAIN, surname="Radcliffe")
    with pytest.raises(Stale):
        identity_actions.correct_details(by=officer, person=dean, facts=facts, reason="Misheard", seen_version=seen)


def test_a_look_makes_no_form_stale(officer, dean):
    seen = audit.version_of(dean.id)
    audit.look(officer, dean.id, "person.viewed", ("person", dean.id))
    identity_actions.correct_details(
        by=officer, person=dean, facts=replace(PLAIN, pnc_id="09/184473K"), seen_version=seen
    )


def test_a_death_is_recorded_once_with_its_moment_and_source(officer, dean):
    died = clock.now() - timedelta(hours=3)
    identity_actions.record_death(by=officer, person=dean, died_at=died, source=DeathSource.HOSPITAL)
    assert (dean.died_at, dean.death_source) == (died, DeathSource.HOSPITAL)
    assert (dean.death_recorded_at, dean.death_recorded_by_id) == (clock.now(), officer.user_id)
    again = {"by": officer, "person": dean, "died_at": clock.now(), "source": DeathSource.FAMILY}
    assert refusal(identity_actions.record_death, **again) == [(None, "This death is already recorded")]
    assert dean.died_at == died


def test_a_death_in_the_future_is_refused(officer, dean):
    ((field, _),) = refusal(
        identity_actions.record_death,
        by=officer,
        person=dean,
        died_at=clock.now() + timedelta(minutes=1),
        source=DeathSource.POLICE,
    )
    assert field == "died_at"
    assert dean.died_at is None


def test_nothing_is_opened_for_somebody_who_has_died_but_their_details_may_be_corrected(officer, dean):
    identity_actions.record_death(by=officer, person=dean, died_at=clock.now(), source=DeathSource.CORONER)
    reasons = refusal(custody_actions.open_episode, by=officer, person=dean, facts=STREET)
    assert reasons == [(None, DEAD)]
    identity_actions.correct_details(
        by=officer, person=dean, facts=replace(PLAIN, given_names="Deano"), reason="Coroner"
    )


def test_merging_keeps_both_records_and_reads_them_as_one(officer, dean):
    twin = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.NOT_CHECKED)
    first = custody_actions.open_episode(by=officer, person=dean, facts=STREET)
    second = custody_actions.open_episode(by=officer, person=twin, facts=STREET)
    identity_actions.merge(by=officer, keep=dean, away=twin, reason="Same fingerprints")
    assert twin.merged_into_id == dean.id
    assert people_queries.person(officer, twin.id) is dean
    assert custody_queries.episode(officer, second.id).person is dean
    assert {line.episode.id for line in custody_queries.history(officer, dean.id)} == {first.id, second.id}
    assert identity_queries.details_of(twin.id).person_id == dean.id
    assert events_of(dean)[-1] == events_of(twin)[-1] == ("person.merged", {"keep": dean.id, "away": twin.id})
    assert len(list(db.session.scalars(select(PersonDetails).where(PersonDetails.superseded_at.is_(None))))) == 2


def test_after_several_merges_one_step_leads_to_the_record_that_stays(officer, dean):
    second = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.NOT_CHECKED)
    third = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.NOT_CHECKED)
    identity_actions.merge(by=officer, keep=second, away=third, reason="Same fingerprints")
    identity_actions.merge(by=officer, keep=dean, away=second, reason="Same fingerprints")
    assert (second.merged_into_id, third.merged_into_id) == (dean.id, dean.id)
    assert identity_queries.record_ids_of(dean.id) == (dean.id, second.id, third.id)


def test_a_death_known_of_either_record_is_known_of_the_one_that_stays(officer, dean):
    twin = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.NOT_CHECKED)
    identity_actions.record_death(by=officer, person=twin, died_at=clock.now(), source=DeathSource.POLICE)
    identity_actions.merge(by=officer, keep=dean, away=twin, reason="Same fingerprints")
    assert (dean.died_at, dean.death_source) == (twin.died_at, DeathSource.POLICE)


def test_a_merge_needs_two_records_a_reason_and_nothing_merged_before(officer, dean):
    twin = identity_actions.add_person(by=officer, facts=PLAIN, none_of_these=NoneOfThese.NOT_CHECKED)
    assert (
        refusal(identity_actions.merge, by=officer, keep=dean, away=dean, reason="Same")[0][1]
        == "Choose two different records"
    )
    assert refusal(identity_actions.merge, by=officer, keep=dean, away=twin, reason=" ")[0][0] == "reason"
    identity_actions.merge(by=officer, keep=dean, away=twin, reason="Same fingerprints")
    assert "merged already" in refusal(identity_actions.merge, by=officer, keep=dean, away=twin, reason="Again")[0][1]


def test_the_log_never_holds_a_name_or_a_birth_date(officer, dean):
    identity_actions.correct_details(
        by=officer, person=dean, facts=replace(PLAIN, surname="Radcliffe"), reason="Misheard"
    )
    payloads = " ".join(str(payload) for _, payload in events_of(dean))
    assert "cliffe" not in payloads
    assert "1991" not in payloads


def test_every_person_added_is_one_row(officer, dean):
    assert list(db.session.scalars(select(Person))) == [dean]
