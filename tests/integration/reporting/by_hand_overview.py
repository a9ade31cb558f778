"""The overview counted apart from the product, like the other reports (`by_hand`): funnels, sentences and areas."""

from collections import defaultdict
from datetime import timedelta

from tests.integration.reporting.by_hand import earliest, is_out, london

FUNNEL_DAYS, ENGAGED_DAYS = timedelta(days=168), timedelta(days=84)


def the_overview(dump, from_on, to_on, as_at):
    """The people at each stage and those who may still reach it; the two metrics; the areas of a year."""
    journeys = defaultdict(list)
    for test in dump.on_arrest():
        if test.overall_result not in ("positive", "negative") or not test.taken_at or not dump.usable[test.id]:
            continue
        on = london(test.taken_at)
        if from_on <= on <= to_on and on <= as_at:
            journeys[dump.whose(test.episode_id)].append(after_a_test(dump, test, on, as_at))
    referred = defaultdict(list)
    for chain in dump.chains:
        if from_on <= chain.on <= to_on and chain.on <= as_at:
            days = (chain.accepted, chain.seen, chain.engaged)
            is_over = dump.died[chain.person] <= as_at
            referred[chain.person].append(
                {"left_out": True} if is_out(chain, as_at) else so_far(chain.on, days, as_at, is_over=is_over)
            )
    counted = {
        "on_arrest": a_funnel(journeys, 7),
        "by_any_route": a_funnel(referred, 4),
        "started": started(dump, from_on, to_on, as_at),
        "engaged": engaged(dump, from_on, to_on, as_at)["everybody"],
        "areas": engaged(dump, from_on, to_on, as_at)["areas"] if (to_on - from_on).days > 300 else {},
    }
    requests = [
        test
        for test in dump.on_arrest()
        if test.requested_at and from_on <= london(test.requested_at) <= to_on
        and (not dump.usable[test.id] or test.overall_result not in ("positive", "negative"))
    ]  # fmt: skip
    counted["on_hold"] = sum(not dump.usable[test.id] for test in requests)
    counted["without_result"] = len(requests) - counted["on_hold"]
    return counted


def after_a_test(dump, test, on, as_at):
    is_positive, last = test.overall_result == "positive", dump.last_of_laboratory(test, as_at)
    decision = next(
        (
            each
            for each in reversed(dump.rows["required_assessment"])
            if each.episode_id == test.episode_id and each.superseded_at is None
        ),
        None,
    )
    imposed = london(decision.imposed_at) if decision and decision.decision == "imposed" else None
    chains = [each for each in dump.chains if each.episode == test.episode_id and not is_out(each, as_at)]
    furthest = (None,) * 4
    for chain in chains:
        days = (chain.on, chain.accepted, chain.seen, chain.engaged)
        if sum(map(bool, days)) > sum(map(bool, furthest)):
            furthest = days
    is_overturned = is_positive and last == "not_confirmed"
    is_over = (
        not is_positive
        or (decision is not None and decision.decision != "imposed")
        or dump.died[dump.whose(test.episode_id)] <= as_at
        or is_overturned
    )
    days = (on if is_positive else None, imposed, *furthest)
    found = so_far(on, () if is_overturned else days, as_at, is_over=is_over)
    found["is_out_of_order"] = any(day is not None and day < on for day in days)
    found["is_overturned"] = is_overturned
    waits = ("dispute", "quality_check", "send", "cannot_send", "no_analysis")
    found["is_unconfirmed"] = is_positive and last in waits and found["stage"] > 0
    return found


def so_far(began, days, as_at, *, is_over):
    """The stage reached by then within 168 days, each only after the one before; and whether more may come."""
    stage = 0
    for day in days:
        if day is None or day < began or day > as_at or day > began + FUNNEL_DAYS:
            break
        stage += 1
    may = not is_over and began + FUNNEL_DAYS > as_at
    out_of_order = any(day is not None and day < began for day in days)
    return {"stage": stage, "may": may, "is_out_of_order": out_of_order, "is_overturned": 0, "is_unconfirmed": 0}


