"""`flask rules`: check a file of rules, take it into use, say which books there are, and replay what was decided."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from pathways.audit import models as audit
from pathways.cli.access import stop
from pathways.disposals.replays import queries as replays_queries
from pathways.law import actions
from pathways.law import queries as law_queries
from pathways.law.rules.disposal_book import changes_between, read_book
from pathways.law.rules.disposal_language import NotABook
from pathways.refusals import Refused
from pathways.store.base import db

rules_commands = AppGroup("rules", help="The rules of the disposals: books that are loaded, and kept for ever.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@rules_commands.command("check")
@FILE
@with_appcontext
def check(file: Path) -> None:
    """Read FILE and say every fault with line, column and what to do, or what would change. Nothing is changed."""
    try:
        book = read_book(file.read_bytes(), file.stem)
    except NotABook as refused:
        stop(f"{refused}\n{_counted(len(refused.faults))} found. The rules in use stay.")
    else:
        click.echo(f"{len(book.rules)} rules. Nothing is wrong with this file.")
        in_use = law_queries.book_in_use()
        for change in changes_between(in_use, book) or ("Nothing is different",):
            click.echo(f"Against {in_use.version}: {change}.")


@rules_commands.command("load")
@FILE
@click.option("--version", required=True, help="What decisions will name, as in 2027-04-01. Never used twice.")
@click.option("--source", required=True, help="Who signed the rules off, and when.")
@with_appcontext
def load(file: Path, version: str, source: str) -> None:
    """Take FILE into use from the next decision on. With any fault it is refused, and the rules in use stay."""
    try:
        book = actions.load_book(by=audit.SYSTEM, content=file.read_bytes(), version=version, source=source)
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        message = "\n".join(reason.message for reason in refused.reasons)
        stop(f"{message}\n{_counted(len(refused.reasons))} found. The rules in use stay.")
    else:
        click.echo(f"Version {book.version} is in use from the next decision on (SHA-256 {book.sha256}).")


@rules_commands.command("list")
@with_appcontext
def list_books() -> None:
    """Every book kept, the latest first, and which one is in use."""
    in_use = law_queries.book_in_use()
    click.echo(f"In use: {in_use.version} ({len(in_use.rules)} rules)")
    for book in law_queries.kept_books():
        click.echo(f"{book.version}  {book.loaded_at:%Y-%m-%d %H:%M}  {book.sha256[:12]}  {book.source}")


@rules_commands.command("replay")
@with_appcontext
def replay() -> None:
    """Judge every decision again under the rules of its day. Status 1 and a line for each that comes out otherwise."""
    differ = number = 0
    for number, (disposal_id, decided) in enumerate(replays_queries.every_decision(), start=1):  # noqa: B007 - the last counts
        if alarm := replays_queries.alarm_of(decided):
            differ += 1
            click.echo(f"Disposal {disposal_id}, {decided.gate.name.lower()}: {alarm}.")
    if differ:
        stop(f"{differ} of {number} judgements differ. Nothing was changed.")
    click.echo(f"Every judgement replays as it was kept ({number}).")


def _counted(faults: int) -> str:
    return "1 fault was" if faults == 1 else f"{faults} faults were"
