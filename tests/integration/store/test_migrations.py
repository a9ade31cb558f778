"""Migrations make the tables that the code describes, and go down and up on a populated database without a loss."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import Column, ColumnElement, Engine, create_engine, event, inspect, literal_column, select, text

from pathways import clock
from pathways.app import create_app
from pathways.demo import arc
from pathways.store import schema
from pathways.store.base import db
from tests import fold
from tests.databases import bring_rows, hasten, owner_and_application, tables_of_records
from tests.on_both import SQLITE_ALONE

LEFT_ON_THE_WAY_DOWN = {("referral", "person_died"), ("referral", "is_of_before"), ("disposal", "is_of_before")}
"""Columns that came later and that these rows fill: a migration down takes their values with them."""
CALLED_BEFORE = {
    ("need_screen", "use_answer"): "said",
    ("needs_assessed", "use_answer"): "said",
    ("clock_told", "addressee"): "told",
    ("peer_support", "shared_risks"): "told",
}
"""What a column was called that a migration gave another name: on the way down its values stand under the former."""
FURTHER = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    {up}


def downgrade():
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("ck_person_has_nickname", type_="check")
        batch.drop_column("nickname")
"""
COPIES_A_TABLE = """with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("nickname", sa.String(40), nullable=False, server_default="none"))
        batch.create_check_constraint("ck_person_has_nickname", "nickname <> ''")"""
LEAVES_ROWS_ASTRAY = """op.create_table("passing", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM person")"""


@pytest.fixture(params=["sqlite", "postgres"])
def on_a_copy(
    request: pytest.FixtureRequest, settings: dict[str, Any], tmp_path: Path
) -> Iterator[Callable[[str, str], tuple[Flask, Engine]]]:
    """`on_a_copy(folder, database)`: an application on a copy of what that fixture made for the database that is asked,
    and an engine as the owner with foreign keys not enforced."""
    opened = []

    def copied(folder: str, database: str) -> tuple[Flask, Engine]:
        if request.param == "sqlite":
            shutil.copytree(request.getfixturevalue(folder), tmp_path, dirs_exist_ok=True)
            owner = application = f"sqlite:///{tmp_path / 'pathways.sqlite3'}"
        else:
            server, like = request.getfixturevalue("postgres"), request.getfixturevalue(database)
            owner, application = owner_and_application(server, f"{like}_copied", like=like, durable=False)
        app = create_app(
            {**settings, "SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner},
            clock.SettableClock(arc.UNTIL),
        )
        engine = create_engine(owner)
        if request.param == "postgres":
            event.listen(engine, "connect", lambda made, _: made.execute("SET session_replication_role = replica"))
        opened.append((app, engine))
        return app, engine

    yield copied
    for app, engine in opened:
        engine.dispose()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def migrated(on_a_copy: Callable[[str, str], tuple[Flask, Engine]]) -> tuple[Flask, Engine]:
    """An application on a fresh database at head, and an engine as its owner."""
    return on_a_copy("migrated_folder", "migrated_postgres")


def shape(engine: Engine) -> dict[str, Any]:
    """Everything a schema is made of, CHECK constraints included: they are what autogenerate does not see."""
    seen = inspect(engine)
    keys, foreign, unique = (
        seen.get_multi_pk_constraint(),
        seen.get_multi_foreign_keys(),
        seen.get_multi_unique_constraints(),
    )
    indexes, checks = seen.get_multi_indexes(), seen.get_multi_check_constraints()
    return {
        named[1]: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in columns},
            "key": keys[named]["constrained_columns"],
            "foreign": sorted((each["name"], each["constrained_columns"]) for each in foreign[named]),
            "unique": sorted((each["name"], each["column_names"]) for each in unique[named]),
            "indexes": sorted((each["name"], each["column_names"], each["unique"]) for each in indexes[named]),
            "checks": sorted((each["name"], each["sqltext"]) for each in checks[named]),
        }
        for named, columns in seen.get_multi_columns().items()
        if named[1] != "alembic_version"
    }


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table that exists, in the order of its key: each value that is there, with its column.

    A column that came later, and is empty, makes no difference.
    """
    seen = inspect(engine)
    there = {name: {each["name"] for each in columns} for (_, name), columns in seen.get_multi_columns().items()}
    rows_by_table = {}
    with engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name not in there:
                continue
            columns = [_as_it_is_called(column, there[table.name]) for column in table.columns]
            rows = select(*(column for column in columns if column is not None)).order_by(*table.primary_key)
            rows_by_table[table.name] = [
                tuple(
                    (name, value)
                    for name, value in row._mapping.items()
                    if value is not None and (table.name, name) not in LEFT_ON_THE_WAY_DOWN
                )
                for row in connection.execute(rows)
            ]
    return rows_by_table


def _as_it_is_called(column: Column[Any], there: set[str]) -> ColumnElement[Any] | None:
    """A column by the name that it has at this point of the migrations; None before it came."""
    called = CALLED_BEFORE.get((column.table.name, column.name), column.name)
    if column.name in there:
        return column
    if called in there:
        return literal_column(f"{column.table.name}.{called}", column.type).label(column.name)
    return None


def hashes(rows: dict[str, list[Any]]) -> dict[str, tuple[int, str]]:
    return {name: (len(each), hashlib.sha256(repr(each).encode()).hexdigest()) for name, each in rows.items()}


def test_the_migrations_make_exactly_what_the_models_say(migrated, settings, tmp_path):
    _app, engine = migrated
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, db.metadata) == []
    by_migrations = shape(engine)
    with engine.begin() as connection:
        db.metadata.drop_all(connection)
        db.metadata.create_all(connection)
    assert shape(engine) == by_migrations


def test_the_last_migration_in_the_folder_is_the_only_head(app):
    assert schema.problem_of_age(app) == ""


@pytest.fixture(scope="module")
def twelve_people(settings: dict[str, Any], migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an SQLite file with twelve people and all that befell them."""
    folder: Path = shutil.copytree(migrated_folder, tmp_path_factory.mktemp("twelve"), dirs_exist_ok=True)
    address = f"sqlite:///{folder / 'pathways.sqlite3'}"
    app, whole = (
        create_app({**settings, "SQLALCHEMY_DATABASE_URI": address}, clock.SettableClock(arc.UNTIL)),
        arc.caseload,
    )
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(arc, "caseload", lambda random: whole(random)[:12])
        hasten(db.engine)
        arc.build("no password", lambda: None)
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def twelve_on_postgres(twelve_people: Path, postgres: str, migrated_postgres: str) -> str:
    """The name of a database with the same people, to be copied."""
    name = f"{migrated_postgres}_twelve"
    owner, _ = owner_and_application(postgres, name, like=migrated_postgres, durable=False)
    bring_rows(f"sqlite:///{twelve_people / 'pathways.sqlite3'}", owner)
    return name


