"""A provider's monthly file: looked at, put right, made, handed over, and taken back with an agreement."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.cli.jobs import make_file
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.care_plan import queries as engagement
from pathways.engagement.care_plan.rules import NeedsFacts, SubstanceUse
from pathways.engagement.case import actions as case_actions
from pathways.engagement.outcomes import actions as outcomes_actions
from pathways.engagement.outcomes.rules import TopStage
from pathways.ndtms import actions
from pathways.ndtms.models import NdtmsFile
from pathways.ndtms.queries import episodes as episodes_queries
from pathways.ndtms.queries import files as files_queries
from pathways.ndtms.queries import pre_flight
from pathways.ndtms.rules.lists import Month
from pathways.people.identity import actions as people
from pathways.people.models.identity import PersonDetails
from pathways.people.rules import DeathSource
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts, UseSaid
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db
from pathways.vocabulary import Answer, Substance
from tests import county
from tests.accepted import accepted
from tests.national_file import WORKER, episodes_of, file_made
from tests.pages import is_told_it_was_saved


def answered(scene, state=ConsentState.GIVEN, *, how="signed", withdraws=None):
    """An answer to the question about the national statistics."""
    row = Consent(
        person_id=scene.referral.person_id,
        episode_id=scene.episode.id,
        number=3,
        state=state,
        wording_version=1,
        how=how,
        understood=True,
        taken_at=clock.now(),
        taken_by_id=scene.worker.user_id,
        withdraws_id=withdraws,
    )
    db.session.add(row)
    db.session.flush()
    audit.in_confidence(scene.worker, row.person_id, f"consent.{state.value}", ("consent", row.id))
    return row


def in_treatment(the_clock, **more):
    """Somebody in treatment since this month, the month over, and the manager of their provider."""
    scene = accepted(the_clock, **more)
    scene.engage()
    manager = county.user(Role.PM)
    the_clock.set(dates.from_london(date(2026, 12, 3), the_clock.now().time()))
    return scene, manager, county.viewer_of(manager)


NOVEMBER = Month(date(2026, 11, 1))


def coded(manager, scene):
    actions.enter_agency_code(by=manager, service_id=scene.referral.service_id, code="ZZ001")


def lines(file):
    return list(csv.DictReader(io.StringIO(file.content.decode())))


@pytest.mark.database
def test_a_record_goes_in_full_once_its_service_has_a_code_and_the_person_agreed(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    flight = pre_flight.flight(manager, NOVEMBER)
    assert [(error.referral_id, error.field) for error in flight.errors] == [(scene.referral.id, "AGNCY")]
    assert (flight.not_asked, flight.reduced, flight.in_full) == (1, 0, 0)
    coded(manager, scene)
    (alone,) = lines(file_made(by=manager, month=NOVEMBER))
    person = str(scene.referral.person_id)
    assert {name: cell for name, cell in alone.items() if cell} == {
        "AGNCY": "ZZ001", "CLIENTID": person, "CONSENT": "N",
    }  # fmt: skip

    answered(scene)
    (whole,) = lines(file_made(by=manager, month=NOVEMBER))
    today = whole["TRIAGED"]
    cells = {name: cell for name, cell in whole.items() if cell}
    assert cells.pop("EPISODID") == scene.referral.reference
    assert cells == {
        "FINITIAL": "D", "SINITIAL": "R", "DOB": whole["DOB"], "SEX": "1", "REFLD": whole["REFLD"],
        "AGNCY": "ZZ001", "CLIENT": person, "CLIENTID": person, "CONSENT": "Y", "ACCMNEED": "3", "DRUG1": "3201",
        "TRIAGED": today, "CPLANDT": today, "INJSTAT": "N", "DUALDIAG": "N", "MODAL": "95",
        "MODID": "1", "FAOMODDT": whole["FAOMODDT"], "MODST": today,
    }  # fmt: skip


def test_the_same_records_give_the_same_file_which_is_kept_once(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    coded(manager, scene)
    first = file_made(by=manager, month=NOVEMBER)
    the_clock.advance(timedelta(days=2))
    assert file_made(by=manager, month=NOVEMBER).id == first.id
    answered(scene)
    assert file_made(by=manager, month=NOVEMBER).sha256 != first.sha256


def test_an_agreement_said_aloud_sends_nothing_of_a_required_assessment(app, the_clock):
    required_at = the_clock.now() + timedelta(days=1)
    scene, _, manager = in_treatment(the_clock, required_at=required_at)
    answered(scene, how="oral")
    flight = pre_flight.flight(manager, NOVEMBER)
    assert (flight.in_full, flight.reduced, flight.not_asked) == (0, 1, 0)
    assert [row.consent_why[:17] for row in flight.to_ask] == ["Said aloud only: "]
    answered(scene, how="signed")
    assert pre_flight.flight(manager, NOVEMBER).in_full == 1


def test_a_file_made_before_an_agreement_was_taken_back_is_not_handed_out_any_more(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    coded(manager, scene)
    given = answered(scene)
    file = file_made(by=manager, month=NOVEMBER)
    assert files_queries.file_to_hand_over(manager, file.id)[1] == (scene.referral.person_id,)
    the_clock.advance(timedelta(hours=1))
    answered(scene, ConsentState.WITHDRAWN, withdraws=given.id)
    with pytest.raises(OutOfSight):
        files_queries.file_to_hand_over(manager, file.id)
    (reduced,) = lines(file_made(by=manager, month=NOVEMBER))
    assert reduced["CONSENT"] == "N"
    assert reduced["DOB"] == ""


@pytest.mark.database
def test_an_intervention_ends_in_the_file_of_the_month_in_which_it_ended(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    answered(scene)
    (intervention,) = engagement.plan_of(scene.case).interventions
    care_plan_actions.end_intervention(
        by=scene.worker,
        referral_id=scene.referral.id,
        intervention_id=intervention.id,
        ended_on=clock.today(),
        exit_status="A",
    )
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    (before,), (after,) = (episodes_of(manager, month) for month in (NOVEMBER, NOVEMBER.next))
    assert (before.DISRSN, before.interventions[0].MODEXIT) == ("", "")
    assert ("80", "A", clock.today()) == (after.DISRSN, after.interventions[0].MODEXIT, after.interventions[0].MODEND)


def test_a_death_ends_what_is_open_in_the_file_without_a_way_of_ending_and_without_a_fault(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    answered(scene)
    coded(manager, scene)
    person = scene.case.person
    people.record_death(by=scene.worker, person=person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    flight = pre_flight.flight(manager, NOVEMBER.next)
    (row,) = episodes_of(manager, NOVEMBER.next)
    (intervention,) = row.interventions
    assert ("89", clock.today(), "") == (row.DISRSN, intervention.MODEND, intervention.MODEXIT)
    assert not [fault for fault in flight.faults if fault.field in ("MODEND", "MODEXIT")]
    (shown,) = engagement.plan_of(scene.case).interventions
    assert (shown.ended_on, engagement.plan_of(scene.case).ended_on(shown)) == (None, clock.today())


@pytest.mark.database
def test_scores_have_a_line_of_their_own_and_what_was_declined_is_blank(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    answered(scene)
    coded(manager, scene)
    scores = {"alcohol_days": 0, "quality_of_life": 12, "shared": 1}
    outcomes_actions.record_scores(
        by=scene.worker,
        referral_id=scene.referral.id,
        stage=TopStage.START,
        taken_on=scene.case.start.started_on,
        scores=scores,
    )
    _, top = lines(file_made(by=manager, month=NOVEMBER))
    asked = ("TOPDATE", "TOPID", "ALCUSE", "QUALLIFE", "OPIUSE", "SHARING", "TRSTAGE", "MODAL")
    assert [top[name] for name in asked] == [scene.case.start.started_on.isoformat(), "1", "0", "12", "", "", "", ""]


@pytest.mark.database
def test_what_the_service_asked_goes_before_what_was_said_at_the_desk(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    answered(scene)
    coded(manager, scene)
    facts = NeedsFacts(
        use_answer=UseSaid.NAMED,
        uses=tuple(SubstanceUse(substance=each, route="smoke") for each in (Substance.HEROIN, Substance.CRACK)),
        injecting="before",
        overdose=Answer.NO,
        overdose_days=None,
        suicide_risk=Answer.NO,
        mental_health=Answer.NO,
        receiving=None,
        housing="problem",
        children="some_with",
        pregnant=None,
        employment="seeking",
        safeguarding=Answer.NO,
        naloxone=NaloxoneFacts(answer=Naloxone.SUPPLIED),
    )
    care_plan_actions.record_needs(by=scene.worker, referral_id=scene.referral.id, facts=facts)
    (row,) = lines(file_made(by=manager, month=NOVEMBER))
    asked = ("DRUG1", "ROUTE", "DRUG2", "INJSTAT", "ACCMNEED", "PRNTSTAT", "EMPSTAT", "NALOXISS")
    assert [row[name] for name in asked] == ["1011", "3", "3201", "P", "2", "12", "12", ""]


def test_an_agreement_with_another_service_or_in_another_case_sends_nothing_in_full(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    before = county.episode(scene.case.person, by=scene.officer)
    for elsewhere in ({"service_id": there.id}, {"episode_id": before.id}):
        row = answered(scene)
        for name, value in elsewhere.items():
            setattr(row, name, value)
    (record,) = episodes_of(manager, NOVEMBER)
    assert (record.CONSENT, record.consent_asked) == ("N", False)
    answered(scene).service_id = scene.referral.service_id
    (record,) = episodes_of(manager, NOVEMBER)
    assert record.CONSENT == "Y"


def test_a_death_is_told_of_a_record_that_was_merged_and_not_of_who_was_placed_elsewhere_before(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    december = Month(date(2026, 12, 1))
    keep = county.person(by=scene.officer)
    people.merge(by=scene.officer, keep=keep, away=scene.case.person, reason="Same fingerprints")
    people.record_death(by=scene.officer, person=keep, died_at=clock.now(), source=DeathSource.HOSPITAL)
    (row,) = episodes_of(manager, december)
    assert ("89", clock.today()) == (row.DISRSN, row.DISD)
    referral, left_at = scene.referral, clock.now() - timedelta(days=1)
    referral.state, referral.closed_at = ReferralState.REROUTED, left_at
    ReferralEvent.of(
        referral.id,
        "place_found",
        ReferralState.NEEDS_PLACE,
        referral.state,
        at=left_at,
        by_id=manager.user_id,
        role=Role.PW,
    )
    (row,) = episodes_of(manager, december)
    assert ("83", dates.london_date(left_at)) == (row.DISRSN, row.DISD)


@pytest.mark.database
def test_a_death_is_the_reason_of_whoever_died_in_treatment(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    answered(scene)
    people.record_death(by=scene.officer, person=scene.case.person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    (row,) = episodes_of(manager, Month(date(2026, 12, 1)))
    assert ("89", clock.today()) == (row.DISRSN, row.DISD)
    (row,) = episodes_of(manager, NOVEMBER)
    assert row.DISD is None


def figures(page):
    """The figures of the summary at the top of the page, by what they are called."""
    rows = re.findall(r"__key\">([^<]+)</dt>\s*<dd[^>]*>(\d+)</dd>", page.partition('id="faults"')[0])
    return {name: int(figure) for name, figure in rows}


@pytest.mark.database
def test_how_somebody_agreed_and_whether_the_record_can_go_each_add_up_to_every_episode(app, the_clock, client_of):
    scene, user, _ = in_treatment(the_clock)
    answered(scene)
    db.session.commit()
    client = client_of(user, Role.PM)
    for held_back in (1, 0):
        every, agreed, asked, not_asked, in_file, cannot_go, _ = figures(
            client.get("/ndtms?month=2026-11").text
        ).values()
        assert (every, agreed + asked + not_asked) == (1, every)
        assert (in_file, cannot_go) == (every - held_back, held_back)
        client.post(f"/ndtms/services/{scene.referral.service_id}", {"code": "ZZ001"})


def test_of_a_case_that_nobody_can_open_any_more_nobody_is_sent_to_correct_it(app, the_clock, client_of):
    scene, user, manager = in_treatment(the_clock)
    answered(scene)
    coded(manager, scene)
    db.session.execute(update(PersonDetails).values(given_names=None))
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    db.session.commit()
    address = "/ndtms?month=2026-11"
    assert "Ask the person" in client_of(user, Role.PM).get(address).text
    the_clock.advance(timedelta(days=300))
    page = client_of(user, Role.PM).get(address).text
    assert "nobody here can open the case any more. The record stays out of the file." in page
    assert "Ask the person" not in page


@pytest.mark.database
def test_a_manager_looks_enters_the_code_makes_the_file_and_downloads_it(app, the_clock, client_of):
    scene, user, _ = in_treatment(the_clock)
    answered(scene)
    db.session.commit()
    client = client_of(user, Role.PM)
    page = client.get("/ndtms")
    assert scene.referral.reference in page.text
    assert "The service has no agency code" in page.text
    assert '>Enter<span class="govuk-visually-hidden"> Lincoln Recovery Hub, Lincoln<' in page.text
    assert "Rawcliffe" not in page.text
    address = f"/ndtms/services/{scene.referral.service_id}"
    assert "must be a letter" in client.post(address, {"code": "9"}).text
    assert is_told_it_was_saved(client.get(client.post(address, {"code": " zz001 "}).location).text)
    assert "0 to put right before the record can go" in client.get("/ndtms?month=2026-11").text
    assert client.get("/ndtms?month=nonsense&field=DROP&from=-9").status_code == 200
    asked = client.post("/ndtms/files", {"made_of": "2026-11"}, form_at="/ndtms")
    assert not is_told_it_was_saved(client.get(asked.location).text)
    make_file(WORKER)
    assert is_told_it_was_saved(client.get(asked.location).text)
    assert not is_told_it_was_saved(client.get("/ndtms").text)
    file = db.session.scalars(select(NdtmsFile)).one()
    answer = client.get(f"/ndtms/files/{file.id}.csv")
    assert answer.data == file.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ndtms-2026-11-{file.sha256[:8]}.csv"'
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert event.action == "export.downloaded"
    payload = json.loads(event.payload)
    assert (payload["rows"], payload["sha256"], payload["shown"]) == (1, file.sha256, [scene.referral.person_id])


def test_a_worker_and_another_provider_get_nothing(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    coded(manager, scene)
    file = file_made(by=manager, month=NOVEMBER)
    other = county.viewer_of(county.user(Role.PM, of=county.provider("Coastline Recovery")))
    assert pre_flight.flight(other, NOVEMBER).episodes == 0
    for asking in (
        lambda: pre_flight.flight(scene.worker, NOVEMBER),
        lambda: files_queries.file_to_hand_over(other, file.id),
    ):
        with pytest.raises(OutOfSight):
            asking()


def test_no_file_is_made_of_a_month_that_still_runs_and_no_code_changes_unseen(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    with pytest.raises(Refused, match="months that are over"):
        actions.ask_for_file(by=manager, month=Month(date(2026, 12, 1)))
    coded(manager, scene)
    for was in ("", "ZZ999"):
        with pytest.raises(Stale):
            actions.enter_agency_code(by=manager, service_id=scene.referral.service_id, code="ZZ002", was=was)
    actions.enter_agency_code(by=manager, service_id=scene.referral.service_id, code="ZZ002", was="ZZ001")
    assert files_queries.agency_of(manager, scene.referral.service_id).code == "ZZ002"


@pytest.mark.database
def test_episodes_that_are_read_in_several_lots_are_those_that_are_read_at_once(made_up_county, monkeypatch):
    of_providers = (
        select(User).join(RoleHeld, RoleHeld.user_id == User.id).where(RoleHeld.role == Role.PM).order_by(User.id)
    )
    managers = [county.viewer_of(user) for user in db.session.scalars(of_providers)]
    asked = [(manager, month) for manager in managers for month in (NOVEMBER, Month(date(2026, 9, 1)))]
    at_once = [episodes_of(*each) for each in asked]
    assert max(map(len, at_once)) > 6
    monkeypatch.setattr(episodes_queries, "LOT", 3)
    assert [episodes_of(*each) for each in asked] == at_once
