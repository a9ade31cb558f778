"""What happens in the made-up county as days pass: the worker reads clocks, and each desk does what waits for it.

Like a real desk, each is a little behind: what has waited for less than a week still waits.
"""

from datetime import datetime, time, timedelta

from pathways import clock, dates
from pathways.arrest_tests.failures_to_attend import actions as arrest_tests
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureState, FailureStep
from pathways.deadlines.actions import reading as clocks
from pathways.deadlines.queries import duties as duties_queries
from pathways.demo.disposing import answer_codes
from pathways.demo.journey import County, Journey
from pathways.demo.places import say_places
from pathways.demo.the_board import first_due_at
from pathways.demo.treatment import record_follow_ups
from pathways.ndtms import actions as ndtms
from pathways.ndtms.rules.lists import months_until
from pathways.outbox import actions as sending
from pathways.outbox.rules import DeliveryFailure, Medium
from pathways.packs import actions as packs
from pathways.packs.rules import PackReport, PackShape
from pathways.referrals.consents import queries as consents_queries
from pathways.store.base import db

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SEVEN_IN_THE_MORNING = time(7)
MONDAY, FRIDAY = 0, 4
MANY = 10_000
WORKER = "demonstration"
SHUT = "PermissionError"
"""The error of a folder that could not be written to. Mail goes into one, so there is no server to refuse it."""


def days_pass(county: County, until: datetime) -> Journey:
    """Read clocks every day; work at the desks once a week, and on each working day of the last fortnight."""
    day, one_is_stuck = dates.london_date(clock.now()), False
    last_morning = _last_morning(until)
    while True:
        day += DAY
        yield dates.from_london(day, SEVEN_IN_THE_MORNING)
        # A worker looks at each open case daily, for what was written past the session. Nothing is here, until that
        # worker looks: so whatever would say nothing new is not looked at before the last morning.
        read_clocks(again_within=max(DAY, last_morning - clock.now()))
        if clock.now() < until - 2 * WEEK and day.weekday() != MONDAY:
            continue
        if clock.now() < until - DAY:
            is_time = 3 * DAY < until - clock.now() <= 8 * DAY
            one_is_stuck |= post_letters(one_gets_stuck=is_time and not one_is_stuck)
        if day.weekday() <= FRIDAY:
            at_the_desks(county)


def at_the_desks(county: County) -> None:
    """Count places, decide failures, answer codes and record follow-ups."""
    say_places(clock.now())
    decide_failures(county)
    answer_codes(county)
    record_follow_ups(county)


def _last_morning(until: datetime) -> datetime:
    """The last time before `until` at which clocks are read as a day begins."""
    day = dates.london_date(until)
    this_morning = dates.from_london(day, SEVEN_IN_THE_MORNING)
    return this_morning if this_morning <= until else dates.from_london(day - DAY, SEVEN_IN_THE_MORNING)


def read_clocks(*, again_within: timedelta = DAY) -> None:
    """What the worker does: look over every referral that is due, and read those where something is to be done.

    Commits after each, as the worker does.
    """
    db.session.commit()
    now = clock.now()
    to_read = clocks.look_over(referral_ids=duties_queries.due(now, MANY), now=now, again_within=again_within)
    db.session.commit()
    for referral_id in to_read:
        clocks.act_on_clocks(referral_id=referral_id, now=now)
        db.session.commit()
    for person_id, consent_ids in consents_queries.lapsed(MANY).items():
        clocks.lapse(person_id=person_id, consent_ids=consent_ids)
        db.session.commit()


def post_letters(*, one_gets_stuck: bool) -> bool:
    """Send everything that waits, except one message that gets stuck and is given up on its second day.

    Returns whether one got stuck. Commits after each, as the worker does. What is written on the last day waits for the
    worker that `make run` starts, which puts it into the folder.
    """
    db.session.commit()
    got_stuck = False
    while letters := sending.take(worker=WORKER, media={Medium.EMAIL}):
        db.session.commit()
        for letter in letters:
            sending.hand_over(message=letter, worker=WORKER)
            db.session.commit()
            if letter.attempts:
                sending.died(message=letter, worker=WORKER, of=DeliveryFailure.GAVE_UP, code=SHUT)
            elif one_gets_stuck and not got_stuck:
                sending.failed(message=letter, worker=WORKER, code=SHUT)
                got_stuck = True
            else:
                sending.sent(message=letter, worker=WORKER, code="folder")
            db.session.commit()
    db.session.commit()
    return got_stuck


def decide_failures(county: County) -> None:
    """A sergeant decides failures told more than a week ago, and the prosecutor those that went there."""
    sergeant, today = county.staff["sergeant"], clock.today()
    for waiting in failures.failures_waiting(sergeant).rows:
        failed_on = dates.london_date(waiting.failure.failed_at)
        if today - failed_on < WEEK:
            continue
        number = waiting.failure.id
        if waiting.state is FailureState.REVIEW:
            step, reason = FailureStep.GOOD_CAUSE, "Was in hospital that day: the discharge letter shows it."
            if number % 3 == 0:
                step, reason = FailureStep.NO_GOOD_CAUSE, "Two calls and a letter were answered with a refusal."
        elif waiting.state is FailureState.FILE and today - failed_on > 3 * WEEK:
            step, reason = FailureStep.NO_FURTHER_ACTION, "The prosecutor: not in the public interest, came since then."
        else:
            continue
        failure, view = failures.failure(sergeant, number)
        arrest_tests.decide_failure(by=sergeant, failure_view=failure, view=view, step=step, on=today, reason=reason)
    db.session.flush()


def ask_for_files(county: County) -> None:
    """The manager has the file of the month before the last, and the one of the last waits for a worker. Commits."""
    manager, (last, before, *_) = county.staff["provider"], months_until(clock.today())
    ndtms.ask_for_file(by=manager, month=before)
    request_id = ndtms.take_request(worker=WORKER)
    db.session.commit()
    if request_id is not None:
        ndtms.make_taken(request_id=request_id, worker=WORKER)
    ndtms.ask_for_file(by=manager, month=last)
    db.session.commit()


def have_packs(county: County) -> None:
    """The manager has a pack each quarter: the worker makes the first once the county has figures. Commits."""
    reports, shapes = (PackReport.BOARD, PackReport.OVERVIEW, PackReport.TESTING), (PackShape.PDF, PackShape.CSV)
    before_figures = first_due_at(clock.today()) - DAY
    with clock.standing(clock.SettableClock(before_figures)):
        packs.order_each_quarter(by=county.staff["manager"], reports=reports, shapes=shapes)
    db.session.commit()