def a_funnel(people, stages):
    furthest, pending = [0] * stages, [0] * stages
    beside = dict.fromkeys(("journeys", "left_out", "out_of_order", "overturned", "unconfirmed"), 0)
    beside |= {"overturned_people": 0, "unconfirmed_people": 0}
    for journeys in people.values():
        counted = [each for each in journeys if "left_out" not in each]
        beside["left_out"] += len(journeys) - len(counted)
        if not counted:
            continue
        stage = max(each["stage"] for each in counted)
        furthest[stage] += 1
        if stage + 1 < stages and any(each["may"] for each in counted):
            pending[stage + 1] += 1
        beside["journeys"] += len(counted)
        beside["out_of_order"] += sum(each["is_out_of_order"] for each in counted)
        overturned, unconfirmed = (sum(each[name] for each in counted) for name in ("is_overturned", "is_unconfirmed"))
        beside["overturned"] += overturned
        beside["unconfirmed"] += unconfirmed
        beside["overturned_people"] += bool(overturned and stage == 0)
        beside["unconfirmed_people"] += bool(unconfirmed)
    return {"people": [sum(furthest[step:]) for step in range(stages)], "pending": pending, **beside}


def started(dump, from_on, to_on, as_at):
    """People with a positive test that was not overturned, by the first that counts: treatment within 168 days."""
    of_person = defaultdict(list)
    for test in dump.on_arrest():
        on = london(test.taken_at)
        if test.overall_result != "positive" or on is None or not dump.usable[test.id]:
            continue
        if from_on <= on <= to_on and on <= as_at and dump.last_of_laboratory(test, as_at) != "not_confirmed":
            begun = earliest(chain.started for chain in dump.chains if chain.episode == test.episode_id)
            person = dump.whose(test.episode_id)
            of_person[person].append((on, test.id, how_it_ended(on, begun, dump.died[person], as_at, FUNNEL_DAYS)))
    return together(of_person.values())


def engaged(dump, from_on, to_on, as_at):
    """People first referred, by the first referral that counts: recorded as engaged within 84 days."""
    of_person = defaultdict(list)
    for chain in dump.chains:
        if from_on <= chain.on <= to_on and chain.on <= as_at:
            ended = how_it_ended(
                chain.on, chain.engaged, dump.died[chain.person], as_at, ENGAGED_DAYS, is_out(chain, as_at)
            )
            of_person[chain.person].append((chain.on, chain.number, ended | {"area": chain.area}))
    every = [sorted(each, key=lambda line: line[:2]) for each in of_person.values()]
    areas = defaultdict(list)
    for lines in every:
        areas[first_that_counts(lines)["area"]].append(lines)
    return {"everybody": together(every), "areas": {area: together(lines) for area, lines in areas.items()}}


def how_it_ended(began, event, died, as_at, horizon, left_out=False):
    is_out_of_it = left_out or (event is not None and event < began)
    last = min(as_at, began + horizon)
    happened = not is_out_of_it and event is not None and event <= last
    if is_out_of_it:
        outcome = "left_out"
    elif began + horizon > as_at:
        outcome = "pending"
    elif happened:
        outcome = "yes"
    else:
        outcome = "died" if died <= last else "no"
    return {"outcome": outcome, "happened": happened, "may": outcome == "pending" and not happened and died > as_at}


def first_that_counts(lines):
    return next((line for *_, line in lines if line["outcome"] != "left_out"), lines[0][-1])


def together(every):
    counts = dict.fromkeys(("left_out", "pending", "yes", "died", "no", "happened", "may"), 0)
    for lines in every:
        line = first_that_counts(sorted(lines, key=lambda each: each[:2]))
        counts[line["outcome"]] += 1
        counts["happened"] += line["happened"]
        counts["may"] += line["may"]
    return counts
