"""The report on recovery counted apart from the product, like the other reports (`by_hand`)."""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from tests.integration.reporting.by_hand import is_out, london

DAY = timedelta(days=1)
COMPLETED, MOVED = ("80", "81", "82"), ("83", "84", "87")


def the_recovery(dump, from_on, to_on, as_at):
    """Everybody in treatment and how they stand, who began again, who was seen after custody, kits and peers."""
    counts = defaultdict(int)
    for person, journeys in in_treatment(dump, as_at).items():
        _one_person(counts, journeys, dump.died[person], from_on, to_on, as_at)
    _after_custody(counts, dump, from_on, to_on, as_at)
    _kits_and_peers(counts, dump, from_on, to_on, as_at)
    _asked(counts, dump, from_on, min(to_on, as_at))
    _conditions(counts, dump, from_on, min(to_on, as_at), as_at)
    return dict(counts)


def in_treatment(dump, as_at):
    """By person, spans of treatment (began, ended or None, why) that lie 21 days apart at least, both dates counted."""
    exits = {each.referral_id: each for each in dump.rows["treatment_exit"] if each.undone_at is None}
    referrals = {each.id: each for each in dump.rows["referral"] if each.first_submitted_at is not None}
    spans = defaultdict(set)
    for start in dump.rows["structured_start"]:
        if start.superseded_at is None and start.referral_id in referrals:
            referral, left = referrals[start.referral_id], exits.get(start.referral_id)
            ended = left.exited_on if left else london(referral.closed_at)
            spans[dump.merged[referral.person_id]].add(
                (start.started_on, ended or date.max, left.reason if left else "")
            )
    joined = {}
    for person, of_person in spans.items():
        journeys = []
        for span in sorted(of_person):
            last = max((ended for _, ended, _ in journeys[-1]), default=date.min) if journeys else date.min
            if journeys and (last == date.max or (span[0] - last).days <= 20):
                journeys[-1].append(span)
            else:
                journeys.append([span])
        joined[person] = journeys
    return joined


def _one_person(counts, journeys, died, from_on, to_on, as_at):
    stood = []
    for place, spans in enumerate(journeys):
        began = spans[0][0]
        if began > min(to_on, as_at):
            continue
        ended, how = _end([each for each in spans if each[0] <= as_at], began, died, as_at)
        next_on = journeys[place + 1][0][0] if place + 1 < len(journeys) else None
        if ended is None or ended >= from_on:
            stood.append((began, ended, how, next_on))
    if not stood:
        return
    right = [each for each in stood if each[2] != "wrong"]
    if not right:
        counts["left out"] += 1
        return
    _, ended, how, _ = right[-1]
    latest = how if ended is not None and ended <= to_on else "goes on"
    counts[latest] += 1
    counts["began"] += any(began >= from_on for began, *_ in right)
    done = [each for each in right if each[2] == "completed" and from_on <= each[1] <= to_on]
    if done:
        _, ended, _, next_on = done[0]
        limit = six_months_on(ended)
        if as_at < limit - DAY:
            again = "pending"
        elif next_on is not None and next_on < limit:
            again = "yes"
        else:
            again = "died" if died < limit else "no"
        counts[f"{'completed' if latest == 'completed' else 'other'} {again}"] += 1


def _end(spans, began, died, as_at):
    ended, why = max((ended, why) for _, ended, why in spans)
    if ended > as_at:
        ended, why = None, ""
    elif ended < began:
        return began, "wrong"
    if died <= as_at and why not in COMPLETED and (ended is None or died <= ended or why == "89"):
        ended, why = died, "89"
    if ended is None or (as_at - ended).days < 20:
        return None, "goes on"
    return ended, "completed" if why in COMPLETED else "moved" if why in MOVED else "died" if why == "89" else "left"


def six_months_on(day):
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _after_custody(counts, dump, from_on, to_on, as_at):
    of_person = defaultdict(list)
    for each in dump.rows["detention"]:
        on = london(each.released_at)
        if each.superseded_at is not None or on is None or each.release_type == "remanded":
            continue
        sent = [chain for chain in dump.chains if chain.episode == each.episode_id and chain.on <= on]
        if not sent or not from_on <= on <= min(to_on, as_at):
            continue
        counted = [chain for chain in sent if not is_out(chain, as_at)]
        seen = min((chain.seen for chain in counted if chain.seen), default=None)
        person = dump.whose(each.episode_id)
        if not counted or (seen and seen < on):
            outcome = "left out"
        elif on + 21 * DAY > as_at:
            outcome = "pending"
        elif seen and (seen - on).days <= 21:
            outcome = "soon" if (seen - on).days <= 7 else "later"
        else:
            outcome = "died" if (dump.died[person] - on).days <= 21 else "not seen"
        of_person[person].append((on, each.episode_id, outcome))
    for lines in of_person.values():
        outcomes = [line[2] for line in sorted(lines)]
        counts[f"custody {next((each for each in outcomes if each != 'left out'), 'left out')}"] += 1


