"""The reports counted apart from the product: plain Python over every row of the tables, from what their pages say.

Nothing of `pathways.reporting` is asked. Whoever changes what a report counts changes it here too, and says so on its
page; where the two differ, one of them is wrong.
"""

from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from pathways.store.base import db

LONDON = ZoneInfo("Europe/London")
COCAINES = {"crack", "cocaine_powder", "cocaine_unspecified"}
ON_ITS_OWN_LINE = {"heroin": "heroin", "cannabis": "cannabis", "alcohol": "alcohol"} | {
    "synthetic_cannabinoids": "synthetic_cannabinoids",
    **dict.fromkeys(COCAINES, "cocaine"),
}


def the_rows():
    """By table, every row as plain values."""
    return {
        name: [
            SimpleNamespace(**{key: getattr(value, "value", value) for key, value in row._mapping.items()})
            for row in db.session.execute(table.select().order_by(*table.primary_key))
        ]
        for name, table in db.metadata.tables.items()
        if name in WANTED
    }


WANTED = {
    "person", "episode", "organisation", "drug_test", "analyte", "hold", "lab_check", "lab_check_step", "offence",
    "required_assessment", "required_assessment_outcome", "referral", "structured_start", "need_screen", "assessment",
    "assessed_substance", "engagement", "person_details", "detention", "disposal", "disposal_event", "treatment_exit",
    "decline", "referral_event", "service", "service_change", "naloxone_supply", "peer_support",
    "needs_assessed", "appointment",
}  # fmt: skip


def london(at):
    return None if at is None else at.astimezone(LONDON).date()


class Event:
    """An event dump, read as somebody reads a file: by the numbers in it."""

    def __init__(self, rows):
        self.rows = rows
        self.merged = {each.id: each.merged_into_id or each.id for each in rows["person"]}
        self.episodes = {each.id: each for each in rows["episode"]}
        self.died = defaultdict(lambda: date.max)
        for each in rows["person"]:
            if each.died_at:
                whose = self.merged[each.id]
                self.died[whose] = min(self.died[whose], london(each.died_at))
        holds = defaultdict(set)
        for each in rows["hold"]:
            holds[each.drug_test_id].add(each.state)
        self.usable = {
            each.id: not (holds[each.id] - {"released"}) and (not each.is_irregular or "released" in holds[each.id])
            for each in rows["drug_test"]
        }
        checks = {each.id: each.drug_test_id for each in rows["lab_check"]}
        self.laboratory = defaultdict(list)
        for each in sorted(rows["lab_check_step"], key=lambda step: (step.recorded_at, step.id)):
            self.laboratory[checks[each.lab_check_id]].append((london(each.at), each.step))
        self.chains = self._chains()

    def whose(self, episode_id):
        return self.merged[self.episodes[episode_id].person_id]

    def last_of_laboratory(self, test, as_at):
        steps = [step for on, step in self.laboratory[test.id] if on <= as_at]
        return steps[-1] if steps else None

    def on_arrest(self):
        return [each for each in self.rows["drug_test"] if each.superseded_at is None and each.route == "arrest"]

    def _chains(self):
        """Every referral that was sent, with those it was sent on as, the first one first."""
        starts = {
            each.referral_id: each.started_on for each in self.rows["structured_start"] if each.superseded_at is None
        }
        areas = {each.episode_id: each.area for each in self.rows["need_screen"] if each.superseded_at is None}
        chains, first_of = defaultdict(list), {}
        for each in self.rows["referral"]:
            if each.first_submitted_at is None:
                continue
            first_of[each.id] = first_of.get(each.parent_id, each.id)
            chains[first_of[each.id]].append(each)
        return [
            SimpleNamespace(
                number=links[0].id,
                episode=links[0].episode_id,
                person=self.merged[links[0].person_id],
                on=london(links[0].first_submitted_at),
                links=links,
                accepted=earliest(london(each.accepted_at) for each in links),
                seen=earliest(each.first_attended_on for each in links),
                engaged=earliest(each.engaged_on for each in links),
                started=earliest(starts.get(each.id) for each in links),
                area=areas.get(links[0].episode_id) or links[0].area_of_before or "not_recorded",
            )
            for links in chains.values()
        ]


def earliest(days):
    return min((day for day in days if day), default=None)


def is_out(chain, as_at):
    """Withdrawn before anybody accepted, entered in error or twice: whichever end of it there is."""
    ends = [each for each in chain.links if each.state != "REROUTED"]
    return bool(ends) and all(
        each.state in ("WITHDRAWN", "ERROR", "DUPLICATE") and (not each.closed_at or london(each.closed_at) <= as_at)
        for each in ends
    )


# The return on drug testing on arrest.


