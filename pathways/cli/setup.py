"""Commands besides the server: set up, serve, back up, look after the log, report, and install all the others."""

import sys
from collections import Counter
from functools import partial
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from pathways import VERSION, dates
from pathways.admin.actions import accounts as admin
from pathways.admin.rules import address_bars
from pathways.audit import verify as the_verify
from pathways.auth import passwords, readiness
from pathways.auth import queries as accounts
from pathways.auth import sessions as devices
from pathways.auth.roles import OrganisationKind
from pathways.cli import jobs as clockwork
from pathways.cli.access import access_commands, stop
from pathways.cli.books import rules_commands
from pathways.cli.imported import export
from pathways.cli.imports import import_commands
from pathways.cli.reports import report_commands
from pathways.cli.worker import run_worker, work
from pathways.demo import commands as demonstration
from pathways.drafts import actions as drafts
from pathways.law.queries import book_in_use, law_in_use
from pathways.outbox import queries as outbox
from pathways.outbox.settings import settings_of
from pathways.people import queries as people
from pathways.refusals import Refused
from pathways.store import backup as copies
from pathways.store import backup as damage
from pathways.store import engines, schema, server, standby
from pathways.store.base import db

audit_commands = AppGroup("audit", help="The audit log.")


def install(app: Flask) -> None:
    """Add every command to `app`."""
    own = (
        version,
        setup,
        doctor,
        backup,
        protect,
        tidy,
        serve,
        run_worker,
        access_commands,
        audit_commands,
        report_commands,
        rules_commands,
        import_commands,
        export,
    )
    for command in (*own, demonstration.demo):
        app.cli.add_command(command)


