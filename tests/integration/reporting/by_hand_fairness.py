"""Fairness of disposals counted apart from the product, like the other reports (`by_hand`), from what its page says.

What a disposal's rules answer to stored facts is asked of the book of rules itself, which has counts of its own: here
it is counted who could have had what, and who had it.
"""

from collections import Counter, defaultdict
from datetime import date

from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law import queries as law
from pathways.law.rules.disposal_terms import Kind
from tests.integration.reporting.by_hand import london

KINDS = ("CC", "CR", "O22", "SC", "PND", "CW")
ASKS_SOMETHING = {"CC", "CR", "O22"}
TO_ANYBODY = {"charged", "no_further_action"}
BEFORE_ANY_OUTCOME = {"CLOSED_DIED", "TRANSFERRED", "REFERRED_TO_YOUTH_JUSTICE", "CLOSED_REPLACED"}
GIVEN_AS = {"CC": "ACTIVE", "CR": "AGREED", "O22": "DEFERRED", "SC": "GIVEN", "PND": "GIVEN", "CW": "GIVEN"}
RELEASED = {"charged_bail": "charged", "remanded": "charged", "no_further_action": "no_further_action"}
ETHNIC = {"W": "white", "M": "mixed", "A": "asian", "B": "black", "O": "other", "N": "not_stated"}
NOT_DONE = ("COMPLETED_IN_PART", "PROSECUTED", "NOT_PROCEEDED", "TIME_BARRED")
BANDS = ((18, "under_18"), (25, "18_to_24"), (35, "25_to_34"), (45, "35_to_44"), (200, "45_and_over"))


def the_fairness(dump, from_on, to_on, as_at):
    """People with a decision, who of each group could have had each outcome and who had it, and what stands beside."""
    of_person, beside = defaultdict(list), Counter()
    for decision in decisions(dump, as_at):
        if from_on <= decision["falls_on"] <= to_on:
            of_person[decision["person"]].append(decision)
    could, had = Counter(), Counter()
    for person, theirs in of_person.items():
        for each in theirs:
            if not each["outcomes"]:
                beside[each["ended"]] += 1
            elif each["open"] is None:
                beside["without_verdict"] += 1
        decided = sorted((each for each in theirs if each["outcomes"]), key=lambda each: each["turn"])
        if not decided:
            continue
        beside["people"] += 1
        outcomes = {outcome for each in decided for outcome in each["outcomes"]}
        open_to = outcomes | TO_ANYBODY | {kind for each in decided for kind in each["open"] or ()}
        were_kept = [each["kept"] for each in decided if each["kept"] is not None]
        open_to |= {"kept"} if were_kept else set()
        outcomes |= {"kept"} if were_kept and all(were_kept) else set()
        for breakdown, group in groups(dump, person, decided[0]["on"]).items():
            could.update((breakdown, group, outcome) for outcome in open_to)
            had.update((breakdown, group, outcome) for outcome in outcomes)
    return {"beside": dict(beside), "could": dict(could), "had": dict(had)}


def decisions(dump, as_at):
    """Every disposal that was proposed, and every release that ended the case where no disposal came to an outcome."""
    offences = defaultdict(list)
    for each in dump.rows["offence"]:
        if each.superseded_at is None:
            offences[each.episode_id].append(each)
    steps, came_to_something = defaultdict(list), set()
    for each in dump.rows["disposal_event"]:
        steps[each.disposal_id].append(each)
    for each in dump.rows["disposal"]:
        on = london(each.proposed_at)
        if each.episode_id not in offences or on > as_at:
            continue
        taken, days, ended = what_became(each, steps[each.id], as_at)
        if days:
            came_to_something.add(each.episode_id)
        yield {
            "person": dump.merged[each.person_id], "turn": (on, each.episode_id), "on": on, "outcomes": set(days),
            "falls_on": min(days.values(), default=on), "ended": ended, "open": left_open(each, on),
            "kept": was_row(taken) if ASKS_SOMETHING & set(days) else None,
        }  # fmt: skip
    for each in dump.rows["detention"]:
        of = offences.get(each.episode_id)
        if each.superseded_at or each.release_type not in RELEASED or not of or each.episode_id in came_to_something:
            continue
        outcome, on = RELEASED[each.release_type], london(each.released_at)
        charged = min((london(row.charged_at) for row in of if row.charged_at), default=None)
        falls_on = charged if charged and outcome == "charged" else on
        if falls_on <= as_at:
            yield {
                "person": dump.whose(each.episode_id), "turn": (on, each.episode_id), "on": on, "outcomes": {outcome},
                "falls_on": falls_on, "ended": "", "open": None, "kept": None,
            }  # fmt: skip


