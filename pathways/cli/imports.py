"""`flask import`: existing records from CSV. The template, a check that writes nothing, and the import itself."""

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
from pathways.imports.actions import importing
from pathways.imports.models import ImportRun
from pathways.imports.queries.checking import Tally, look_at, read_with_known
from pathways.imports.queries.importers import MAY_LOOK, importer, may_import
from pathways.imports.queries.runs import open_run, source_named
from pathways.imports.rules.columns import Kind, columns_of, how_written, template
from pathways.imports.rules.faults import Fault
from pathways.imports.rules.text import Encoding, FirstLook
from pathways.refusals import Refused
from pathways.store.base import db
from pathways.store.engines import looked_up

import_commands = AppGroup("import", help="Existing records from CSV files: people first, then what happened to them.")
SHOWN: Final = 50
"""How many faults are said. Every one of them goes into the file of faults."""
HEAD_OF_FAULTS: Final = ("row", "column", "value", "wrong", "right", "kind")


def kind_asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the option that says what a file holds."""

    def as_kind(_context: click.Context, _option: click.Parameter, kind: str) -> Kind:
        return Kind(kind)

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


# The check, which writes nothing in the database, and the import, which begins with a check.


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
BY = click.option("--by", "sign_in_name", required=True, help="Sign-in name of whoever it is done for.")
SYSTEM = click.option("--system", help="The name of the system that the records come from, always the same.")
FAULTS = click.option("--faults", "faults_file", type=click.Path(path_type=Path), help="A new file for every fault.")


@import_commands.command("check")
@FILE
@kind_asked
@click.option("--by", "sign_in_name", help="Sign-in name of whoever the records will be imported for.")
@SYSTEM
@FAULTS
@with_appcontext
def check(file: Path, kind: Kind, sign_in_name: str | None, system: str | None, faults_file: Path | None) -> None:
    """Read FILE and say each fault with its row, column and value, and what would be right. Nothing is imported.

    The status is 0 where nothing is wrong. Every kind but people needs --by and --system.
    """
    by = officer_named(sign_in_name, may_import(kind)) if sign_in_name else None
    tally = _checked(file, kind, by, system, look_at(file), faults_file)
    click.echo("Nothing was imported.")
    sys.exit(1 if tally.faults else 0)


@import_commands.command("run")
@FILE
@kind_asked
@BY
@SYSTEM
@FAULTS
@click.option("--without-faulty-rows", is_flag=True, help="Import the others where some rows have a fault.")
@with_appcontext
def run_import(
    file: Path,
    kind: Kind,
    sign_in_name: str,
    system: str | None,
    faults_file: Path | None,
    without_faulty_rows: bool,
) -> None:
    """Check FILE and import it. Where it was stopped in the middle, the same command goes on from there.

    A record that was imported before is never changed. Whoever may be somebody known already is set aside.
    """
    by, look = officer_named(sign_in_name, may_import(kind)), look_at(file)
    if not system:
        stop("Say with --system which system the records come from.")
    run = _run_left(by, kind, system, look)
    if run is None:
        tally = _checked(file, kind, by, system, look, faults_file)
        if tally.faults and (not without_faulty_rows or not tally.entries):
            stop("Nothing was imported. Repair the file, or import the other rows with --without-faulty-rows.")
    else:
        click.echo(f"Import {run} was left in the middle and goes on.")
    _import(file, kind, by, system, look)


def _checked(
    file: Path, kind: Kind, by: Viewer | None, system: str | None, look: FirstLook, faults_file: Path | None
) -> Tally:
    """Check a file and say what is wrong with it."""
    if kind is not Kind.PEOPLE and not (by and system):
        stop("Say with --by and --system for whom and from where the records come: people and suites are looked up.")
    tally = Tally()
    with _written_beside(faults_file) as write:
        for each in read_with_known(kind, file, look, by, system):
            tally.count(each)
            if isinstance(each, Fault):
                write(each)
                if tally.faults.total() <= SHOWN:
                    click.echo(each.words)
    for line in outcome(look, tally, faults_file):
        click.echo(line)
    return tally


def _run_left(by: Viewer, kind: Kind, system: str, look: FirstLook) -> int | None:
    """The number of the import of the same file that was left in the middle."""

    def ask() -> int | None:
        source = source_named(by, system, kind)
        run = open_run(source) if source else None
        return run.id if run and run.digest == look.digest and run.position else None

    return looked_up(ask)


def _import(file: Path, kind: Kind, by: Viewer, system: str, look: FirstLook) -> None:
    try:
        run = importing.begin(by=by, kind=kind, source_name=system, file_name=file.name, digest=look.digest)
        db.session.commit()
        number = run.id
        for batch, position in importing.lots(by=by, run=run, path=file, look=look):
            db.session.commit()
            db.session.remove()  # what it read, and whom it took to be shut, is not of the next lot
            for row, words in batch.words:
                click.echo(f"row {row}, {words}.")
            if sys.stderr.isatty():
                click.echo(f"\rrow {position:,}", nl=False, err=True)
        run = db.session.get_one(ImportRun, number)
        importing.end(by=by, run=run)
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        stop(f"{refusal}.")
    for line in summary(run):
        click.echo(line)


def summary(run: ImportRun) -> Iterator[str]:
    """What became of the rows of an import, a line each."""
    yield f"Import {run.id} of {run.file_name}: {count_in_words(run.taken, 'record')} imported."
    if run.unchanged:
        yield f"{count_in_words(run.unchanged, 'row')} imported before, and the same."
    if run.changed:
        yield f"{count_in_words(run.changed, 'row')} imported before, and different now: left as they are."
    if run.put_aside:
        waits = count_in_words(run.put_aside, "person", "people")
        yield f"{waits} set aside, who may be known already: flask import waiting"
    if run.refused:
        yield f"{count_in_words(run.refused, 'row')} refused."


def officer_named(sign_in_name: str, *permissions: str) -> Viewer:
    """Whoever imports, in a role that has one of these permissions. Ends the command where they may not."""
    try:
        return importer(sign_in_name, *(permissions or MAY_LOOK))
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
    yield f"{good} without a fault, {bad} in {count_in_words(tally.bad_rows, 'row')}."
