"""`flask import list, waiting, decide, undo` and `flask export`: what was imported, who waits, what goes out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from pathways.audit import record as audit
from pathways.auth import actions as signing_in
from pathways.auth import passwords
from pathways.auth.roles import Viewer
from pathways.cli.access import stop
from pathways.cli.imports import BY, SHOWN, import_commands, kind_asked, officer_named, summary
from pathways.dates import LONDON, count_in_words, day_in_words, moment_in_words
from pathways.exports import csv_lines
from pathways.imports.actions import importing, undoing
from pathways.imports.models import ImportRun
from pathways.imports.queries.exporting import lots
from pathways.imports.queries.importers import MAY_DECIDE, MAY_TAKE_BACK, OF_A_SERVICE, may_import
from pathways.imports.queries.people_set_aside import details_of_those, doubtful, everybody_waiting
from pathways.imports.queries.runs import run_of, runs, undoing_of, what_is_left
from pathways.imports.rules.columns import Kind, template
from pathways.imports.rules.deciding import WhoItIs, read_back
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db

# What was imported, and who waits for somebody to decide.


@import_commands.command("list")
@BY
@with_appcontext
def list_imports(sign_in_name: str) -> None:
    """Say every import of the force, or of the worker's organisation, latest first."""
    every = runs(officer_named(sign_in_name))
    for run, source in every:
        when = moment_in_words(run.ended_at) if run.ended_at else f"left at row {run.position:,}"
        undone = f"; taken back {moment_in_words(run.undone_at)}" if run.undone_at else ""
        click.echo(f"{run.id}  {source.kind.label} from {source.name}, {run.file_name}: {when}{undone}")
        for line in list(summary(run)):
            click.echo(f"    {line.partition(': ')[2] if line.startswith('Import ') else line}")
    if not every:
        click.echo("Nothing was imported yet.")


@import_commands.command("stop")
@click.argument("number", type=int)
@BY
@with_appcontext
def stop_import(number: int, sign_in_name: str) -> None:
    """End import NUMBER where it was left. What it imported stays; the rows after that are not imported."""
    by = officer_named(sign_in_name)
    with done_or_said(f"There is no import {number}."):
        run, _ = run_of(by, number)
        importing.end(by=by, run=run)
    click.echo(f"Import {number} is ended at row {run.position:,}.")


@import_commands.command("waiting")
@BY
@with_appcontext
def list_waiting(sign_in_name: str) -> None:
    """Say who was set aside, whom they may be and why, so that somebody can decide."""
    by = officer_named(sign_in_name, MAY_DECIDE)
    every = everybody_waiting(by)
    known = details_of_those(every)
    audit.listed(by, "import.waiting.read", known)
    db.session.commit()
    for someone in every:
        aside, facts = someone.aside, read_back(someone.aside.row_facts or {})
        born = f"born {day_in_words(facts.date_of_birth)}"
        says = ", ".join(filter(None, (someone.full_name, born, facts.sex.label, facts.pnc_id)))
        where = f"row {aside.row_number} of import {aside.run_id}, {someone.system}, {aside.source_key}"
        click.echo(f"{aside.id}  {where}: {says}")
        for each in aside.may_be:
            if person := known.get(each["person"]):
                born = day_in_words(person.date_of_birth)
                click.echo(f"    person {each['person']}: {person.full_name}, born {born}. {'. '.join(each['why'])}.")
    click.echo("flask import decide NUMBER --same PERSON, --another or --leave-out" if every else "Nobody waits.")


@import_commands.command("decide")
@click.argument("number", type=int)
@BY
@click.option("--same", type=int, help="They are this person, who is known already: the number of the person.")
@click.option("--another", is_flag=True, help="They are another person, who is added.")
@click.option("--leave-out", is_flag=True, help="They are not imported.")
@with_appcontext
def decide(number: int, sign_in_name: str, same: int | None, another: bool, leave_out: bool) -> None:
    """Decide who the person is who was set aside as NUMBER. Check the photograph or the PNC first."""
    by = officer_named(sign_in_name, MAY_DECIDE)
    if [same is not None, another, leave_out].count(True) != 1:
        stop("Say one of --same PERSON, --another and --leave-out.")
    who = WhoItIs.SAME if same is not None else WhoItIs.ANOTHER if another else WhoItIs.LEFT_OUT
    unknown = f", or the force knows no person {same}" if same is not None else ""
    with done_or_said(f"Nobody waits as {number}{unknown}."):
        aside = doubtful(by, number).aside
        importing.decide(by=by, aside=aside, who=who, same_as=same)
    where = f" Person {aside.person_id}." if aside.person_id else ""
    click.echo(f"{aside.source_key}: {who.label.lower()}.{where}")


