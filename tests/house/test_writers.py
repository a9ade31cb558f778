"""A row is written by its own room alone, and what state it stands in by one function; found from the code.

Another room asks for a change through an action of the room that has the row: then its checks, its log and what follows
are never gone round.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
CHANGES = ("update", "delete", "insert")
STATES = ("state", "status")

DOORS = {
    ("admin", "auth"): "people, roles, organisations and suites are administered at one desk, and auth has none",
    ("admin", "directory"): "services are entered there, and told where they answer",
}
"""Which room writes another's rows all the same, and why. Whatever makes up the demonstration may (`demo`)."""

MOVED_BY_SEVERAL = {
    "Message": "a worker takes, hands over and ends a message, each by one UPDATE that names what it leaves: outbox alone",
    "Referral": "one moves by `_write_if`, many by `_write_each`, whose columns are named as it is called: each by an "
    "UPDATE that names the state it leaves",
}
"""Tables with a state that more than one function may write to. Who makes a row says where it begins."""


def called(node: ast.AST) -> str:
    """The name of what a call calls."""
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""


def targets(node: ast.AST) -> Iterator[ast.AST]:
    """What is assigned to, each by itself; of a class its columns."""
    if isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from targets(part)
    elif isinstance(node, ast.Assign):
        for part in node.targets:
            yield from targets(part)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For | ast.comprehension | ast.NamedExpr):
        yield from targets(node.target)
    else:
        yield node


def target_names(node: ast.AST) -> list[str]:
    assigns = isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.comprehension | ast.NamedExpr)
    return [part.id for part in targets(node) if isinstance(part, ast.Name)] if assigns else []


def names(node: ast.AST) -> set[str]:
    """The names in an expression or an annotation, written as text too."""
    constants = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    words = {word for text in constants if isinstance(text, str) for word in text.replace("[", " ").split()}
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} | words


def declares(node: ast.ClassDef, name: str) -> bool:
    return any(target_names(part) == [name] for part in node.body)