@pytest.fixture
def populated(on_a_copy: Callable[[str, str], tuple[Flask, Engine]]) -> tuple[Flask, Engine]:
    """The same as `migrated`, with these people."""
    return on_a_copy("twelve_people", "twelve_on_postgres")


@pytest.fixture(scope="module")
def at_head() -> Callable[[Engine], tuple[dict[str, list[Any]], dict[str, Any]]]:
    """`at_head(engine)`: the contents and the shape of that copy of the twelve people, read of the first one alone."""
    read: dict[str, tuple[dict[str, list[Any]], dict[str, Any]]] = {}

    def once(engine: Engine) -> tuple[dict[str, list[Any]], dict[str, Any]]:
        if engine.dialect.name not in read:
            read[engine.dialect.name] = contents(engine), shape(engine)
        return read[engine.dialect.name]

    return once


def test_the_numbers_of_the_migrations_are_those_of_their_files_in_order(migrated):
    app, _engine = migrated
    scripts = ScriptDirectory(str(schema.migrations_folder(app)))
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert schema.migrations_of(app) == in_order
    assert schema.newest_migration(app) == schema.current_migration(app) == scripts.get_current_head()


def test_every_migration_since_the_start_goes_down_and_up_on_populated_data(populated, at_head):
    app, engine = populated
    before, _made = at_head(engine)
    assert len(before["person"]) == 12
    start = ScriptDirectory(str(schema.migrations_folder(app))).get_base()
    down_to(start, app)
    left = contents(engine)
    assert left["person"]
    assert hashes(left) == {name: each for name, each in hashes(before).items() if name in left}
    schema.upgrade(app)
    put_back(before, left, engine)
    assert hashes(contents(engine)) == hashes(before)