@contextmanager
def done_or_said(nothing: str) -> Iterator[None]:
    """Commit what is done inside. Where it is refused, say why and end the command."""
    try:
        yield
        db.session.commit()
    except OutOfSight:
        db.session.rollback()
        stop(nothing)
    except Refused as refusal:
        db.session.rollback()
        stop(f"{refusal}.")


# Taking an import back: one person asks for it, another confirms it, each with a password.


PASSWORD = click.option("--password", prompt="Your password", hide_input=True, help="Asked for, never typed as a word.")


@import_commands.command("undo")
@click.argument("number", type=int)
@BY
@click.option("--why", required=True, help="A sentence that whoever decides reads.")
@PASSWORD
@with_appcontext
def ask_to_undo(number: int, sign_in_name: str, why: str, password: str) -> None:
    """Ask that import NUMBER is taken back. Nothing happens until somebody else has confirmed it."""
    by = _who_signs(sign_in_name, password)
    with done_or_said(f"There is no import {number}."):
        run, _ = run_of(by, number)
        undoing.propose_undoing(by=by, run=run, reason=why)
    click.echo(f"Somebody else decides: flask import confirm-undo {number} --by THEIR-NAME")


@import_commands.command("confirm-undo")
@click.argument("number", type=int)
@BY
@click.option("--turn-down", is_flag=True, help="The import was right and stays.")
@PASSWORD
@with_appcontext
def confirm_undo(number: int, sign_in_name: str, turn_down: bool, password: str) -> None:
    """Confirm that import NUMBER is taken back, and take it back. What was worked on since stays, and is said.

    Where it was stopped in the middle, the same command goes on.
    """
    by = _who_signs(sign_in_name, password)
    with done_or_said(f"Nobody asked to take import {number} back."):
        run, _ = run_of(by, number)
        proposal = undoing_of(run)
        if proposal is None:
            raise OutOfSight
        if proposal.waits or turn_down or not proposal.is_confirmed or run.undone_at is not None:
            undoing.decide_undoing(by=by, proposal=proposal, confirms=not turn_down)
    if turn_down:
        click.echo(f"Import {number} stays as it is.")
    else:
        _take_back(by, number)


def _who_signs(sign_in_name: str, password: str) -> Viewer:
    """Whoever this is by their password, in the role in which they may. Ends the command where they may not."""
    by = officer_named(sign_in_name, MAY_TAKE_BACK, OF_A_SERVICE)
    try:
        user = signing_in.recognise(name=sign_in_name, password=password, address=None)
    except passwords.Wait as wait:
        stop(f"There were too many wrong passwords. Try again at {wait.until.astimezone(LONDON):%H:%M}.")
    if user is None or user.id != by.user_id:
        stop("That is not the password.")
    return by


def _take_back(by: Viewer, number: int) -> None:
    before = undoing.LAST
    try:
        while before := undoing.take_back_next(by=by, run=db.session.get_one(ImportRun, number), before=before):
            db.session.commit()
            db.session.remove()
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        stop(f"{refusal}. What was taken back until then is; the same command goes on.")
    left, first = what_is_left(db.session.get_one(ImportRun, number), SHOWN)
    for row, key in first:
        click.echo(f"row {row}, {key}: stays, because something was recorded since.")
    records = count_in_words(left, "record")
    click.echo(f"Import {number} is taken back" + (f", but for {records}." if left else "."))


# The records that a force has now, in a file of the same shape as one that is imported.


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@kind_asked
@BY
@with_appcontext
def export(file: Path, kind: Kind, sign_in_name: str) -> None:
    """Write every record of a kind that the force has (engagement: the service) into FILE, a new one.

    Only its owner can read it. The log has the export, and of each person that they were in it.
    """
    by, count = officer_named(sign_in_name, may_import(kind)), 0
    head, _ = template(kind)
    try:
        file.touch(mode=0o600, exist_ok=False)
    except OSError as problem:
        stop(f"The file cannot be made: {problem.strerror}: {file}")
    audit.administered(by, "export.begun", by.organisation_id, kind=kind)
    db.session.commit()
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        written.writelines(csv_lines(head, []))
        for lot in lots(by, kind):
            audit.listed(by, f"{kind}.exported", lot.person_ids)
            db.session.commit()  # nobody is in the file before the log says so
            db.session.remove()
            written.writelines(list(csv_lines(head, lot.rows))[1:])
            count += len(lot.rows)
    click.echo(f"{count_in_words(count, 'record')} written.")
