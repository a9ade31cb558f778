"""`flask import undo`: one person asks that an import is taken back, another confirms it, each with a password."""

from typing import Final

import click
from flask.cli import with_appcontext

from pathways.auth import actions as signing_in
from pathways.auth import passwords
from pathways.auth.roles import Viewer
from pathways.cli.access import stop
from pathways.cli.imports import BY, done_or_said, officer_named
from pathways.dates import LONDON, count_in_words
from pathways.imports.actions import undoing
from pathways.imports.models import ImportRun
from pathways.imports.queries.importers import MAY_TAKE_BACK
from pathways.imports.queries.runs import run_of, undoing_of
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db

PASSWORD = click.option("--password", prompt="Your password", hide_input=True, help="Asked for, never typed as a word.")
SHOWN: Final = 50
LAST: Final = 2**31 - 1


@click.command("undo")
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


@click.command("confirm-undo")
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
    by = officer_named(sign_in_name, MAY_TAKE_BACK)
    try:
        user = signing_in.recognise(name=sign_in_name, password=password, address=None)
    except passwords.Wait as wait:
        stop(f"There were too many wrong passwords. Try again at {wait.until.astimezone(LONDON):%H:%M}.")
    if user is None or user.id != by.user_id:
        stop("That is not the password.")
    return by


def _take_back(by: Viewer, number: int) -> None:
    before, stays = LAST, list[str]()
    try:
        while before:
            run = db.session.get_one(ImportRun, number)
            before, more = undoing.take_back_some(by=by, run=run, before=before)
            db.session.commit()
            db.session.remove()
            stays += more
        undoing.end_undoing(by=by, run=db.session.get_one(ImportRun, number))
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        stop(f"{refusal}. What was taken back until then is; the same command goes on.")
    for line in stays[:SHOWN]:
        click.echo(f"{line}: stays, because something was recorded since.")
    records = count_in_words(len(stays), "record")
    click.echo(f"Import {number} is taken back" + (f", but for {records}." if stays else "."))