def test_the_start_leaves_nothing_behind_and_makes_the_same_again(populated, at_head):
    app, engine = populated
    before, made = at_head(engine)
    down_to("base", app)
    assert contents(engine) == {}
    with engine.connect() as connection:
        left = (
            "sqlite_schema"
            if engine.dialect.name == "sqlite"
            else "pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        named = "name" if engine.dialect.name == "sqlite" else "relname"
        names = set(connection.scalars(text(f"SELECT {named} FROM {left}")))
    assert {name for name in names if not name.startswith("sqlite_autoindex")} <= {
        "alembic_version",
        "alembic_version_pkc",
    }
    schema.upgrade(app)
    assert shape(engine) == made
    put_back(before, {}, engine)
    assert hashes(contents(engine)) == hashes(before)


def test_a_migration_that_changes_a_table_keeps_every_row_of_it_and_that_points_at_it(
    populated, at_head, monkeypatch, tmp_path
):
    app, engine = populated
    before, made = at_head(engine)
    head = a_further_migration(COPIES_A_TABLE, app, monkeypatch, tmp_path)
    schema.upgrade(app)
    assert hashes(contents(engine)) == hashes(before)
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT nickname FROM person")).all() == ["none"] * 12
    down_to(head, app)
    assert hashes(contents(engine)) == hashes(before)
    assert shape(engine) == made


def test_a_migration_that_would_leave_rows_that_point_nowhere_is_undone_whole(
    populated, at_head, monkeypatch, tmp_path
):
    app, engine = populated
    before, made = at_head(engine)
    head = a_further_migration(LEAVES_ROWS_ASTRAY, app, monkeypatch, tmp_path)
    with pytest.raises((RuntimeError, schema.CannotMigrate), match=r"point nowhere|violates foreign key"):
        schema.upgrade(app)
    assert schema.current_migration(app) == head
    assert (hashes(contents(engine)), shape(engine)) == (hashes(before), made)


FIELDS = [
    ("/episodes/4/test", "said", "all_said"),
    ("/episodes/4/test/correct", "said", "all_said"),
    ("/episodes/4/test/happened", "said", "all_said"),
    ("/cases/4/needs", "said", "use_answer"),
    ("/cases/4/peer", "told", "shared_risks"),
    ("/inbox/4/step/person_declines", "said", "said"),
]


def test_a_draft_from_before_a_field_was_called_otherwise_opens_with_what_was_typed(populated):
    app, engine = populated
    drafts, since = db.metadata.tables["draft"], dict.fromkeys(("title", "post_key", "seen_version"), "")
    down_to("0163", app)
    with engine.begin() as connection:
        user_id = connection.scalar(text("SELECT min(id) FROM user_account"))
        for address, before, _ in FIELDS:
            facts = {
                "user_id": user_id,
                "address": address,
                "typed": {"place": ["Hub"], before: ["all"]},
                "revision": 1,
            }
            connection.execute(drafts.insert().values(**facts, **since, saved_at=clock.now()))
    schema.upgrade(app)
    with engine.connect() as connection:
        typed = dict(tuple(row) for row in connection.execute(select(drafts.c.address, drafts.c.typed)))
    assert typed == {address: {"place": ["Hub"], after: ["all"]} for address, _, after in FIELDS}


def test_referrals_from_before_keep_whether_the_person_died_by_the_record_that_stays(populated):
    app, engine = populated
    down_to("0174", app)
    people, referrals = (db.metadata.tables[name] for name in ("person", "referral"))
    with engine.begin() as connection:
        dead, merged, *_ = connection.scalars(select(referrals.c.person_id).distinct().order_by(referrals.c.person_id))
        death = {"death_source": "hospital", "death_recorded_by_id": people.c.created_by_id}
        whole = dict.fromkeys(("died_at", "death_source", "death_recorded_at", "death_recorded_by_id"))
        connection.execute(people.update().values(merged_into_id=None, **whole))
        died = people.update().values(died_at=clock.now(), death_recorded_at=clock.now(), **death)
        connection.execute(died.where(people.c.id == dead))
        connection.execute(people.update().values(merged_into_id=dead).where(people.c.id == merged))
    schema.upgrade(app)
    with engine.connect() as connection:
        died = select(referrals.c.person_id).where(referrals.c.person_died).distinct().order_by(referrals.c.person_id)
        assert connection.scalars(died).all() == [dead, merged]


def a_further_migration(up, app, monkeypatch, tmp_path):
    """Put one migration more behind the last, in a copy of the folder; the number of the last."""
    folder = shutil.copytree(schema.migrations_folder(app), tmp_path / "migrations")
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "9999_further.py").write_text(FURTHER.format(head=head, up=up))
    monkeypatch.setattr(schema, "migrations_folder", lambda _app: folder)
    return head


def down_to(revision, app):
    """Take back every migration after that one."""
    schema.migrate_extension_of(app)
    with app.app_context():
        downgrade(directory=str(schema.migrations_folder(app)), revision=revision)


def put_back(before, left, engine):
    """The rows of the tables that went and came again empty. The lists of codes are filled by the upgrade itself."""
    assert {name for name, rows in contents(engine).items() if rows} <= {*left, *(each.name for each in schema.lists())}
    with engine.begin() as connection:
        for table in tables_of_records():
            if table.name not in left and before[table.name]:
                names = [each.name for each in table.columns if (table.name, each.name) not in LEFT_ON_THE_WAY_DOWN]
                empty = dict.fromkeys(names)
                connection.execute(table.insert(), [empty | dict(row) for row in before[table.name]])


@SQLITE_ALONE
def test_a_migration_that_is_written_from_the_models_names_nothing_of_the_code_that_may_move(app):
    written = fold.script("9998")
    compile(written, "migration", "exec")
    assert "op.create_table('decline_reason'" in written
    assert "sa.Column('person_died', sa.Boolean(), server_default=sa.false(), nullable=False)" in written
    assert "pathways" not in written


def test_a_fold_that_fails_leaves_the_migrations_as_they_were(tmp_path, monkeypatch):
    before = {path.name: path.read_bytes() for path in fold.VERSIONS.glob("*.py")}
    shutil.copytree(fold.VERSIONS.parent, tmp_path / "migrations")
    monkeypatch.setattr(fold, "VERSIONS", tmp_path / "migrations" / "versions")
    dumps = iter([{}, OSError("the disk is full")])

    def dumped(*_what):
        if isinstance(dump := next(dumps), OSError):
            raise dump
        return dump

    monkeypatch.setattr(fold, "dumps", dumped)
    with pytest.raises(OSError, match="the disk is full"):
        fold.main()
    assert {path.name: path.read_bytes() for path in fold.VERSIONS.glob("*.py")} == before