def _kits_and_peers(counts, dump, from_on, to_on, as_at):
    whose = {each.id: dump.merged[each.person_id] for each in dump.rows["referral"]}
    last = min(to_on, as_at)
    supplied = [
        each
        for each in dump.rows["naloxone_supply"]
        if each.recipient == "at_risk" and from_on <= each.supplied_on <= last
    ]
    counts["supplied"] = len({whose[each.referral_id] for each in supplied})
    counts["kits"] = sum(each.kits for each in supplied)
    offers = [
        each for each in dump.rows["peer_support"] if each.superseded_at is None and from_on <= each.offered_on <= last
    ]
    accepted = [each for each in offers if each.answer == "accepted"]
    met = [
        each
        for each in accepted
        if each.first_contact_on and each.first_contact_on <= min(as_at, each.offered_on + 84 * DAY)
    ]
    for name, of in (("offered", offers), ("accepted", accepted), ("met", met)):
        counts[name] = len({whose[each.referral_id] for each in of})


def _asked(counts, dump, from_on, to_on):
    whose = {each.id: dump.merged[each.person_id] for each in dump.rows["referral"]}
    answers = defaultdict(list)
    for each in dump.rows["needs_assessed"]:
        on = london(each.recorded_at)
        if from_on <= on <= to_on and london(each.superseded_at) != on:
            answers[whose[each.referral_id]].append((on, each.id, each.mental_health, each.receiving))
    for lines in answers.values():
        lines.sort()
        in_need = [receiving for *_, need, receiving in lines if need == "yes"]
        if in_need:
            why_not = {"none": "none yet", "declined": "declined", "would_not_say": "not told"}
            counts[f"asked {why_not.get(in_need[-1], 'helped')}"] += 1
        else:
            counts["asked no need" if lines[-1][2] == "no" else "asked not said"] += 1


GIVEN = ("ACTIVE", "AGREED", "DEFERRED", "GIVEN")
GOES_ON = (
    "ACTIVE", "BREACH_REVIEW", "DETAINED_24A", "PROSECUTION_PENDING", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE",
    "COMPLETED_AWAITING_REVIEW",
)  # fmt: skip
SAYS_DONE, SAYS_NOT = ("COMPLETED", "CLOSED_22"), ("COMPLETED_IN_PART", "PROSECUTED", "NOT_PROCEEDED", "TIME_BARRED")


def _conditions(counts, dump, from_on, to_on, as_at):
    steps, of_person = defaultdict(list), defaultdict(list)
    for each in sorted(dump.rows["disposal_event"], key=lambda row: row.id):
        names_a_day = each.to_state in ("CLOSED_CHARGED", "PROSECUTED") and (each.recorded or {}).get("on")
        on = date.fromisoformat(names_a_day) if names_a_day else london(each.at)
        steps[each.disposal_id].append((on, each.event, each.from_state, each.to_state))
    for each in dump.rows["disposal"]:
        if each.kind in ("CC", "CR", "O22"):
            given, stood = _stood([step for step in steps[each.id] if step[0] <= as_at], as_at)
            if given and from_on <= given <= to_on:
                of_person[dump.merged[each.person_id]].append((given, each.id, stood))
    for lines in of_person.values():
        stood = [line[2] for line in sorted(lines)]
        counts[f"conditions {next((each for each in stood if each != 'left out'), 'left out')}"] += 1


def _stood(taken, as_at):
    lives = []
    for step in taken:
        if step[1] == "death_taken_back":
            lives.pop()
        else:
            lives.append(step)
    since = 0
    for place, step in enumerate(lives[:-1], start=1):
        if step[3] == "VOID":
            since = place
    given = next((on for on, _, _, to in lives[since:] if to in GIVEN), None)
    if given is None:
        return None, ""
    if lives[-1][3] == "VOID":
        return given, "left out"
    limit = given + 182 * DAY
    if as_at < limit:
        return given, "pending"
    seen = [step for step in lives[since:] if step[0] <= limit]
    for _, event, before, to in reversed(seen):
        if to in SAYS_DONE:
            return given, "done"
        if to in SAYS_NOT or event == "not_completed" or (before, to) == ("NON_ENGAGED", "REVIEWED"):
            return given, "not done"
    last = [step for step in lives if step[0] <= limit][-1][3]
    return given, "died" if last == "CLOSED_DIED" else "open" if last in GOES_ON else "otherwise"
