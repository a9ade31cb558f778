"""Steps of the required assessment, of its follow-up, and of a failure that police decide."""

from collections.abc import Callable
from typing import Final

from pathways import clock
from pathways.arrest_tests.failures_to_attend.rules import FailureState, FailureStep, steps_open
from pathways.arrest_tests.rules import Machine
from tests.integration.arrest_tests.machine.steps import (
    DESK,
    SENIOR,
    SENTENCE,
    SERVICE,
    Scene,
    Step,
    Typed,
    ahead,
    has_passed,
    now,
    today,
)
from tests.integration.arrest_tests.machine.written import Row

RA, FAIL = Machine.REQUIREMENT, Machine.FAILURE
DECIDED: Final = ("required_assessment", "appointment_change", "failure", "failure_decision")
AFTER: Final = ("required_assessment_outcome", "follow_up", "follow_up_outcome", "failure", "failure_decision")


def _served(scene: Scene) -> Row | None:
    row = scene.written.required
    return row if row is not None and row.superseded_at is None and row.notice_served_at is not None else None


def _may_require(scene: Scene) -> str | None:
    rows = [row for row in scene.written.live("drug_test") if row.overall_result == "positive"]
    live = scene.written.live("required_assessment")
    is_settled = any(row.notice_served_at for row in live) or len(scene.written.rows["required_assessment"]) > 2
    return f"{scene.episode}/required-assessment" if rows and not is_settled and not scene.written.is_released else None


def _may_choose(scene: Scene) -> str | None:
    """A time of the diary, while it lies ahead."""
    return _may_require(scene) if clock.now() < scene.first_slot_at else None


def _may_serve(scene: Scene) -> str | None:
    row = scene.written.required
    waits = row is not None and row.superseded_at is None and row.notice_served_at is None
    return f"{scene.episode}/required-assessment/notice" if waits and not scene.written.is_released else None


def _by_hand(scene: Scene) -> Typed:
    return {"slot": "by_hand", "service_id": str(scene.service_id)} | ahead("initial_at", days=2)


def _of_the_diary(scene: Scene) -> Typed:
    return {"slot": str(scene.slots[0])}


def _pending(scene: Scene) -> Row | None:
    waiting = (r for r in scene.written.rows["appointment_change"] if not r.notice_served_at and not r.dropped_at)
    return next((row for row in waiting if (it := _served(scene)) and row.required_assessment_id == it.id), None)


def _has_passed(scene: Scene) -> bool:
    row = _served(scene)
    return row is not None and clock.now() >= row.initial_at


def _is_accepted(scene: Scene, *kinds: str) -> bool:
    """Whether good cause was accepted for failing at the appointment that stands."""
    row = _served(scene)
    failed = [
        failure for failure in scene.written.rows["failure"] if failure.state == "GOOD_CAUSE" and failure.kind in kinds
    ]
    return any(
        row is not None and failure.booking == row.booking and failure.taken_back_at is None for failure in failed
    )


def _proposes(page: str, *kinds: str) -> Callable[[Scene], str | None]:
    """The page on which another time is entered, while the time lies ahead or good cause was accepted."""

    def where(scene: Scene) -> str | None:
        is_often = len(scene.written.rows["appointment_change"]) > 4
        if _served(scene) is None or _pending(scene) is not None or is_often:
            return None
        may = not _has_passed(scene) or _is_accepted(scene, *kinds)
        return _page_of_change(scene, page) if may and not _told(scene, given=True) else None

    return where


def _tells(page: str) -> Callable[[Scene], str | None]:
    """The page on which the further notice is given, before the time that it takes the place of."""

    def where(scene: Scene) -> str | None:
        change = _pending(scene)
        may = change is not None and (change.is_rebooking or not _has_passed(scene))
        return _page_of_change(scene, page) if may else None

    return where


def _drops(scene: Scene) -> str | None:
    return _page_of_change(scene, "service") if _pending(scene) is not None else None


def _page_of_change(scene: Scene, page: str) -> str:
    return f"{scene.episode}/required-assessment/change" if page == "police" else f"{scene.notice}/change"


def _new_time(scene: Scene) -> Typed:
    return {"slot": "by_hand", "service_id": str(scene.service_id), "reason": SENTENCE} | ahead("initial_at", days=3)


def _initial(outcome: str) -> Callable[[Scene], str | None]:
    """From its time on; a failure only while no notice given there, and no hold, speaks against it."""

    def where(scene: Scene) -> str | None:
        row = _served(scene)
        if row is None or not has_passed(row.initial_at):
            return None
        is_early = clock.now() < row.initial_at or any(
            hold.state == "quarantined" for hold in scene.written.rows["hold"]
        )
        is_failure = outcome != "attended_remained"
        return None if is_failure and (is_early or _told(scene, given=True)) else scene.notice

    return where


def _of_initial(outcome: str) -> Callable[[Scene], Typed]:
    def typed(scene: Scene) -> Typed:
        row = _served(scene)
        there = [r for r in scene.written.live("required_assessment_outcome") if row and r.booking == row.booking]
        return {"outcome": outcome} | now("at") | ({"correction_reason": SENTENCE} if there else {})

    return typed


