"""V-001 to V-027, and V-056, on a page: whether a sample may be asked for, and how long anybody is kept for one."""

from dataclasses import replace
from datetime import date
from typing import Any

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.held_records.rules import Difference
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Rank
from pathways.law.rules.findings import ClosedAs, SampleCondition, SampleRoute
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView, detention_facts, detention_of
from pathways.people.identity import actions as identity_actions
from pathways.people.leaving_custody import actions as leaving_custody_actions
from pathways.people.leaving_custody.rules import LeavingFacts
from pathways.people.rules import AgeEvidence, DeathSource, Presence, ReleaseType
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
    again,
    arrested_for,
    boxes,
    in_custody,
    notified,
)
from tests.integration.arrest_tests.firing import DAY, HOUR, MINUTE, Stage, fires
from tests.integration.arrest_tests.held_scenes import as_it_happened
from tests.integration.arrest_tests.testing.test_drug_test_pages import positive

NOTHING_SAID = frozenset[Difference]()


def young(stage: Stage, born: date, *, is_charged: bool = False, **more: Any) -> EpisodeView:
    """Somebody of an age, held for theft."""
    someone = county.person("Skelling", "Jade", by=stage.officer, born=born, **more)
    notified()
    episode, detention = county.detained(someone, by=stage.officer)
    view = people.episode(stage.officer, episode.id)
    arrested_for(stage.officer, view, charged_at=detention.arrived_at if is_charged else None)
    return again(stage.officer, view)


def authorise(stage: Stage, view: EpisodeView, **changes: Any) -> Any:
    by = changes.pop("by", None) or stage.senior()
    facts = {
        "by": by, "view": again(stage.officer, view), "offence_id": queries.offence_rows(view.episode.id)[0].id,
        "given_by_id": by.user_id, "mode": AuthorityMode.WRITTEN, "grounds": GROUNDS, "given_at": clock.now(),
    }  # fmt: skip
    return authority_actions.give_authority(**facts | changes)


@fires("V-001")
def held_for_no_offence(stage: Stage) -> None:
    view = stage.detained()
    facts = replace(detention_facts(detention_of(view.episode.id)), presence=Presence.RECALL)
    custody_actions.correct_detention(by=stage.officer, episode=view.episode, facts=facts, reason="A recall to prison")
    stage.answer(view)


@fires("V-002")
def not_seen_by_the_custody_officer(stage: Stage) -> None:
    view = stage.detained()
    detention_of(view.episode.id).custody_officer_seen_at = None
    db.session.commit()
    stage.answer(view)


@fires("V-003")
def a_station_that_is_not_notified(stage: Stage) -> None:
    episode, _ = county.detained(by=stage.officer)
    view = people.episode(stage.officer, episode.id)
    arrested_for(stage.officer, view)
    stage.answer(view)


@fires("V-004")
def a_charge_where_arrests_alone_are_notified(stage: Stage) -> None:
    notified(routes=[SampleRoute.ARREST.value])
    episode, detention = county.detained(by=stage.officer)
    view = people.episode(stage.officer, episode.id)
    arrested_for(stage.officer, view, charged_at=detention.arrived_at)
    stage.answer(view)


@fires("V-005")
def seventeen_on_arrest(stage: Stage) -> None:
    stage.answer(young(stage, date(2009, 6, 9)))


@fires("V-006")
def twelve_after_a_charge(stage: Stage) -> None:
    stage.answer(young(stage, date(2014, 6, 9), is_charged=True))


@fires("V-007")
def an_adult_who_is_not_here(stage: Stage) -> None:
    stage.answer(stage.detained(needs_appropriate_adult=True))


@fires("V-008")
def an_age_that_is_only_said(stage: Stage) -> None:
    stage.answer(young(stage, date(2008, 6, 9), age_evidence=AgeEvidence.SELF_DECLARED))


@fires("V-009")
def an_offence_that_is_closed(stage: Stage) -> None:
    stage.answer(stage.detained(about={"closed_at": clock.now(), "closed_as": ClosedAs.DE_ARRESTED}))


@fires("V-010")
def an_offence_that_is_no_trigger(stage: Stage) -> None:
    stage.answer(stage.detained("TA78-3"))


@fires("V-011")
def a_sergeant_who_authorises(stage: Stage) -> None:
    view, sergeant = stage.detained("TA78-3"), stage.senior(Rank.SERGEANT)
    facts = {"by": sergeant, "offence_id": queries.offence_rows(view.episode.id)[0].id, "grounds": GROUNDS}
    about = {"given_by_id": sergeant.user_id, "mode": AuthorityMode.WRITTEN, "given_at": clock.now()}
    stage.refused(authority_actions.give_authority, view=view, **facts, **about)


@fires("V-012")
def grounds_of_one_word(stage: Stage) -> None:
    view, inspector = stage.detained("TA78-3"), stage.senior()
    facts = {"by": inspector, "offence_id": queries.offence_rows(view.episode.id)[0].id, "grounds": "Drugs"}
    about = {"given_by_id": inspector.user_id, "mode": AuthorityMode.WRITTEN, "given_at": clock.now()}
    stage.refused(authority_actions.give_authority, view=view, **facts, **about)