def columns_of(node: ast.ClassDef, built_on: dict[str, ast.ClassDef]) -> set[str]:
    """What a class declares, and whatever the records declare that it is built on."""
    bases = [built_on[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in built_on]
    own = {name for part in node.body for name in target_names(part)}
    return own.union(*(columns_of(base, built_on) for base in bases))


def read(text: str) -> list[ast.AST]:
    """The code of a module, its tree first and then every node of it."""
    return list(ast.walk(ast.parse(text)))


def scope(module: str, nodes: list[ast.AST], defined: set[tuple[str, str]]) -> dict[str, str]:
    """The names that mean a table in a module: defined there, imported, or kept as the bare table."""
    known = {name: name for where, name in defined if where == module}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            imported = [part for part in node.names if (node.module, part.name) in defined]
            known |= {part.asname or part.name: part.name for part in imported}
    for node in nodes[0].body:
        if isinstance(node, ast.Assign) and any(
            getattr(part, "attr", "") == "__table__" for part in ast.walk(node.value)
        ):
            tables = [known[name] for name in names(node.value) if name in known]
            known |= dict.fromkeys(target_names(node), tables[0])
    return known


def named_values(function: ast.FunctionDef, change: ast.Call) -> list[str]:
    """The columns that an UPDATE names where it is put together; none where they come from elsewhere."""
    for node in ast.walk(function):
        if called(node) == "values" and change in ast.walk(node.func) and not node.args:
            columns = [keyword.arg for keyword in node.keywords]
            return columns if all(columns) else []
    return []


class House:
    """The tables by where they are defined, which rows a function gives or a field holds; and each write of one.

    A write: module, function, table, and which column, or how.
    """

    def __init__(self, code: dict[str, list[ast.AST]]) -> None:
        self.code = code
        self.room: dict[str, str] = {}
        self.columns: dict[str, set[str]] = {}
        self.gives: dict[str, set[str]] = defaultdict(set)
        defined = set()
        classes = [node for tree, *_ in code.values() for node in tree.body if isinstance(node, ast.ClassDef)]
        built_on = {node.name: node for node in classes}
        for module, (tree, *_) in code.items():
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and declares(node, "__tablename__"):
                    defined.add((module, node.name))
                    self.room[node.name] = module.split(".")[1]
                    self.columns[node.name] = columns_of(node, built_on)
        self.scopes = {module: scope(module, nodes, defined) for module, nodes in code.items()}
        for module, nodes in code.items():
            for node in nodes:
                if isinstance(node, ast.FunctionDef) and node.returns:
                    self.gives[node.name] |= self.tables(module, node.returns)
                if isinstance(node, ast.AnnAssign):
                    for name in target_names(node):
                        self.gives[name] |= self.tables(module, node.annotation)

        self.writes = {
            (module, function.name, table, what)
            for module, nodes in code.items()
            for function in nodes
            if isinstance(function, ast.FunctionDef)
            for table, what in self.written(module, function)
        }

    def tables(self, module: str, node: ast.AST) -> set[str]:
        """The tables that an expression or an annotation names."""
        return {self.scopes[module][name] for name in names(node) if name in self.scopes[module]}

    def rows(self, module: str, node: ast.AST, local: dict[str, set[str]]) -> set[str]:
        """Of which tables an expression may be a row. A field that several rooms have is taken to be the own room's."""
        if isinstance(node, ast.Name):
            return local.get(node.id, set())
        if isinstance(node, ast.Subscript):
            return self.rows(module, node.value, local)
        if named := self.tables(module, node) if not isinstance(node, ast.Attribute) else set():
            return named
        rows = self.gives.get(node.attr if isinstance(node, ast.Attribute) else called(node), set())
        return {table for table in rows if self.room[table] == module.split(".")[1]} or rows

    def written(self, module: str, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
        local: dict[str, set[str]] = defaultdict(set)
        for part in (*function.args.args, *function.args.kwonlyargs):
            local[part.arg] |= self.tables(module, part.annotation) if part.annotation else set()
        nodes = list(ast.walk(function))
        for node in nodes:
            if isinstance(node, ast.Assign | ast.For | ast.comprehension | ast.NamedExpr):
                source = node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
                for name in target_names(node):
                    local[name] |= self.rows(module, source, local)
        for node in nodes:
            if called(node) in self.scopes[module]:
                yield self.scopes[module][called(node)], "made"
            elif called(node) in CHANGES and isinstance(node.func, ast.Name) and node.args:
                columns = named_values(function, node) or [called(node)]
                yield from ((table, column) for table in self.tables(module, node.args[0]) for column in columns)
            elif called(node) in ("delete", "supersede") and node.args:
                yield from ((table, called(node)) for table in self.rows(module, node.args[0], local))
            for target in targets(node) if isinstance(node, ast.Assign | ast.AugAssign) else ():
                if isinstance(target, ast.Attribute):
                    rows = self.rows(module, target.value, local)
                    yield from ((table, target.attr) for table in rows if target.attr in self.columns[table])

    def strangers(self) -> set[str]:
        """Each function that writes a row of another room."""
        return {
            f"{module} {function} writes {table}"
            for module, function, table, _ in self.writes
            if (module.split(".")[1], self.room[table]) not in DOORS
            and module.split(".")[1] not in (self.room[table], "demo")
        }

    def by_statement(self, table: str) -> set[str]:
        """Each module with a statement of its own that changes rows of the table, past the session."""
        return {
            module
            for module, nodes in self.code.items()
            for node in nodes
            if called(node) in CHANGES and isinstance(node.func, ast.Name) and node.args
            if table in self.tables(module, node.args[0])
        }

    def movers(self) -> dict[str, set[str]]:
        """Of each table with a state, the functions that write to a row of it in a way that may change its state."""
        moves: dict[str, set[str]] = defaultdict(set)
        for module, function, table, what in self.writes:
            if what in STATES or (what == "update" and self.columns[table] & set(STATES)):
                moves[table].add(f"{module} {function}")
        return moves


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    paths = sorted((HOUSE / "pathways").rglob("*.py"))
    modules = {path: ".".join(path.relative_to(HOUSE).with_suffix("").parts) for path in paths}
    return {module: path.read_text(encoding="utf-8") for path, module in modules.items()}


@pytest.fixture(scope="module")
def code(sources) -> dict[str, list[ast.AST]]:
    """Each module as it is read once; what a test adds is read beside it."""
    return {module: read(text) for module, text in sources.items()}


@pytest.fixture(scope="module")
def house(code) -> House:
    return House(code)


def test_no_row_of_another_room_is_written(house):
    assert house.strangers() == set()


def test_each_door_is_used(house):
    used = {(module.split(".")[1], house.room[table]) for module, _, table, _ in house.writes}
    assert set(DOORS) <= used


def test_what_state_a_row_stands_in_is_written_by_one_function(house):
    assert {table for table, functions in house.movers().items() if len(functions) != 1} == set(MOVED_BY_SEVERAL)


def test_people_are_written_through_the_session_for_their_referrals_keep_whether_they_died(house):
    """What listens to the session writes that (`referrals/models/referral.py`): a statement would go round it."""
    assert house.by_statement("Person") == set()


def test_a_statement_that_writes_people_is_found(code):
    head = "from pathways.people.models.identity import Person\n"
    own = "def bury() -> None:\n    db.session.execute(update(Person).values(died_at=clock.now()))\n"
    of_people = {module: nodes for module, nodes in code.items() if module.startswith("pathways.people")}
    broken = House(of_people | {"pathways.people.deaths.actions": read(head + own)})
    assert broken.by_statement("Person") == {"pathways.people.deaths.actions"}


@pytest.mark.parametrize(
    "way",
    [
        "disposal.state = State.PROPOSED",
        "first, disposal.kind = 1, Kind.CC",
        "db.session.execute(update(Disposal).values(kind=Kind.CC))",
        "db.session.add(Disposal(kind=Kind.CC))",
        "db.session.delete(disposal)",
        "for row in db.session.scalars(select(Disposal)):\n        row.kind = Kind.CC",
        "view.disposal.kind = Kind.CC",
    ],
)
def test_a_row_of_another_room_is_found_however_it_is_written(code, way):
    own = "def close(disposal: Disposal, view: DisposalView) -> None:\n    " + way + "\n"
    heads = (
        "from pathways.disposals.models import Disposal\nfrom pathways.disposals.proposal.queries import DisposalView\n"
    )
    of_disposals = {module: nodes for module, nodes in code.items() if module.startswith("pathways.disposals")}
    broken = House(of_disposals | {"pathways.engagement.case.actions": read(heads + own)})
    assert broken.strangers() == {"pathways.engagement.case.actions close writes Disposal"}


def test_a_column_of_the_record_that_a_table_is_built_on_is_the_tables_own(code):
    head, way = "from pathways.people.models.identity import PersonMerge\n", "merge.is_confirmed = True"
    own = f"def confirm_quietly(merge: PersonMerge) -> None:\n    {way}\n"
    both = {each: nodes for each, nodes in code.items() if each.startswith(("pathways.people", "pathways.approvals"))}
    broken = House(both | {"pathways.engagement.case.actions": read(head + own)})
    assert broken.strangers() == {"pathways.engagement.case.actions confirm_quietly writes PersonMerge"}


def test_a_second_function_that_moves_a_disposal_is_found(sources, code):
    module = "pathways.disposals.signing.actions"
    second = "\n\ndef withdraw_quietly(disposal: Disposal) -> None:\n    disposal.state = State.WITHDRAWN\n"
    of_disposals = {each: nodes for each, nodes in code.items() if each.startswith("pathways.disposals")}
    broken = House(of_disposals | {module: read(sources[module] + second)})
    assert broken.movers()["Disposal"] == {"pathways.disposals.actions _put", f"{module} withdraw_quietly"}