def _told(scene: Scene, *, given: bool) -> Row | None:
    row = _served(scene)
    live = [
        follow_up for follow_up in scene.written.live("follow_up") if row and follow_up.required_assessment_id == row.id
    ]
    return next((follow_up for follow_up in live if (follow_up.given_at is not None) is given), None)


def _may_decide(scene: Scene) -> str | None:
    """While nothing waits to be given, and what was told may still be changed."""
    row = _served(scene)
    if row is None or not has_passed(row.initial_at) or _told(scene, given=False):
        return None
    missed = any(outcome.outcome == "failed_to_attend" for outcome in scene.written.live("required_assessment_outcome"))
    return None if missed else f"{scene.notice}/follow-up"


def _decides(decision: str) -> Callable[[Scene], Typed]:
    def typed(scene: Scene) -> Typed:
        reason = {"reason": SENTENCE} if _told(scene, given=True) else {}
        if decision == "not_required":
            return {"decision": decision} | reason
        return {"decision": decision, "place": "Room 2"} | ahead("starts_at", days=1) | reason

    return typed


def _may_give(scene: Scene) -> str | None:
    return f"{scene.notice}/follow-up" if _told(scene, given=False) else None


def _may_report(scene: Scene) -> str | None:
    follow_up = _told(scene, given=True)
    is_due = follow_up is not None and follow_up.starts_at is not None and has_passed(follow_up.starts_at)
    return f"{scene.notice}/follow-up/outcome" if is_due else None


def _of_follow_up(outcome: str) -> Callable[[Scene], Typed]:
    def typed(scene: Scene) -> Typed:
        follow_up = _told(scene, given=True)
        there = [r for r in scene.written.live("follow_up_outcome") if follow_up and r.booking == follow_up.booking]
        return {"outcome": outcome} | now("at") | ({"correction_reason": SENTENCE} if there else {})

    return typed


def _may_end(scene: Scene) -> str | None:
    return f"{scene.episode}/required-assessment/end" if _served(scene) else None


def _ends(why: str) -> Callable[[Scene], Typed]:
    return lambda _: {"why": why, "reason": SENTENCE} | today("on")


def _failing(step: FailureStep) -> Step:
    def where(scene: Scene) -> str | None:
        rows = [row for row in scene.written.rows["failure"] if row.taken_back_at is None]
        open_failures = [row for row in rows if step in steps_open(FailureState(row.state))]
        return f"/failures/{open_failures[-1].id}" if open_failures else None

    typed: Typed = {"step": step.value, "reason": SENTENCE}
    name = f"failure: {step.value}"
    return Step(name, (DESK, SENIOR), FAIL, where, lambda _: typed | today("on"), ("failure", "failure_decision"))


OUTCOMES: Final = {"attended": "attended_remained", "missed": "failed_to_attend", "left early": "failed_to_remain"}
GIVES: Final = {"what": "given"}
STEPS: Final = (
    Step("required by hand", (DESK,), RA, _may_require, lambda s: {"decision": "imposed"} | _by_hand(s), DECIDED),
    Step(
        "required at a free time",
        (DESK,),
        RA,
        _may_choose,
        lambda s: {"decision": "imposed"} | _of_the_diary(s),
        DECIDED,
    ),
    Step(
        "not required",
        (DESK,),
        RA,
        _may_require,
        lambda _: {"decision": "not_imposed", "not_imposed_reason": SENTENCE},
        DECIDED,
        ends=True,
    ),
    Step("notice served", (DESK,), RA, _may_serve, lambda _: {"all_said": "all"} | now("served_at"), DECIDED),
    Step("changed by police", (DESK,), RA, _proposes("police", "initial_attend"), _new_time, DECIDED),
    Step(
        "changed by the service",
        SERVICE,
        RA,
        _proposes("service", "initial_attend", "initial_remain"),
        _new_time,
        DECIDED,
    ),
    Step("change told by police", (DESK,), RA, _tells("police"), lambda _: GIVES | now("served_at"), DECIDED),
    Step("change told by the service", SERVICE, RA, _tells("service"), lambda _: GIVES | now("served_at"), DECIDED),
    Step("change dropped", SERVICE, RA, _drops, lambda _: {"what": "dropped"}, DECIDED),
    *(
        Step(f"initial {name}", SERVICE, RA, _initial(value), _of_initial(value), AFTER)
        for name, value in OUTCOMES.items()
    ),
    Step("follow-up required", SERVICE, RA, _may_decide, _decides("required"), AFTER),
    Step("follow-up not required", SERVICE, RA, _may_decide, _decides("not_required"), AFTER, ends=True),
    Step("follow-up told", SERVICE, RA, _may_give, lambda _: now("given_at"), AFTER),
    *(
        Step(f"follow-up {name}", SERVICE, RA, _may_report, _of_follow_up(value), AFTER)
        for name, value in OUTCOMES.items()
    ),
    Step("ended by a court", (DESK,), RA, _may_end, _ends("court_bail_condition"), DECIDED, ends=True),
    Step("imposed in error", (SENIOR,), RA, _may_end, _ends("error"), DECIDED, ends=True),
    *(_failing(step) for step in FailureStep),
)
