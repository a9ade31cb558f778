"""What became of signed cautions and deferrals in the made-up county: reports, reviews, and the registrar's answers."""

from datetime import time, timedelta

from pathways import clock
from pathways.demo.case import Case, Waits
from pathways.demo.places import County
from pathways.demo.schedule import Journey
from pathways.disposals import actions, queries
from pathways.disposals.rules import Kind, State
from pathways.refusals import Refused

TEN_IN_THE_MORNING = time(10)
GRACE = timedelta(days=3)
ILL = {
    "failed": "The assessment was not attended by its date.",
    "reason": "hospital_or_detox",
    "reason_from": "Rang herself on the morning",
    "evidence": "Rang on the morning from the hospital: a chest infection. The letter of the ward is with the service.",
}
EVIDENCE = "The attendance list of the service shows it."
REVIEWED = {
    "excuse_accepted": {
        "excuse": "illness",
        "evidence": "A letter from the surgery shows the week in bed.",
        "agrees": "yes",
    },
    "part_compliance_accepted": {
        "why": "One appointment was kept, and a court would add nothing.",
        "victim_told": "none",
    },
    "decide_prosecute": {
        "no_excuse": "Two letters and three calls were answered with a refusal.",
        "why": "Nothing that was agreed was done.",
    },
}


def follow(case: Case) -> Journey:
    """Three days after the last date the monitor looks; a sergeant decides a day later. A penalty is mostly paid."""
    standing = queries.standing(case.episode_id)
    if standing is None or standing.signed_at is None or case.waits is Waits.FOR_A_REPORT:
        return
    if standing.kind is Kind.PND:
        yield from _penalty(case, standing.id)
    if standing.kind not in (Kind.CC, Kind.CR, Kind.O22):
        return
    last = max(row.due_on for row in queries.conditions_of(standing.id))
    if case.waits is Waits.TO_BE_WEIGHED:
        yield clock.from_london(last, TEN_IN_THE_MORNING) + timedelta(days=1)
        actions.take_step(by=case.county.staff["monitor"], disposal_id=standing.id, event="suspected_breach", given=ILL)
        return
    yield clock.from_london(last, TEN_IN_THE_MORNING) + GRACE
    if case.chance(0.2):
        yield clock.now() + timedelta(days=9)  # nobody has looked yet: until then it stands on the list
    now = queries.standing(case.episode_id)
    if now is None:
        return
    if now.state is State.DEFERRED:
        yield from _deferral(case, now.id)
    elif now.state is State.AGREED:
        yield from _resolution(case, now.id)
    elif now.state is State.ACTIVE:
        yield from _caution(case, now.id)


def _penalty(case: Case, disposal_id: int) -> Journey:
    yield clock.now() + timedelta(days=case.random.randrange(4, 20))
    paid = {"on": clock.today(), "how": "penalty"}
    actions.take_step(by=case.county.staff["officer"], disposal_id=disposal_id, event="paid", given=paid)


def _caution(case: Case, disposal_id: int) -> Journey:
    monitor, sergeant = case.county.staff["monitor"], case.county.staff["sergeant"]
    said = {
        "failed": "The assessment was not attended by its date.",
        "reason": "none_given",
        "evidence": "No report came from the service.",
    }
    actions.take_step(by=monitor, disposal_id=disposal_id, event="suspected_breach", given=said)
    yield clock.now() + timedelta(days=1)
    event = case.random.choice(tuple(REVIEWED))
    until = {"until": clock.today() + timedelta(days=21)}
    try:
        actions.take_step(by=sergeant, disposal_id=disposal_id, event=event, given=REVIEWED[event] | until)
    except Refused:  # an excuse, and no time left to move the date
        event = "part_compliance_accepted"
        actions.take_step(by=sergeant, disposal_id=disposal_id, event=event, given=REVIEWED[event])
    if event == "excuse_accepted":  # and done within the fortnight
        yield clock.now() + timedelta(days=14)
        for condition in queries.running_conditions(case.episode_id):
            actions.report_condition(
                by=monitor, condition_id=condition.id, met=True, on=clock.today(), words="Attended, and stayed"
            )
            actions.accept_condition(by=sergeant, condition_id=condition.id, evidence=EVIDENCE, victim_told=None)
    if event == "decide_prosecute":
        yield clock.now() + timedelta(days=case.random.randrange(9, 25))
        began = {"on": clock.today(), "how": "requisition"}
        actions.take_step(by=sergeant, disposal_id=disposal_id, event="proceedings_instituted", given=began)


def _resolution(case: Case, disposal_id: int) -> Journey:
    monitor, officer = case.county.staff["monitor"], case.county.staff["officer"]
    (row,) = queries.conditions_of(disposal_id)
    done = case.chance(0.75)
    actions.report_condition(
        by=monitor,
        condition_id=row.id,
        met=done,
        on=clock.today(),
        words="The service wrote how it went",
    )
    yield clock.now() + timedelta(days=1)
    if done:
        shown = {"evidence": "The attendance list of the service.", "victim_told": "none"}
        actions.take_step(by=officer, disposal_id=disposal_id, event="action_done", given=shown)
    else:
        tried = {"why": "deadline", "attempts": "Three calls and a letter brought no answer."}
        actions.take_step(by=officer, disposal_id=disposal_id, event="not_done", given=tried)
        yield clock.now() + timedelta(days=5)
        left = {"why": "Nobody was harmed, and a court would add nothing."}
        actions.take_step(by=case.county.staff["sergeant"], disposal_id=disposal_id, event="review", given=left)


def _deferral(case: Case, disposal_id: int) -> Journey:
    monitor, sergeant = case.county.staff["monitor"], case.county.staff["sergeant"]
    (row,) = queries.conditions_of(disposal_id)
    done = case.chance(0.7)
    actions.report_condition(
        by=monitor, condition_id=row.id, met=done, on=clock.today(), words="The service wrote: attended, all of it"
    )
    yield clock.now() + timedelta(days=1)
    if not done:
        why = {"excuse": "none_given", "why": "The course was not started and three calls brought no answer."}
        actions.take_step(by=sergeant, disposal_id=disposal_id, event="not_completed", given=why)
        yield clock.now() + timedelta(days=5)
        charged = {"on": clock.today(), "authority": "D. Marsh, under the Director's Guidance"}
        actions.take_step(by=sergeant, disposal_id=disposal_id, event="charge", given=charged)
        return
    shown = {"completed_on": clock.today(), "evidence": "The attendance list of the service shows both sessions."}
    actions.take_step(by=sergeant, disposal_id=disposal_id, event="accept_done", given=shown)
    over = {"why": "The course was done and nothing further is needed.", "victim_told": "none"}
    actions.take_step(by=sergeant, disposal_id=disposal_id, event="close_22", given=over)


def answer_codes(county: County) -> None:
    """The registrar has answered what was asked more than a week ago."""
    registrar = county.staff["registrar"]
    for line in queries.codes(registrar, waiting=True):
        if line.record.on < clock.today() - timedelta(days=7):
            actions.answer_code(by=registrar, record_id=line.record.id, accept=True)
