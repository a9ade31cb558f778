"""The conditions of a caution, the actions of a resolution, the activity of a deferral: checked, and kept."""

from dataclasses import asdict

from pathways import clock
from pathways.directory.queries import service_names, services_open_on
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import Kind, Planned, demand_in, vague_in
from pathways.refusals import Reason
from pathways.store import db

MOST_CONDITIONS = 6
WITH_A_PLAN = frozenset({Kind.CC, Kind.CR, Kind.O22})
"""Disposals to which something agreed belongs."""


def plan_faults(kind: Kind, plan: tuple[Planned, ...]) -> tuple[Reason, ...]:
    """What is wrong with what is to be done, for this kind of disposal."""
    if kind not in WITH_A_PLAN:
        words = f"A {kind.label.lower()} has no conditions. Take them out"
        return (Reason(words, "conditions-0-kind"),) if plan else ()
    found = list(_faults(plan))
    if kind is Kind.CR and not plan:
        found.append(Reason("Write at least one action that was agreed", "conditions-0-kind", "NPCC guidance"))
    if kind is Kind.O22 and len(plan) != 1:
        found.append(Reason("Write the one activity that Outcome 22 is deferred for", "conditions-0-kind"))
    return tuple(found)


def own_words(plan: tuple[Planned, ...]) -> dict[str, str]:
    """The wording of each condition by its field, as the person and the service read it, without the service's name.

    One that demands a test is refused at its own field already.
    """
    names = service_names([condition.service_id for condition in plan if condition.service_id])
    return {
        f"conditions-{place}-wording": condition.wording.replace(names.get(condition.service_id or 0, ""), "")
        for place, condition in enumerate(plan)
        if demand_in(condition.wording, condition.kind) is None
    }


def _faults(plan: tuple[Planned, ...]) -> tuple[Reason, ...]:
    """What is wrong with the conditions as written, each at its own field (`conditions-0-wording`)."""
    today = clock.today()
    open_now = {row.id for row in services_open_on(today)}
    names = service_names([one.service_id for one in plan if one.service_id])
    found: list[Reason] = []
    if len(plan) > MOST_CONDITIONS:
        found.append(Reason(f"Keep to {MOST_CONDITIONS} conditions: more cannot be achieved together"))
    for place, one in enumerate(plan):
        at = f"conditions-{place}-"
        if demand := demand_in(one.wording, one.kind, names.get(one.service_id or 0)):
            found.append(Reason(demand.message, f"{at}wording"))
        elif vague := vague_in(one.wording):
            words = f"‘{vague}’ is too vague to keep to. Say what, where, how often and by when"
            found.append(Reason(words, f"{at}wording"))
        if len(one.wording.strip()) < 10:
            found.append(Reason("Say what must be done, where and how it is shown", f"{at}wording"))
        if one.due_on < today:
            found.append(Reason("The date must be today or later", f"{at}due_on"))
        if one.service_id and one.service_id not in open_now:
            found.append(Reason("That service takes no one today. Choose another, or none yet", f"{at}service"))
        if one.needs_hours and one.hours is None:
            found.append(Reason("Enter the hours of attendance", f"{at}hours"))
        if one.hours is not None and one.hours < 1:
            found.append(Reason("Enter a whole number of hours, 1 or more", f"{at}hours"))
        if one.amount is not None and one.amount < 1:
            found.append(Reason("Enter a sum in whole pounds, 1 or more", f"{at}amount"))
        if one.is_penalty and one.amount is None:
            found.append(Reason("Enter the amount in pounds", f"{at}amount"))
    return tuple(found)


def write_plan(disposal: Disposal, plan: tuple[Planned, ...]) -> None:
    for place, one in enumerate(plan, start=1):
        values = asdict(one) | {"wording": one.wording.strip()}
        db.session.add(Condition(disposal_id=disposal.id, position=place, object=one.kind.object, **values))
    db.session.flush()
