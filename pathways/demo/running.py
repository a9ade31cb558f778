"""What became of signed cautions and deferrals in the made-up county: reports, reviews, and the registrar's answers."""

from datetime import time, timedelta

from pathways import clock
from pathways.demo.case import Case
from pathways.demo.places import County
from pathways.demo.schedule import Journey
from pathways.disposals import actions, queries
from pathways.disposals.rules import Kind, State
from pathways.store import db

TEN_IN_THE_MORNING = time(10)
GRACE = timedelta(days=3)
REVIEWED = {
    "excuse_accepted": {"excuse": "illness", "evidence": "A letter from the surgery shows the week in bed."},
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
    """Three days after the last date the monitor looks; a sergeant decides a day later."""
    standing = queries.standing(case.episode_id)
    if standing is None or standing.kind not in (Kind.CC, Kind.CR, Kind.O22) or standing.signed_at is None:
        return
    last = max(row.due_on for row in queries.conditions_of(standing.id))
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


def _caution(case: Case, disposal_id: int) -> Journey:
    monitor, sergeant = case.county.staff["monitor"], case.county.staff["sergeant"]
    said = {"failed": "The assessment was not attended by its date.", "evidence": "No report came from the service."}
    actions.take_step(by=monitor, disposal_id=disposal_id, event="suspected_breach", given=said)
    yield clock.now() + timedelta(days=1)
    event = case.random.choice(tuple(REVIEWED))
    actions.take_step(by=sergeant, disposal_id=disposal_id, event=event, given=REVIEWED[event])


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
        return
    shown = {"completed_on": clock.today(), "evidence": "The attendance list of the service shows both sessions."}
    actions.take_step(by=sergeant, disposal_id=disposal_id, event="accept_done", given=shown)
    over = {"why": "The course was done and nothing further is needed.", "victim_told": "none"}
    actions.take_step(by=sergeant, disposal_id=disposal_id, event="close_22", given=over)


def answer_codes(county: County) -> None:
    """The registrar has answered what was asked more than a week ago. Commits."""
    registrar = county.staff["registrar"]
    for line in queries.codes(registrar, waiting=True):
        if line.record.on < clock.today() - timedelta(days=7):
            actions.answer_code(by=registrar, record_id=line.record.id, accept=True)
    db.session.commit()