def the_return(dump, from_on, to_on, as_at):
    """Every cell, by its kind: tests, people, positive tests, their people."""
    inside = []
    for test in dump.on_arrest():
        is_known = test.overall_result in ("positive", "negative") and test.taken_at and london(test.result_at) <= as_at
        if is_known and from_on <= london(test.taken_at) <= to_on:
            inside.append(test)
    counted = [test for test in inside if dump.usable[test.id]]
    device = [test for test in counted if test.overall_result == "positive"]
    positive = [test for test in device if dump.last_of_laboratory(test, as_at) != "not_confirmed"]
    triggers = {each.id for each in dump.rows["offence"] if each.is_trigger_on_arrest}
    found = defaultdict(set)
    for each in dump.rows["analyte"]:
        if each.result == "positive":
            found[each.drug_test_id].add(each.analyte)
    forces = {each.id: each.name for each in dump.rows["organisation"]}

    def four(tests):
        of_them = [test for test in tests if test in positive]
        return (
            len(tests), len({dump.whose(test.episode_id) for test in tests}),
            len(of_them), len({dump.whose(test.episode_id) for test in of_them}),
        )  # fmt: skip

    def offence(test):
        if not test.relied_on:
            return "not_stated"
        return "trigger" if set(test.relied_on) & triggers else "not_trigger"

    def drugs(test):
        both = {"cocaine", "opiates"}
        shows = found[test.id] & both
        return "not_stated" if not shows else "both" if shows == both else next(iter(shows))

    cells = {"whole": four(counted)}
    for test in counted:
        force = forces[dump.episodes[test.episode_id].organisation_id]
        cells[f"force {force}"] = four(
            [each for each in counted if forces[dump.episodes[each.episode_id].organisation_id] == force]
        )
    for kind in ("trigger", "not_trigger", "not_stated"):
        cells[f"offence {kind}"] = four([test for test in counted if offence(test) == kind])
    if (to_on - from_on).days < 100:
        first = from_on
        while first <= to_on:
            cells[f"month {first:%Y-%m}"] = four(
                [test for test in counted if f"{london(test.taken_at):%Y-%m}" == f"{first:%Y-%m}"]
            )
            first = (first + timedelta(days=31)).replace(day=1)
    lines = {f"drug {kind}": 0 for kind in ("cocaine", "opiates", "both", "not_stated")}
    lines |= {f"assessment {kind}": 0 for kind in ("attended", "failed", "awaited", "not_required", "not_recorded")}
    for test in positive:
        lines[f"drug {drugs(test)}"] += 1
        lines[f"assessment {required(dump, test.episode_id, as_at)}"] += 1
    lines["overturned"] = len(device) - len(positive)
    lines["held"] = len(inside) - len(counted)
    lines["refused"] = sum(
        test.outcome == "refused" and test.requested_at is not None and from_on <= london(test.requested_at) <= to_on
        for test in dump.on_arrest()
    )
    return {"cells": cells, "lines": lines}


def required(dump, episode_id, as_at):
    """What was decided of a required assessment after this arrest, and what became of it, as far as known by then."""
    became = "not_recorded"
    for decision in dump.rows["required_assessment"]:
        decided_on = london(decision.imposed_at or decision.recorded_at)
        if decision.episode_id != episode_id or decision.superseded_at is not None or decided_on > as_at:
            continue
        if decision.decision != "imposed":
            became = became if became == "attended" else "not_required"
            continue
        outcomes = [
            each
            for each in dump.rows["required_assessment_outcome"]
            if each.required_assessment_id == decision.id and each.superseded_at is None and london(each.at) <= as_at
        ]
        said = ["awaited"]
        for each in outcomes:
            is_last = each.booking == decision.booking
            said.append("attended" if each.outcome == "attended_remained" else "failed" if is_last else "awaited")
        if became != "attended":
            became = "attended" if "attended" in said else said[-1]
    return became


# The ARC report.


def the_arc(dump, from_on, to_on, as_at):
    """People assessed, each by the first assessment: what they use, how many substances, and how they engaged."""
    marks, open_between = defaultdict(set), defaultdict(list)
    for each in dump.rows["engagement"]:
        if each.superseded_at is None:
            marks[dump.merged[each.person_id]].add(each.engaged_on)
    for each in dump.rows["referral"]:
        if each.sent_at:
            ends = earliest((each.exited_on, london(each.closed_at)))
            open_between[dump.merged[each.person_id]].append((london(each.sent_at), ends))
    substances = defaultdict(set)
    for each in dump.rows["assessed_substance"]:
        substances[each.assessment_id].add(each.substance)
    of_person = defaultdict(list)
    for each in dump.rows["assessment"]:
        if each.superseded_at is None and from_on <= each.attended_on <= min(to_on, as_at):
            of_person[dump.merged[each.person_id]].append(each)
    counts = defaultdict(int)
    for person, assessments in of_person.items():
        first = min(assessments, key=lambda each: (each.attended_on, each.id))
        used = substances[first.id]
        lines = {ON_ITS_OWN_LINE.get(each, "other_drugs") for each in used}
        lines |= {"other_drugs"} if first.uses_substances and not used else set()
        for line in lines:
            counts[line] += 1
        different = len({"cocaine" if each in COCAINES else each for each in used}) or int(first.uses_substances)
        counts["assessed"] += 1
        counts[("none", "single", "multiple")[min(different, 2)]] += 1
        counts["unnamed"] += first.uses_substances and not used
        counts["merged"] += len({each.person_id for each in assessments}) - 1
        counts["earlier_marks"] += any(day < first.attended_on for day in marks[person] if day <= as_at)
        if any(first.attended_on <= day <= as_at for day in marks[person]):
            became = "engaged"
        elif dump.died[person] <= as_at:
            became = "died"
        else:
            is_open = any(sent <= as_at and (ends is None or ends > as_at) for sent, ends in open_between[person])
            became = "still open" if is_open else "did not engage"
        counts[became] += 1
        if different:
            counts["users engaged"] += became == "engaged"
            counts["users"] += became != "died"
    return dict(counts)
