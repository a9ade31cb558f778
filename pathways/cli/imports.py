"""`flask import`: existing records from CSV. The template, what its columns hold, and a check that writes nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import AppGroup, with_appcontext

from pathways.auth.roles import Viewer
from pathways.cli.access import stop
from pathways.dates import count_in_words
from pathways.exports import csv_lines
from pathways.imports.queries.checking import Tally, look_at, read_file
from pathways.imports.queries.importers import basis_of, importer
from pathways.imports.rules.columns import Kind, columns_of, how_written, template
from pathways.imports.rules.faults import Fault
from pathways.imports.rules.text import Encoding, FirstLook
from pathways.refusals import Refused
from pathways.store.base import db

import_commands = AppGroup("import", help="Existing records from CSV files: people first, then what happened to them.")
SHOWN: Final = 50
"""How many faults are said. Every one of them goes into the file of faults."""
HEAD_OF_FAULTS: Final = ("row", "column", "value", "wrong", "right", "kind")


def kind_asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the option that says what a file holds."""

    def as_kind(_context: click.Context, _option: click.Parameter, said: str) -> Kind:
        return Kind(said)

    choice = click.Choice([each.value for each in Kind])
    return click.option("--kind", required=True, type=choice, callback=as_kind, help="What the file holds.")(command)


# The template and its explanation.


@import_commands.command("template")
@kind_asked
def print_template(kind: Kind) -> None:
    """Print a file with the header and one row as an example. That row is refused if it is left in."""
    head, example = template(kind)
    for line in csv_lines(head, [example]):
        click.echo(line.rstrip("\r\n"))


@import_commands.command("columns")
@kind_asked
def print_columns(kind: Kind) -> None:
    """Print what each column holds, which must be there, and what may be written in it."""
    for each in columns_of(kind):
        must = "must be filled in" if each.is_required else "may be blank"
        click.echo(f"{each.column} ({each.label}), {must}: {how_written(each)}")
        if each.meaning:
            click.echo(f"    {each.meaning}")


# The check, which writes nothing in the database.


@import_commands.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kind_asked
@click.option("--by", "sign_in_name", help="Sign-in name of the officer for whom the records will be imported.")
@click.option("--faults", "faults_file", type=click.Path(path_type=Path), help="A new CSV file for every fault.")
@with_appcontext
def check(file: Path, kind: Kind, sign_in_name: str | None, faults_file: Path | None) -> None:
    """Read FILE and say each fault with its row, column and value, and what would be right. Nothing is imported.

    The status is 0 where nothing is wrong. A file of detentions needs --by, whose force has the suites.
    """
    by = officer_named(sign_in_name) if sign_in_name else None
    if by is None and kind is not Kind.PEOPLE:
        stop("Say with --by for whom the records will be imported: the suites are those of their force.")
    basis = basis_of(by)
    db.session.remove()  # nothing is held in the database while a long file is read
    look, tally = look_at(file), Tally()
    with _written_beside(faults_file) as write:
        for each in read_file(kind, file, look, basis):
            tally.count(each)
            if isinstance(each, Fault):
                write(each)
                if tally.faults.total() <= SHOWN:
                    click.echo(each.words)
    for line in outcome(look, tally, faults_file):
        click.echo(line)
    sys.exit(1 if tally.faults else 0)


def officer_named(sign_in_name: str) -> Viewer:
    """Whoever imports. Ends the command where they may not."""
    try:
        return importer(sign_in_name)
    except Refused as refusal:
        stop(f"{refusal}.")


@contextmanager
def _written_beside(path: Path | None) -> Iterator[Callable[[Fault], None]]:
    """A function that writes each fault into a file that only its owner can read; without a path it does nothing."""
    if path is None:
        yield lambda fault: None
        return
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as problem:
        stop(f"The file of faults cannot be made: {problem.strerror}: {path}")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(csv_lines(HEAD_OF_FAULTS, []))

        def write(fault: Fault) -> None:
            cells = (fault.row or None, fault.column, fault.shown, fault.wrong, fault.right, fault.kind.label)
            file.writelines(list(csv_lines(HEAD_OF_FAULTS, [cells]))[1:])

        yield write


def outcome(look: FirstLook, tally: Tally, faults_file: Path | None) -> Iterator[str]:
    """What a check found, a line each."""
    more = tally.faults.total() - SHOWN
    if more > 0:
        where = f"all are in {faults_file}" if faults_file else "--faults FILE.csv writes all of them down"
        yield f"… and {count_in_words(more, 'more fault')}: {where}."
    yield ""
    yield f"The letters are {look.encoding.label}."
    if look.encoding is Encoding.WINDOWS:
        yield "Look at a name with an accent: if it is wrong, save the file as “CSV UTF-8” and check it again."
    for column in sorted(tally.months_first):
        yield f"In {column} some dates have the month first: those up to the 12th of a month may be read wrongly."
    for kind, count in tally.faults.most_common():
        yield f"{count:>9,}  {kind.label}"
    good, bad = count_in_words(tally.entries, "row"), count_in_words(tally.faults.total(), "fault")
    yield f"{good} without a fault, {bad} in {count_in_words(tally.bad_rows, 'row')}. Nothing was imported."
