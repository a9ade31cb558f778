"""A disposal put into a state of its machine by its rows, so that a step of a rare state need not be walked to."""

from datetime import timedelta

from sqlalchemy import update

from pathways import clock
from pathways.auth.roles import Rank
from pathways.disposals.conditions.rules import ConditionStatus, Planned
from pathways.disposals.models import Condition, Disposal, OutcomeRecord
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.disposals.proposal.actions import write_plan
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people.models.identity import PersonDetails
from pathways.store.base import db
from tests.integration.disposals.machine.the_desks import Desks
from tests.integration.disposals.plain_disposal import WHY, assessment
from tests.referred import died

NOT_AUTHORISED = {"DRAFT", "PROPOSED", "WITH_CPS", "REDECIDE"}
NOT_SIGNED = NOT_AUTHORISED | {"AUTHORISED", "OFFERED"}
MET = {"COMPLETED", "COMPLETED_AWAITING_REVIEW", "CLOSED_22"}
NOT_MET = {"NON_ENGAGED", "PROSECUTION_PENDING", "NOT_PROCEEDED", "TIME_BARRED", "COMPLETED_IN_PART", "PROSECUTED"}
CODE = {"CC": "3", "SC": "3", "CR": "8", "PND": "6", "CW": "7"}
PLANNED = {"CC": 2, "CR": 1, "O22": 1}


def plan_of(kind: str, desks: Desks) -> tuple[Planned, ...]:
    """The plainest conditions, actions or activity of a disposal."""
    return tuple(assessment(desks.service, weeks=4 + place) for place in range(PLANNED.get(kind, 0)))


def placed(desks: Desks, kind: str, state: str) -> Disposal:
    """A disposal that stands in `state`: proposed by the constable, authorised and signed by the sergeant."""
    now = clock.now()
    officer, sergeant = desks.who["constable"].user_id, desks.who["sergeant"].user_id
    row = Disposal(
        episode_id=desks.episode_id,
        person_id=desks.person_id,
        organisation_id=desks.organisation_id,
        kind=Kind(kind),
        state=State(state),
        facts={"victim_exists": False},
        results=[],
        rules_version="test",
        rationale=WHY,
        reasons_cite_test=False,
        proposed_at=now,
        proposed_by_id=officer,
    )
    if state not in NOT_AUTHORISED:
        row.authorised_at, row.authorised_by_id, row.authorised_rank = now, sergeant, Rank.SERGEANT
        row.gravity_final, row.gravity_version = 2, "a force's table"
    if state not in NOT_SIGNED:
        row.signed_at = row.explained_at = row.consented_at = now
        row.signed_by_id = sergeant
        row.ends_on = clock.today() + timedelta(days=21)
        row.outcome_requested = CODE.get(kind)
    db.session.add(row)
    db.session.flush()
    write_plan(row, plan_of(kind, desks))
    _settled(row, state, sergeant)
    if row.outcome_requested:
        step = CodeStep.REMOVAL_ASKED if state == "VOID" else CodeStep.REQUESTED
        code = {"code": row.outcome_requested, "step": step, "on": clock.today(), "at": now, "by_id": sergeant}
        db.session.add(OutcomeRecord(disposal_id=row.id, **code))
    db.session.flush()
    return row


def _settled(row: Disposal, state: str, by_id: int) -> None:
    values: dict[str, object] = {}
    if state in MET:
        values = {"status": ConditionStatus.MET, "accepted_at": clock.now(), "accepted_by_id": by_id}
    elif state in NOT_MET:
        values = {"status": ConditionStatus.NOT_MET}
    elif state in ("VOID", "REVIEWED", "EXCUSED_CLOSED"):
        values = {"status": ConditionStatus.EXCUSED if state == "EXCUSED_CLOSED" else ConditionStatus.CANCELLED}
    if values:
        db.session.execute(update(Condition).where(Condition.disposal_id == row.id).values(**values))


def made_ready(desks: Desks, disposal: Disposal, event: str) -> None:
    """What must be so before the step may be taken: a death, a birth date, a day that has passed."""
    yesterday = clock.today() - timedelta(days=1)
    if event == "person_died":
        died(disposal.person_id, desks.who["constable"])
    if event == "refer_youth":
        born = clock.today() - timedelta(days=17 * 365)
        row = update(PersonDetails).where(PersonDetails.person_id == disposal.person_id)
        db.session.execute(row.values(date_of_birth=born))
        db.session.expire_all()
    if event == "excuse_accepted_no_time":
        disposal.limitation_on = clock.today()
    if event == "time_expired":
        disposal.limitation_on = yesterday
    if event == "unpaid_at_end":
        disposal.ends_on = yesterday
    if event == "all_met":
        last = max(condition.id for condition in db.session.query(Condition).filter_by(disposal_id=disposal.id))
        met = {"status": ConditionStatus.MET, "accepted_at": clock.now(), "accepted_by_id": disposal.signed_by_id}
        db.session.execute(update(Condition).where(Condition.id == last).values(**met))
    db.session.flush()
