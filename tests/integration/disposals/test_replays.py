"""A decision explains itself under the rules of its day, whatever was loaded, upgraded, restarted or moved since."""

from sqlalchemy import create_engine, select

from pathways import clock
from pathways.app import create_app
from pathways.disposals.models import Judgement
from pathways.law import queries as books
from pathways.law.rules.disposal_book import shipped_book
from pathways.store.base import db
from tests.databases import bring_rows, tables_of_records
from tests.integration.disposals import many_decisions

EACH = 167
"""Under each of three books: 501 decisions."""


def rows():
    """Every judgement, to the letter."""
    judgements = db.session.execute(select(*Judgement.__table__.columns).order_by(Judgement.id)).all()
    db.session.remove()
    return judgements


def replayed_by(app):
    """What the command says at last, in a process that has read no book yet."""
    books._read.cache_clear()
    shipped_book.cache_clear()
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["rules", "replay"])
        db.session.remove()
    return result.exit_code, result.output.splitlines()[-1]


def restarted(built, settings):
    """A new application on the same database."""
    addresses = {
        "SQLALCHEMY_DATABASE_URI": built.app.config["SQLALCHEMY_DATABASE_URI"],
        "MIGRATION_DATABASE_URL": built.owner_url,
    }
    return create_app({**settings, **addresses}, clock.SettableClock(clock.now()))


def carried(source, target):
    """The rows of one database in another, which is empty."""
    engines = create_engine(source.owner_url), create_engine(target.owner_url)
    with engines[0].connect() as read, engines[1].begin() as write:
        for table in tables_of_records():
            if values := [dict(row._mapping) for row in read.execute(select(table))]:
                write.execute(table.insert(), values)
    for each in engines:
        each.dispose()


def test_500_decisions_under_three_books_replay_byte_for_byte_after_upgrade_restart_and_on_the_other_database(
    app, built, databases, settings
):
    many_decisions.decided(EACH)
    judgements = rows()
    assert len({judgement.rules_version for judgement in judgements}) == 3
    assert len({judgement.disposal_id for judgement in judgements}) == 3 * EACH
    many_decisions.load("afterwards")
    db.session.commit()
    every_one = (0, f"Every judgement replays as it was kept ({len(judgements)}).")
    assert replayed_by(app) == every_one
    again = restarted(built, settings)
    assert replayed_by(again) == every_one
    with again.app_context():
        db.engine.dispose()
    if built.is_sqlite:
        return
    file = databases("sqlite")
    file.empty()
    carried(built, file)
    with file.app.app_context():
        assert rows() == judgements
    assert replayed_by(file.app) == every_one
    built.empty()
    bring_rows(file.owner_url, built.owner_url)
    assert rows() == judgements
    assert replayed_by(app) == every_one
