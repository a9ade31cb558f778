"""Of two who change the same row at once one is told: what a change found is counted, in one way, which fails shut.

A count that is read only where the result is of the right class, or with 0 for a default, lets both through on the
day the class is another.
"""

import ast
from pathlib import Path

COUNTS = "pathways/store/base.py"
# Changes of which any number may find a row, with why nobody comes second there.
ANY_NUMBER = {
    "pathways/acceptance/answer_links/actions.py _make_link": "the link before may be used or over already",
    "pathways/audit/record.py erase_payload": "the event was read in the same transaction, and no event goes",
    "pathways/auth/sessions.py forget_all": "somebody may have no device",
    "pathways/auth/sessions.py forget_unused": "each may be in use",
    "pathways/auth/sessions.py remember": "nobody else may have signed in with this browser",
    "pathways/auth/links.py revoke": "somebody may have no link that works",
    "pathways/auth/sessions.py _end": "somebody may have no session open",
    "pathways/auth/passwords.py begin": "no attempt may be old",
    "pathways/auth/passwords.py forget": "an attempt may be gone already",
    "pathways/deadlines/actions/telling.py _read_waiting_anew": "nothing may wait there",
    "pathways/deadlines/actions/telling.py answer": "the referral was read in the same transaction under its person's lock",
    "pathways/deadlines/actions/reading.py look_over": "the referrals are locked",
    "pathways/deadlines/actions/reading.py read": "the referral is locked",
    "pathways/deadlines/actions/telling.py settle": "another worker may have settled it",
    "pathways/disposals/conditions/actions.py _each": "no condition may be in these states",
    "pathways/disposals/actions.py _go_on": "no condition may have been cancelled",
    "pathways/drafts/actions.py forget_old": "nothing may be old",
    "pathways/drafts/actions.py throw_away": "there may be no draft",
    "pathways/referrals/sending/actions.py _put_in_turn": "it may stand there already",
    "pathways/directory/entries/actions.py end_free_times": "no time may be free",
    "pathways/engagement/case/actions.py _follow": "no exit may stand",
    "pathways/outbox/actions.py forget_silent": "no worker may be silent",
    "pathways/outbox/actions.py stopped": "the row may be gone already",
    "pathways/store/base.py supersede": "the row stepped aside in the same transaction",
    "pathways/policy/actions/asking.py _move": "the run is read anew, and shown as whoever was first left it",
}


def is_execute(node: ast.AST) -> bool:
    """Whether this calls `execute` on the session or a connection."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute"


def changes_in(node: ast.AST) -> bool:
    """Whether an UPDATE or DELETE is put together in this expression."""
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in ("update", "delete")
        for each in ast.walk(node)
    )


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_only_one_piece_of_code_reads_how_many_rows_a_change_found(repository):
    readers = {
        path.relative_to(repository).as_posix()
        for path in (repository / "pathways").rglob("*.py")
        if "rowcount" in path.read_text(encoding="utf-8")
    }
    assert readers == {COUNTS}


def test_a_change_that_is_not_counted_is_one_of_which_any_number_may_find_a_row(repository):
    uncounted = set()
    for path in sorted((repository / "pathways").rglob("*.py")):
        name = path.relative_to(repository).as_posix()
        if name == COUNTS or "/demo/" in name:
            continue
        for function in functions(path):
            statements = [node for node in ast.walk(function) if isinstance(node, ast.Expr) and is_execute(node.value)]
            built = {
                target.id
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and changes_in(node.value)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for each in statements:
                names = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
                if changes_in(each) or names & built:
                    uncounted.add(f"{name} {function.name}")
    assert uncounted - set(ANY_NUMBER) == set()
