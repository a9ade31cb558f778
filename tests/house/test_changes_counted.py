"""Of two who change the same row at once one is told: what a change found is counted, in one way, which fails shut.

A count that is read only where the result is of the right class, or with 0 for a default, lets both through on the
day the class is another.
"""

import ast

import pytest

COUNTS = "pathways/store/base.py"
CHANGES = ("update", "delete")
RUNS = ("execute", "scalar", "scalars")
WORDS = (*(f"{change}(" for change in CHANGES), "row_changed", "rows_changed")
"""A file with none of these changes nothing and counts nothing."""
# Changes of which any number may find a row, with why nobody comes second there.
ANY_NUMBER = {
    "pathways/audit/record.py erase_payload": "the event was read in the same transaction, and no event goes",
    "pathways/auth/sessions.py forget_all": "somebody may have no device",
    "pathways/auth/sessions.py forget_unused": "each may be in use",
    "pathways/auth/sessions.py remember": "nobody else may have signed in with this browser",
    "pathways/auth/links.py revoke": "somebody may have no link that works",
    "pathways/auth/sessions.py _end": "somebody may have no session open",
    "pathways/auth/passwords.py begin": "no attempt may be old",
    "pathways/auth/passwords.py forget": "an attempt may be gone already",
    "pathways/deadlines/actions/telling.py settle": "another worker may have settled it",
    "pathways/disposals/conditions/actions.py _each": "no condition may be in these states",
    "pathways/disposals/conditions/actions.py go_on_as_before": "no condition may have been cancelled",
    "pathways/drafts/actions.py forget_old": "nothing may be old",
    "pathways/drafts/actions.py throw_away_everybodys": "there may be no draft",
    "pathways/reporting/actions/making.py _make": "nothing may stand of somebody yet",
    "pathways/reporting/actions/making.py _dispose": "the row locked by whoever keeps standings guards them",
    "pathways/referrals/sending/actions.py _put_in_turn": "it may stand there already",
    "pathways/engagement/case/actions.py _follow": "no exit may stand",
    "pathways/imports/actions/undoing.py _forget": "whoever is taken back may have been set aside by nobody",
    "pathways/imports/actions/undoing.py end_undoing": "nobody may have been left out, or wait",
    "pathways/people/identity/actions.py take_back_people": "somebody may have worked on all of them, and then none goes",
    "pathways/outbox/actions.py forget_silent": "no worker may be silent",
    "pathways/outbox/actions.py stopped": "the row may be gone already",
}


# Changes that one function of the file runs and counts for others, of which any number may find a row.
ANY_NUMBER |= {
    "pathways/links/actions.py make": "the link before may be used or over already",
    "pathways/directory/entries/actions.py keep_entry": "no time may be free",
    "pathways/directory/diary/actions.py let_go": "nothing may be reserved for this",
    "pathways/outbox/actions.py forget_addresses": "no message may be old",
    "pathways/outbox/actions.py take": "each was locked as it was chosen",
    "pathways/outbox/actions.py failed": "another worker may have taken it over",
    "pathways/outbox/actions.py given_back": "another worker may have taken them over",
    "pathways/outbox/actions.py still_unknown": "another worker may have taken it over",
}


def name_called(node: ast.AST | None) -> str:
    """The name of the function or method that this calls; nothing if it is no call."""
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""


def changes_in(node: ast.AST) -> bool:
    """Whether an UPDATE or DELETE is put together in this expression."""
    return any(isinstance(each, ast.Call) and getattr(each.func, "id", "") in CHANGES for each in ast.walk(node))


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def uncounted_in(source: str) -> set[str]:
    """The functions that run an UPDATE or DELETE without asking how many rows it found."""
    if not any(word in source for word in WORDS):
        return set()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    returns = [(each.name, node) for each in functions for node in ast.walk(each) if isinstance(node, ast.Return)]
    count = {"rows_changed", "row_changed"} | {
        name for name, node in returns if name_called(node.value) == "rows_changed"
    }
    uncounted = set()
    for function in functions:
        nodes = list(ast.walk(function))
        built = [node.targets for node in nodes if isinstance(node, ast.Assign) and changes_in(node.value)]
        changes = {target.id for targets in built for target in targets if isinstance(target, ast.Name)}
        for node in nodes:
            is_run = name_called(node) in RUNS and (changes_in(node) or names_in(node) & changes)
            if is_run or (isinstance(node, ast.Expr) and name_called(node.value) in count):
                uncounted.add(function.name)
    return uncounted


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
        if name != COUNTS and "/demo/" not in name:
            uncounted |= {f"{name} {function}" for function in uncounted_in(path.read_text(encoding="utf-8"))}
    assert uncounted == set(ANY_NUMBER)


@pytest.mark.parametrize(
    "way",
    [
        "db.session.execute(update(Slot).values(taken_at=now))",
        "taken = update(Slot).values(taken_at=now)\n    db.session.execute(taken)",
        "if db.session.scalar(update(Slot).values(taken_at=now).returning(Slot.id)) is None:\n        raise Stale",
        "rows_changed(update(Slot).values(taken_at=now))",
        "_run(update(Slot).values(taken_at=now))",
    ],
)
def test_a_change_that_nobody_counts_is_found_however_it_is_run(way):
    source = f"def take():\n    {way}\n\ndef _run(statement):\n    return rows_changed(statement)\n"
    assert uncounted_in(source) == {"take"}
