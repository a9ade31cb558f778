"""`flask access`: the person who runs Pathways is the second person where there is no other, as for a first manager."""

import sys
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from pathways.admin.actions import accounts as accounts_actions
from pathways.admin.actions import second_person as second_person_actions
from pathways.admin.models import AccessProposal
from pathways.admin.rules import ProposalState
from pathways.audit import models as audit
from pathways.auth import queries as accounts
from pathways.outbox.rules import Medium
from pathways.outbox.settings import settings_of
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db

# How a command ends when it cannot do what was asked.


def stop(message: str) -> NoReturn:
    """End the command with what is wrong, one thing a line, and a failing status."""
    click.echo(message, err=True)
    sys.exit(1)


# The commands: list what waits, approve or refuse it, and make a link for somebody whom no administrator can help, such
# as the only administrator without a password.


access_commands = AppGroup("access", help="Access that waits for a second person.")


@access_commands.command("list")
@with_appcontext
def listed() -> None:
    """Say what waits: number, what, for whom, where, who asked."""
    waits = select(AccessProposal).where(AccessProposal.state == ProposalState.WAITING).order_by(AccessProposal.id)
    rows = db.session.scalars(waits).all()
    for row in rows:
        place = accounts.organisation(row.organisation_id)
        whom = row.content.get("sign_in_name") or accounts.sign_in_name_of(row.user_id or 0)
        facts = [row.kind.label, whom, str(row.content.get("role", "")), place.name if place else ""]
        proposed = f"proposed by {accounts.name_of(row.proposed_by_id)}"
        click.echo(f"{row.id}  {', '.join([*filter(None, facts), proposed])}")
    if not rows:
        click.echo("Nothing waits.")


@access_commands.command("approve")
@click.argument("number", type=int)
@with_appcontext
def approve(number: int) -> None:
    """Approve NUMBER, and it is done. Where no mail is set up, says the link to hand over."""
    decided = _decided(number, approves=True, why="", key=_key_of_mail())
    click.echo(f"Number {number} is approved.")
    if decided.token and decided.user is not None:
        _hand_over(decided.user.name, decided.token)


@access_commands.command("link")
@click.argument("sign_in_name")
@with_appcontext
def link(sign_in_name: str) -> None:
    """Make a link by which SIGN_IN_NAME sets a password; earlier links end. Goes by mail, else it is said here."""
    user = accounts.user_named(sign_in_name)
    if user is None:
        stop(f"Nobody signs in as {sign_in_name}.")
    try:
        token = accounts_actions.make_link_approved(by=audit.SYSTEM, user=user, key=_key_of_mail())
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        stop(str(refusal))
    if token:
        _hand_over(user.name, token)
    else:
        click.echo(f"A link that works once is on its way to {user.sign_in_name}. The worker sends it.")


@access_commands.command("refuse")
@click.argument("number", type=int)
@click.option("--why", required=True, help="A sentence that whoever proposed it reads.")
@with_appcontext
def refuse(number: int, why: str) -> None:
    """Refuse NUMBER."""
    _decided(number, approves=False, why=why, key="")
    click.echo(f"Number {number} is refused.")


def _key_of_mail() -> str:
    """The service's key where mail works: a link then goes to the person by mail and is not shown."""
    settings = settings_of(current_app.config)
    return settings.secret_key if Medium.EMAIL in settings.media else ""


def _hand_over(name: str, token: str) -> None:
    address = settings_of(current_app.config).public_url
    click.echo(f"Hand this to {name}; it works once: {address}/link/{token}")


def _decided(number: int, *, approves: bool, why: str, key: str) -> second_person_actions.DecidedProposal:
    try:
        decided = second_person_actions.decide_on_the_server(proposal_id=number, approves=approves, why=why, key=key)
        db.session.commit()
    except OutOfSight:
        stop(f"There is no number {number}. flask access list says what waits.")
    except Refused as refusal:
        db.session.rollback()
        stop(str(refusal))
    return decided
