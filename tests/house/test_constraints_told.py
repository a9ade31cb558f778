"""Every unique constraint is either what two people break who act at once, with its words, or our own mistake."""

import ast
from collections import Counter

from sqlalchemy import UniqueConstraint

from pathways.app import load_tables
from pathways.store.base import db
from pathways.store.constraints import AT_ONCE

OUR_OWN = {
    "uq_analyte_drug_test_id_analyte": "the rows of one test are written by one page, each drug once",
    "uq_answer_link_token_hash": "a token is 256 random bits",
    "uq_assessed_substance_assessment_id_substance": "the rows of one assessment are written by one page",
    "uq_audit_chain_key": "a chain is begun by a statement that takes the one that is there",
    "uq_audit_event_chain_id_position": "the chain is locked while its next position is given",
    "uq_audit_shown_event_id_person_id": "the rows of one event are written with it",
    "uq_clock_told_key": "it is written by a statement that leaves the one that is there",
    "uq_condition_variation_replaced_by_id": "a new condition is written with its variation",
    "uq_counted_state_kind_words": "one worker at a time makes them: the row that says how far it is is locked",
    "uq_declared_substance_need_screen_id_substance": "the rows of one screening are written by one page",
    "uq_figures_making_as_at": "it is written by a statement that leaves the one that is there",
    "uq_kept_search_user_id_reference": "a reference is 96 random bits",
    "uq_known_device_user_id_token_hash": "the device of a user that has this token is looked for first",
    "uq_message_key": "a message is queued by a statement that takes the one that is there",
    "uq_message_message_id": "the number of a message is 128 random bits",
    "uq_one_time_link_token_hash": "a token is 256 random bits",
    "uq_outcome_link_token_hash": "a token is 256 random bits",
    "uq_witness_link_token_hash": "a token is 256 random bits",
    "uq_provider_detail_reference": "a reference is made at random, or read from a file that was checked for doubles",
    "uq_figures_check_figures_id_making_id": "it is written by a statement that leaves the one that is there",
    "uq_published_figures_report_from_on_to_on_as_at": "it is written by a statement that leaves the one that is there",
    "uq_referral_reference": "a reference is made of the number of its row",
    "uq_service_detail_reference": "a reference is made at random, or read from a file that was checked for doubles",
    "uq_sign_in_session_token_hash": "a token is 256 random bits",
    "uq_worker_beat_worker": "each worker process writes its own row",
    "uq_use_assessed_needs_assessed_id_position": "the rows of one assessment are written by one page",
    "uq_use_assessed_needs_assessed_id_substance": "the rows of one assessment are written by one page",
}


def unique_constraints():
    """(table, name, columns) of each that holds a row to be the only one."""
    load_tables()
    for table in db.metadata.tables.values():
        for each in table.constraints:
            if isinstance(each, UniqueConstraint):
                yield table.name, each.name, frozenset(each.columns.keys())
        for each in table.indexes:
            if each.unique:
                yield table.name, each.name, frozenset(each.columns.keys())


def test_each_unique_constraint_is_told_as_two_at_once_or_is_our_own_mistake():
    names = {name for _, name, _ in unique_constraints()}
    assert set(AT_ONCE) & set(OUR_OWN) == set()
    assert names == set(AT_ONCE) | set(OUR_OWN)


def test_no_two_unique_constraints_of_a_table_have_the_same_columns():
    """SQLite names the columns alone, so that the name is found by them."""
    counted = Counter((table, columns) for table, _, columns in unique_constraints())
    assert [each for each, count in counted.items() if count > 1] == []


def test_whoever_catches_a_broken_constraint_says_which_it_was(repository):
    """Any other is our own mistake: caught, it would be told as something that it is not, and stand in no log."""
    names = {"unless_at_once", "is_at_once"}
    deaf = []
    for path in sorted((repository / "pathways").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "IntegrityError" in text else ():
            if isinstance(node, ast.ExceptHandler) and node.type and "IntegrityError" in ast.unparse(node.type):
                called = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                called |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
                if not called & names:
                    deaf.append(f"{path.relative_to(repository)}:{node.lineno}")
    assert deaf == []