@fires("V-013")
def an_authority_after_the_sample(stage: Stage) -> None:
    view = stage.detained("TA78-3")
    as_it_happened(stage.officer, view, a_test(), differences=NOTHING_SAID)
    authorise(stage, view)
    stage.test(view)


@fires("V-013a")
def an_oral_authority_never_written_down(stage: Stage) -> None:
    view = stage.detained("TA78-3", arrested_at=clock.now() - 5 * HOUR)
    given_at = clock.now() - 3 * HOUR
    authorise(stage, view, mode=AuthorityMode.ORAL, given_at=given_at, told_at=given_at)
    stage.answer(view)


@fires("V-014")
def a_sample_without_the_warning(stage: Stage) -> None:
    stage.test(stage.detained(), positive(clock.now()) | {"all_said": "not_all"})


@fires("V-015")
def an_authority_nobody_told_of(stage: Stage) -> None:
    view = stage.detained("TA78-3")
    authorise(stage, view)
    stage.answer(view)


@fires("V-016")
def a_drug_not_known_yet(stage: Stage) -> None:
    stage.answer(stage.detained("MDA71-5-2"))


@fires("V-017")
def a_drug_that_is_not_specified(stage: Stage) -> None:
    stage.answer(stage.detained("MDA71-5-2", about={"drug": "cannabis"}))


@fires("V-018")
def a_second_sample(stage: Stage) -> None:
    view = stage.detained()
    testing_actions.record_test(by=stage.officer, view=view, record=a_test())
    stage.answer(view)


@fires("V-019")
def kept_for_a_sample_past_24_hours(stage: Stage) -> None:
    view = stage.detained()
    facts = LeavingFacts(decision=ReleaseType.ON_BAIL, decided_at=clock.now(), held_only_for_sample=True)
    leaving_custody_actions.plan_release(by=stage.officer, episode=view.episode, facts=facts)
    stage.clock.set(view.detention.arrived_at + DAY + MINUTE)
    stage.client = stage.client_of(stage.user, stage.officer.role)
    stage.answer(view)


@fires("V-019a")
def kept_for_a_sample_without_bail(stage: Stage) -> None:
    view = stage.detained()
    as_it_happened(stage.officer, view, a_test(), Difference.KEPT_WITHOUT_BAIL)
    stage.test(view)


@fires("V-020")
def kept_for_a_sample_7_hours_after_the_charge(stage: Stage) -> None:
    view = stage.detained(arrested_at=clock.now() - 9 * HOUR, about={"charged_at": clock.now() - 7 * HOUR})
    as_it_happened(stage.officer, view, a_test(), Difference.KEPT_TOO_LONG)
    stage.test(view)


@fires("V-021")
def a_first_offence_of_the_day_before(stage: Stage) -> None:
    began = clock.now() - 26 * HOUR
    view = in_custody(stage.officer, arrested_at=began)
    theft = offences_rules.EnteredOffence(
        code="TA68-1", arrested_at=began, closed_at=clock.now(), closed_as=ClosedAs.NO_FURTHER_ACTION
    )
    away = offences_rules.EnteredOffence(code="TA78-3", arrested_at=clock.now() - HOUR)
    offences_actions.record_offences(by=stage.officer, view=view, offences=(theft, away))
    stage.answer(view)


@fires("V-022")
def a_taker_who_may_not(stage: Stage) -> None:
    view = stage.detained()
    as_it_happened(stage.officer, view, a_test(), Difference.NOT_PRESCRIBED)
    stage.test(view)


@fires("V-023")
def a_cartridge_out_of_date(stage: Stage) -> None:
    view = stage.detained()
    as_it_happened(stage.officer, view, a_test(), Difference.EXPIRED_LOT)
    stage.test(view)


@fires("V-024")
def a_sample_by_force(stage: Stage) -> None:
    view = stage.detained()
    typed = {"differences": ["force_used"], "what_happened": "PC Ward held his arm still while the swab was taken"}
    stage.sees(f"/episodes/{view.episode.id}/test/happened", positive(clock.now()) | typed)


@fires("V-025")
def a_refusal_without_the_warning(stage: Stage) -> None:
    view = stage.detained()
    asked = boxes("requested_at", clock.now() - 15 * MINUTE)
    stage.test(view, {"all_said": "not_all", "outcome": "refused", "refusal_words": "No chance"} | asked)
    stage.test(view)


@fires("V-026")
def good_cause_without_its_words(stage: Stage) -> None:
    stage.test(stage.detained(), positive(clock.now()) | {"outcome": "could_not"})


@fires("V-027")
def a_result_of_a_spoiled_sample(stage: Stage) -> None:
    stage.test(stage.detained(), positive(clock.now()) | {"sample_condition": SampleCondition.INSUFFICIENT.value})


@fires("V-056")
def an_offence_of_somebody_who_died(stage: Stage) -> None:
    view = stage.detained()
    died = {"died_at": clock.now(), "source": DeathSource.HOSPITAL}
    identity_actions.record_death(by=stage.officer, person=view.person, **died)
    entry = offences_rules.EnteredOffence(code="TA68-8", arrested_at=view.detention.arrested_at)
    facts = {"by": stage.officer, "view": again(stage.officer, view), "offences": (entry,)}
    stage.refused(offences_actions.record_offences, **facts)
