"""What a force may set, and what holds until it has."""

from pathways.law.rules.disposal_book import rules
from pathways.law.rules.disposal_terms import SWITCHES, Setting, as_facts, in_force


def test_every_switch_that_a_rule_reads_has_a_default_or_is_said_to_be_unset() -> None:
    read = {name for rule in rules() for name in rule.fails_when.names if name.startswith("cfg_")}
    assert SWITCHES.keys() == read | {"cfg_cc_anchor", "cfg_four_eyes"}


def test_a_switch_the_force_has_not_said_is_not_known_and_a_safe_default_holds_where_there_is_one() -> None:
    facts = as_facts(in_force({}))
    assert facts["cfg_o22_enabled"] is None
    assert (facts["cfg_cc_normal_weeks"], facts["cfg_cc_max_weeks"], facts["cfg_four_eyes"]) == (16, 20, True)


def test_what_the_force_has_said_stands_before_the_default() -> None:
    setting = Setting(
        switch=SWITCHES["cfg_o22_enabled"], value=True, source="made up for the demonstration", is_demonstration=True
    )
    assert as_facts(in_force({"cfg_o22_enabled": setting}))["cfg_o22_enabled"] is True
    assert setting.words == "Yes"


def test_every_setting_reads_in_words() -> None:
    words = {name: setting.words for name, setting in in_force({}).items()}
    assert (words["cfg_two_tier"], words["cfg_cw_families"], words["cfg_cc_max_weeks"]) == (
        "Not set",
        "cannabis, khat",
        "20",
    )