def _work_email(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    """Refuse what cannot be a sign-in name before the password is asked for."""
    address, _, domain = typed.strip().lower().partition("@")
    if bars := address_bars(f"{address}@{domain}", organisation_name="your organisation", domains=[domain]):
        raise click.BadParameter(bars[0].message)
    return typed.strip().lower()


@click.command()
@click.option("--organisation", prompt="Name of the organisation", help="The first organisation, in full.")
@click.option("--kind", prompt=True, type=click.Choice(["force", "commissioner"]), default="force")
@click.option("--name", prompt="Name of the administrator")
@click.option(
    "--sign-in-name",
    prompt="Work e-mail of the administrator, the name to sign in with (like r.hallam@force.example)",
    callback=_work_email,
    help="A work e-mail: the administrator signs in with it.",
)
@click.password_option(help="Asked for, never taken from the command line in practice.")
@with_appcontext
def setup(organisation: str, kind: str, name: str, sign_in_name: str, password: str) -> None:
    """Make the first organisation and its administrator. Works once, in an empty database."""
    try:
        schema.upgrade(_app())
    except schema.CannotMigrate as problem:
        stop(str(problem))
    if fault := passwords.problem_with(password, sign_in_name):
        stop(f"That password cannot be used. {fault}.")
    password_hash = passwords.hash_of(password)
    try:
        admin.set_up(
            organisation_name=organisation,
            kind=OrganisationKind(kind),
            administrator_name=name,
            sign_in_name=sign_in_name,
            password_hash=password_hash,
        )
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        stop(str(refusal))
    click.echo(f"{organisation} is set up. Sign in as {sign_in_name} and invite your people.")


@click.command()
@with_appcontext
def version() -> None:
    """The release, and what the database, the law and the rules stand at: what to say when something is reported."""
    app = _app()
    click.echo(f"Pathways {VERSION}")
    try:
        current, newest = schema.current_migration(app), schema.newest_migration(app)
        click.echo(f"Migrations: {current or 'none'} in the database, {newest} in this release")
        if current == newest:
            click.echo(f"Law: {law_in_use().version}. Rules of the disposals: {book_in_use().version}")
    except DBAPIError as error:
        stop(f"The database cannot be asked: {damage.reason_of(error)}. flask doctor says more")


@click.command()
@with_appcontext
def doctor() -> None:
    """Say what is wrong with this configuration, a line each; where nothing is, it says so and its status is 0."""
    problems = readiness.problems(_app()) or _silent_worker()
    problems += readiness.problems_of_owner(_app())
    examination = damage.examine(_app())
    for line in dict.fromkeys(problems + examination.damage):
        click.echo(f"- {line}")
    for line in readiness.advice(_app()) + standby.advice():
        click.echo(f"To think of: {line}.")
    for line in examination.unchecked:
        click.echo(f"Not checked: {line}.")
    if problems or examination.damage:
        sys.exit(1)
    click.echo("Nothing is wrong with this configuration.")


def _silent_worker() -> list[str]:
    """The problem that no worker runs, so that nothing is sent; empty if one does."""
    with engines.about_nobody():
        last_beat = outbox.last_beat()
        db.session.rollback()
    if outbox.is_at_work(last_beat):
        return []
    since = f"was last heard at {dates.london(last_beat):%H:%M on %-d %B}" if last_beat else "is not running"
    return [f"Nothing is being sent, and no clock is read: the worker {since}. Start it: flask --app wsgi worker"]


@click.command()
@click.argument("destination", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(destination: Path) -> None:
    """Write a consistent copy of the database to DESTINATION while the service runs."""
    try:
        copies.write(_app(), destination)
    except copies.CannotBackUp as problem:
        stop(str(problem))
    click.echo(f"Wrote {destination} ({destination.stat().st_size:,} bytes).")


@click.command()
@with_appcontext
def protect() -> None:
    """Make the log add-only for the application once more, should that be lost: flask db upgrade does it by itself."""
    schema.protect(_app())
    click.echo("The log is add-only for the application.")


@click.command()
@with_appcontext
def tidy() -> None:
    """Delete drafts 7 days after their last touch, the keys of forms as old, and devices unused for half a year."""
    drafts.forget_old()
    devices.forget_unused()
    db.session.commit()


@click.command()
@click.option("--port", default=5000, show_default=True)
@with_appcontext
def serve(port: int) -> None:
    """Migrate, load the demonstration county into an empty database, say how to sign in, and serve, a worker beside."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy
    if not server.is_free(port):
        stop(f"Port {port} is in use. Stop what listens there, or choose another: make run PORT=5001")
    try:
        schema.upgrade(app)
    except schema.CannotMigrate as problem:
        stop(str(problem))
    drafts.forget_old()
    db.session.commit()
    demonstration.load_county_if_empty(app)
    clockwork.act_on_all_due_clocks()
    click.echo(f"\nPathways is at http://127.0.0.1:{port}\n")
    demonstration.say_sign_ins()
    if app.config["PATHWAYS_ENV"] == "development" and not settings_of(app.config).channels:
        mail = Path(app.config["DATA_FOLDER"]) / "mail"
        app.config["MAIL_FOLDER"] = str(mail)
        app.config["PUBLIC_URL"] = app.config["PUBLIC_URL"] or f"http://127.0.0.1:{port}"
        click.echo(f"\nMail goes to the folder {mail}. “Messages not sent” (sign in as admin) lists what is in it.")
    click.echo("A worker runs beside the server. Ctrl-C ends both.")
    app.extensions["ready_to_serve"]()
    db.session.remove()
    db.engine.dispose()  # the processes forked from this one must not share a connection
    server.start_worker(partial(_work_beside, app))
    server.run(port)


def _work_beside(app: Flask) -> None:
    """What the worker does that is forked from `serve`: nobody waits for a page of it, so no statement is ended."""
    app.config["STATEMENT_SECONDS"] = 0
    work(with_parent=True)


@audit_commands.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute every chain. Status 1 and a line for each break: person or chain, position, what does not fit."""
    breaks = 0
    try:
        persons = [f"person:{person_id}" for person_id in people.every_person_id()]
        others = accounts.chains_expected(sessions_from=the_verify.first_session_begun())
        for broken in the_verify.verify(persons + others):
            breaks += 1
            who = f"person {broken.person_id}" if broken.person_id else broken.chain
            click.echo(f"{who}, position {broken.position}: {broken.what}")
    except DBAPIError as error:
        click.echo(f"The log cannot be read to its end: {damage.reason_of(error)}.")
        stop(
            f"{breaks} breaks found before it. Put the last good backup in its place; flask doctor says what is damaged"
        )
    if breaks:
        stop(f"{breaks} breaks found.")
    click.echo(f"Every chain verifies ({_counted(persons + others)}).")


def _counted(chains: list[str]) -> str:
    """How many chains there are of each kind: "120 people, 9 organisations, 31 sessions"."""
    kinds = Counter(key.partition(":")[0] for key in chains)
    persons, organisations, sessions = kinds["person"], kinds["organisation"], kinds["session"]
    parts = (persons, "person", "people"), (organisations, "organisation"), (sessions, "session")
    return ", ".join(dates.count_in_words(*part) for part in parts)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # Flask's proxy
