"""Who engages counted apart from the product by group, like the other reports (`by_hand`), from what its page says."""

from collections import defaultdict

from tests.integration.reporting.by_hand import is_out, london
from tests.integration.reporting.by_hand_fairness import groups
from tests.integration.reporting.by_hand_overview import ENGAGED_DAYS, first_that_counts, how_it_ended, together

OTHERS = ("area", "test", "sex", "age", "ethnicity")
WIDER = {
    ("route", "detention"): "detention",
    ("area", "elsewhere"): "elsewhere_or_not_recorded",
    ("area", "not_recorded"): "elsewhere_or_not_recorded",
    ("test", "negative"): "not_positive",
    ("test", "no_result"): "not_positive",
    ("age", "35_to_44"): "35_and_over",
    ("age", "45_and_over"): "35_and_over",
    ("ethnicity", "white"): "white",
    ("ethnicity", "not_stated"): "not_known",
    ("ethnicity", "not_recorded"): "not_known",
}
ELSE = {"route": "another_way", "test": "positive", "age": "under_35", "ethnicity": "other_than_white"}


def the_groups(dump, from_on, to_on, as_at):
    """Everybody first referred, each once; and of each group, and of each two, whoever engaged or did not."""
    of_person = defaultdict(list)
    for chain in dump.chains:
        if from_on <= chain.on <= to_on and chain.on <= as_at:
            out = is_out(chain, as_at)
            ended = how_it_ended(chain.on, chain.engaged, dump.died[chain.person], as_at, ENGAGED_DAYS, out)
            of_person[chain.person].append((chain.on, chain.number, ended | {"chain": chain}))
    every = [sorted(each, key=lambda line: line[:2]) for each in of_person.values()]
    cells = defaultdict(lambda: [0, 0])
    for lines in every:
        line = first_that_counts(lines)
        if line["outcome"] in ("yes", "no"):
            for which in asked_for(of_chain(dump, line["chain"], as_at)):
                cells[which][0] += 1
                cells[which][1] += line["outcome"] == "yes"
    people = sum(line["outcome"] != "left_out" for line in map(first_that_counts, every))
    shown = {which: tuple(numbers) for which, numbers in cells.items() if len(which) == 1 or people >= 100}
    return {"everybody": together(every), "cells": shown}


def of_chain(dump, chain, as_at):
    """The groups of somebody on the day of their referral."""
    return groups(dump, chain.person, chain.on) | {
        "route": dump.episodes[chain.episode].origin,
        "area": chain.area,
        "test": what_was_found(dump, chain.episode, as_at),
    }


def what_was_found(dump, episode_id, as_at):
    """By the last test on that arrest with a result that counts: as the laboratory left it."""
    tests = [
        test
        for test in dump.on_arrest()
        if test.episode_id == episode_id and test.overall_result in ("positive", "negative") and test.taken_at
        and test.result_at and london(test.result_at) <= as_at and dump.usable[test.id]
    ]  # fmt: skip
    if not tests:
        return "no_result"
    last = max(tests, key=lambda test: (test.sample_seq, test.id))
    if last.overall_result == "negative" or dump.last_of_laboratory(last, as_at) == "not_confirmed":
        return "negative"
    shows = {
        each.analyte for each in dump.rows["analyte"] if each.drug_test_id == last.id and each.result == "positive"
    }
    both = shows & {"cocaine", "opiates"}
    return "not_stated" if not both else "both" if len(both) == 2 else both.pop()


def asked_for(of):
    """Each group by itself, narrow and wide, and two wide ones at once where one is a route or an area."""
    wide = {kind: WIDER.get((kind, group), ELSE.get(kind, group)) for kind, group in of.items()}
    yield from {((kind, group),) for each in (of, wide) for kind, group in each.items()}
    for kind in OTHERS:
        yield ("route", wide["route"]), (kind, wide[kind])
        if kind != "area":
            yield ("area", wide["area"]), (kind, wide[kind])
