"""Treatment counted apart from the product, like the other reports (`by_hand`), from the definitions that it prints."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from tests.integration.reporting.by_hand import earliest, is_out, london
from tests.integration.reporting.by_hand_overview import how_it_ended

DAYS_84 = timedelta(days=84)
ARRESTED = ("arrested", "arrested_after_voluntary_attendance")
ROUTES = {
    "DToA_required_assessment": "required",
    "DToA_voluntary": "tested",
    "OOCD_conditional_caution": "disposal",
    "OOCD_community_resolution": "disposal",
    "OOCD_outcome_22": "disposal",
}


def the_treatment(dump, from_on, to_on, as_at):
    """First contacts and courses of the year, and who was released in the year before and came back."""
    year_before = (from_on.replace(year=from_on.year - 1), from_on - timedelta(days=1))
    return {
        "contacts": contacts(dump, from_on, to_on, as_at),
        "treated": treated(dump, from_on, to_on, as_at),
        "released": released(dump, *year_before, as_at),
        "declined": declined(dump, from_on, to_on, as_at),
        "recorded": recorded(dump, from_on, to_on, as_at),
    }


def contacts(dump, from_on, to_on, as_at):
    of_person = defaultdict(list)
    for chain in sorted(dump.chains, key=lambda each: (each.on, each.number)):
        if from_on <= chain.on <= to_on and chain.on <= as_at:
            ended = how_it_ended(
                chain.on, chain.seen, dump.died[chain.person], as_at, timedelta(days=42), is_out(chain, as_at)
            )
            of_person[chain.person].append((ended["outcome"], chain))
    counts = Counter()
    for person, lines in of_person.items():
        outcome, chain = next((line for line in lines if line[0] != "left_out"), lines[0])
        waited = (chain.seen - chain.on).days if outcome == "yes" else None
        counts[outcome if waited is None else next(f"by {day}" for day in (7, 21, 42) if waited <= day)] += 1
        nothing_yet = not any(day and day <= as_at for day in (chain.seen, offered(chain), dump.died[person]))
        goes_on = any(link.closed_at is None or london(link.closed_at) > as_at for link in chain.links)
        counts["waits for an offer"] += outcome != "left_out" and nothing_yet and goes_on
    return counts


def declined(dump, from_on, to_on, as_at):
    said_no, of_person = (
        {each.referral_id: london(each.declined_at) for each in dump.rows["decline"]},
        defaultdict(list),
    )
    for chain in sorted(dump.chains, key=lambda each: (each.on, each.number)):
        if from_on <= chain.on <= min(to_on, as_at):
            of_person[chain.person].append(_answered(chain, said_no, as_at))
    counts = Counter()
    for lines in of_person.values():
        counts[next((each for each in lines if each != "left out"), lines[0])] += 1
    return counts


def _answered(chain, said_no, as_at):
    limit = chain.on + timedelta(days=42)
    if is_out(chain, as_at) or (chain.seen and chain.seen < chain.on):
        return "left out"
    if limit > as_at:
        return "pending"
    if chain.links[0].is_of_before:
        return "not known"
    in_time = chain.accepted is not None and chain.accepted <= limit
    noes = [said_no[link.id] for link in chain.links if link.id in said_no]
    noes = [on for on in noes if on <= (chain.accepted if in_time else limit)]
    if not noes:
        return "not declined"
    return ("once" if len(noes) == 1 else "more") if in_time else "nobody"


def offered(chain):
    return earliest(each.first_offered_on for each in chain.links)


def treated(dump, from_on, to_on, as_at):
    counts = Counter()
    for person, first in first_of_each(dump, from_on, to_on, as_at):
        began, _, _, chain = first[0]
        counts["offered", waited_for_an_offer(chain, as_at)] += 1
        counts["became", *stayed_and_left(first, dump.died[person], began, as_at)] += 1
    return counts


RECORDED = ("people", "ethnicity", "substance", "in_time", "late")


def recorded(dump, from_on, to_on, as_at):
    whose = {each.id: dump.merged[each.person_id] for each in dump.rows["referral"]}
    named = {each.assessment_id for each in dump.rows["assessed_substance"]}
    asked = {each.person_id for each in dump.rows["person_details"] if not each.superseded_at and each.ethnicity}
    counts = Counter()
    for person, first in first_of_each(dump, from_on, to_on, as_at):
        sent, last = first[0][3].on, first[0][0] + DAYS_84
        counts["people"] += 1
        counts["ethnicity"] += person in asked
        counts["substance"] += any(
            sent <= each.attended_on <= min(last, as_at) and (each.id in named or not each.uses_substances)
            for each in dump.rows["assessment"]
            if not each.superseded_at and dump.merged[each.person_id] == person
        )
        late = []
        for each in dump.rows["appointment"]:
            on, recorded_on = london(each.starts_at), london(each.outcome_at)
            due = on + timedelta(days=7)
            if not each.superseded_at and whose[each.referral_id] == person and sent <= on <= last and due <= as_at:
                late.append(recorded_on is None or recorded_on > due)
        counts["late"] += any(late)
        counts["in_time"] += bool(late) and not any(late)
    return counts


def first_of_each(dump, from_on, to_on, as_at):
    """By person, the courses of the first journey through treatment that began in the time."""
    starts = {each.referral_id: each.started_on for each in dump.rows["structured_start"] if not each.superseded_at}
    exits = {each.referral_id: each for each in dump.rows["treatment_exit"] if not each.undone_at}
    courses = defaultdict(list)
    for chain in dump.chains:
        for link in chain.links:
            if link.id in starts:
                left = exits.get(link.id)
                ended, why = (left.exited_on, left.reason) if left else (london(link.closed_at), "")
                courses[chain.person].append((starts[link.id], ended or date.max, why, chain))
    for person, theirs in courses.items():
        journeys = []
        for course in sorted(theirs, key=lambda each: each[:2]):
            # Less than 21 days after the last end so far: one course.
            if journeys and (course[0] - timedelta(days=20)) <= max(ended for _, ended, *_ in journeys[-1]):
                journeys[-1].append(course)
            else:
                journeys.append([course])
        first = next((each for each in journeys if from_on <= each[0][0] <= to_on), None)
        if first and first[0][0] <= as_at:
            yield person, first


def waited_for_an_offer(chain, as_at):
    on = offered(chain)
    if on is None or on > as_at:
        return "missing"
    if on < chain.on:
        return "left_out"
    return "yes" if (on - chain.on).days <= 21 else "no"


def stayed_and_left(courses, died, began, as_at):
    """In treatment on day 84 or completed before; left unplanned before day 84."""
    courses = [each for each in courses if each[0] <= as_at]
    _, ended, why = max((each[1] if each[1] <= as_at else date.max, each[1], each[2]) for each in courses)
    ended = ended if ended <= as_at else date.max
    full, died = began + DAYS_84, died if died < began + DAYS_84 else date.max
    if ended < began:
        return "left_out", "left_out"
    if full > as_at:
        return "pending", "pending"
    early = ended < full
    completed, unplanned = early and why in ("80", "81", "82"), early and why in ("85", "86", "88")
    dead = died != date.max
    return (
        "yes" if completed or (not early and not dead) else "died" if dead else "no",
        "yes" if unplanned else "died" if dead else "no",
    )


def released(dump, from_on, to_on, as_at):
    of_person, referred = defaultdict(list), defaultdict(list)
    for each in dump.rows["detention"]:
        if each.superseded_at is None and each.presence in ARRESTED:
            of_person[dump.whose(each.episode_id)].append(each)
    for each in dump.rows["referral"]:
        if each.first_submitted_at and each.parent_id is None:
            referred[each.episode_id].append(each)
    counts = Counter()
    for person, theirs in of_person.items():
        out = [
            each
            for each in theirs
            if each.released_at and each.release_type != "remanded" and from_on <= london(each.released_at) <= to_on
        ]
        if not out:
            continue
        first = min(out, key=lambda each: (london(each.released_at), each.episode_id))
        on = london(first.released_at)
        back = earliest(
            london(each.arrested_at)
            for each in theirs
            if each.arrested_at > first.released_at and each.continuous_detention != first.continuous_detention
        )
        outcome = how_it_ended(on, back, dump.died[person], as_at, timedelta(days=365))["outcome"]
        if outcome in ("yes", "no"):
            when = "not back" if outcome == "no" else "soon" if (back - on).days <= 183 else "later"
            counts[route(referred[first.episode_id], on), when] += 1
        else:
            counts[outcome] += 1
    return counts


def route(referrals, released_on):
    by_then = [each for each in referrals if london(each.first_submitted_at) <= released_on]
    if not by_then:
        return "none"
    first = min(by_then, key=lambda each: (london(each.first_submitted_at), each.id))
    return ROUTES.get(first.route, "other")