def what_became(disposal, events, as_at):
    """The steps that count, each outcome with the day it came to, and how it ended where it came to none."""
    taken = []
    for step in events:
        names_its_day = step.to_state in ("CLOSED_CHARGED", "PROSECUTED") and step.recorded.get("on")
        day = date.fromisoformat(step.recorded["on"]) if names_its_day else london(step.at)
        if day > as_at:
            continue
        if step.event == "death_taken_back":
            taken.pop()
        else:
            taken.append((day, step))
    last = taken[-1][1].to_state if taken else "DRAFT"
    voided = [place for place, (_, step) in enumerate(taken) if step.to_state == "VOID"]
    taken = taken[voided[-1] + 1 :] if voided else taken
    days = {}
    for day, step in taken:
        if step.to_state in ("CLOSED_CHARGED", "PROSECUTED"):
            days.setdefault("charged", day)
        elif step.to_state == "CLOSED_NFA":
            days.setdefault("no_further_action", day)
        elif step.to_state == GIVEN_AS[disposal.kind]:
            days.setdefault(disposal.kind, day)
    ended = "void" if last == "VOID" else "ended_otherwise" if last in BEFORE_ANY_OUTCOME else "pending"
    return [step for _, step in taken], days, ended


def was_row(taken):
    """What was decided last of what had been agreed or signed; whatever was decided of the person afterwards."""
    decided = None
    for step in taken:
        if step.to_state in ("COMPLETED", "CLOSED_22"):
            decided = True
        elif step.to_state in NOT_DONE or step.event in ("not_completed", "review"):
            decided = False
    return decided


def left_open(disposal, on):
    """The disposal that was proposed by its stored verdict, the others by the stored facts under the book of then."""
    own = all(each["verdict"] in ("AVAILABLE", "NEEDS_AUTHORITY") for each in disposal.results if each["counts"])
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in disposal.facts.items()}
    book = law.book_of(disposal.rules_version)
    others = {
        kind
        for kind in KINDS
        if kind != disposal.kind
        and opinion(Kind(kind), facts, picking=True, book=book, on=on).verdict.value in ("AVAILABLE", "NEEDS_AUTHORITY")
    }
    return others | ({disposal.kind} if own and disposal.kind in KINDS else set())


def groups(dump, person, on):
    """Which groups somebody is in: ethnicity, sex and area as last recorded, age on that day."""
    (known,) = (each for each in dump.rows["person_details"] if each.person_id == person and each.superseded_at is None)
    born = known.date_of_birth
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    screens = [
        each
        for each in dump.rows["need_screen"]
        if each.superseded_at is None and dump.whose(each.episode_id) == person
    ]
    screens.sort(key=lambda each: (each.recorded_at, each.id))
    of_before = [each.area_of_before for each in dump.rows["referral"] if dump.merged[each.person_id] == person]
    lived = [area for area in of_before if area] + [each.area for each in screens]
    return {
        "ethnicity": ETHNIC[known.ethnicity[0]] if known.ethnicity else "not_recorded",
        "sex": known.sex,
        "age": next(band for limit, band in BANDS if age < limit),
        "area": lived[-1] if lived else "not_recorded",
    }
