"""What a policy lead reads of a switch: rules by what they are about, and "Not set" where nobody has said."""

import re

from pathways.law.rules.disposal_book import rules
from pathways.law.rules.disposal_terms import RULE_NAMES, SWITCHES
from pathways.policy.rules.changes import held_up, words_of


def test_every_rule_that_reads_a_switch_is_named_in_words_and_never_by_its_number():
    reading = [rule.id for rule in rules() if set(rule.fails_when.names) & set(SWITCHES)]
    assert set(reading) == set(RULE_NAMES)
    names = [name for switch in SWITCHES for row in held_up(switch, rules()) for name in row.rules]
    assert names
    assert [name for name in names if re.search(r"[A-Z0-9]+-\d", name)] == []


def test_a_rule_without_a_name_is_told_by_the_first_sentence_of_what_it_says():
    rule = next(rule for rule in rules() if rule.id == "CC-02")
    assert rule.id not in RULE_NAMES
    assert held_up("admission", [rule])[0].rules == (
        "A conditional caution needs an admission to the authorised person that the offence was committed (requirement 3)",
    )


def test_a_switch_that_nobody_has_set_says_so():
    assert words_of("cfg_pnd_enabled", None) == "Not set"
