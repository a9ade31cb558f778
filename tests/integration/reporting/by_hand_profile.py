"""The drug profile counted apart from the product, like the other reports (`by_hand`), from what its page says."""

from collections import defaultdict

from tests.integration.reporting.by_hand import COCAINES, ON_ITS_OWN_LINE, london

ONE_ROW = {"elsewhere", "not_recorded"}


def the_found(dump, from_on, to_on, as_at):
    """How many were tested; and by area who was positive, by the last of their positive tests."""
    tests = defaultdict(list)
    for test in dump.on_arrest():
        is_read = test.overall_result in ("positive", "negative") and test.taken_at and test.result_at
        is_known = is_read and dump.usable[test.id] and london(test.result_at) <= as_at
        if is_known and from_on <= london(test.taken_at) <= min(to_on, as_at):
            tests[dump.whose(test.episode_id)].append(test)
    shows = defaultdict(set)
    for each in dump.rows["analyte"]:
        if each.result == "positive" and each.analyte in ("cocaine", "opiates"):
            shows[each.drug_test_id].add(each.analyte)
    by_last_test = []
    for of_person in tests.values():
        positive = [
            test
            for test in of_person
            if test.overall_result == "positive" and dump.last_of_laboratory(test, as_at) != "not_confirmed"
        ]
        if positive:
            last = max(positive, key=lambda test: (london(test.taken_at), test.id))
            drugs = "both" if len(shows[last.id]) == 2 else next(iter(shows[last.id]), "not_stated")
            by_last_test.append((where(dump, last.episode_id), {drugs}))
    return {"tested": len(tests), "areas": by_area(by_last_test)}


def the_declared(dump, from_on, to_on, as_at):
    """By area who was assessed, and what they named at the first assessment."""
    declared, named, assessed = [], defaultdict(set), defaultdict(list)
    for each in dump.rows["assessed_substance"]:
        line = "cocaine" if each.substance in COCAINES else ON_ITS_OWN_LINE.get(each.substance, "other_drugs")
        named[each.assessment_id].add(line)
    for each in dump.rows["assessment"]:
        if each.superseded_at is None and from_on <= each.attended_on <= min(to_on, as_at):
            assessed[dump.merged[each.person_id]].append(each)
    referrals = {each.id: each for each in dump.rows["referral"]}
    for assessments in assessed.values():
        first = min(assessments, key=lambda each: (each.attended_on, each.id))
        lines = named[first.id] or {"other_drugs" if first.uses_substances else "no_use"}
        referral = referrals[first.referral_id]
        declared.append((where(dump, referral.episode_id, referral), lines))
    return {"areas": by_area(declared)}


def where(dump, episode_id, referral=None):
    """As it was asked at the desk for that episode; else as the file of a referral from there says it."""
    for each in dump.rows["need_screen"]:
        if each.episode_id == episode_id and each.superseded_at is None:
            return each.area
    from_there = [referral] if referral else [each for each in dump.rows["referral"] if each.episode_id == episode_id]
    return next((each.area_of_before for each in from_there if each.area_of_before), "not_recorded")


def by_area(people):
    """How many there are and how many of each, in every area and in all of them."""
    counts = defaultdict(lambda: defaultdict(int))
    for area, what in people:
        for row in ("elsewhere_or_not_recorded" if area in ONE_ROW else area, "all areas"):
            counts[row]["people"] += 1
            for each in what:
                counts[row][each] += 1
    return {area: dict(of) for area, of in counts.items()}
