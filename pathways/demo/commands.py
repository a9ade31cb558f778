"""`flask demo county` and `flask demo arc`: only into an empty database, never in production."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from pathways import clock
from pathways.auth import passwords, queries
from pathways.auth.models import User
from pathways.demo import arc as the_caseload
from pathways.demo import county as the_county
from pathways.demo.places import PASSWORD
from pathways.store import db, engines, schema

demo = AppGroup("demo", help="Made-up people for a demonstration, in an empty database.")
Build = Callable[[str, Callable[[], None]], None]


@demo.command("county")
@with_appcontext
def county() -> None:
    """A made-up county: four towns, two suites, six services, 300 people over eighteen months."""
    _load(_the_county, the_county.PEOPLE, "county")
    say_sign_ins()


@demo.command("arc")
@with_appcontext
def arc() -> None:
    """The ARC caseload: 354 people whose totals are the published ones."""
    _load(the_caseload.build, sum((the_caseload.NONE, the_caseload.SINGLE, the_caseload.MULTIPLE)), "ARC caseload")
    say_sign_ins()


def _the_county(password_hash: str, tick: Callable[[], None]) -> None:
    the_county.build(password_hash, clock.now(), tick)


def _load(build: Build, length: int, name: str) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy
    if app.config["PATHWAYS_ENV"] == "production":
        _stop("A demonstration is never loaded in production")
    schema.upgrade(app)
    if not is_empty():
        _stop("This database holds something already. A demonstration is loaded only into an empty one")
    password_hash = passwords.hash_of(PASSWORD)
    began = time.monotonic()
    with (
        click.progressbar(length=length, label=f"Making up the {name}", file=sys.stderr) as bar,
        swept_seldom(),
        engines.not_waiting_for_the_disk(db.engine),
    ):
        build(password_hash, lambda: bar.update(1))
        db.session.commit()
    click.echo(f"Made {length} people in {time.monotonic() - began:.0f} seconds.")


@contextmanager
def swept_seldom() -> Iterator[None]:
    """What is imported stays to the end, and a county makes much that is soon forgotten: sweeping memory as often as
    usual would take a tenth of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def is_empty() -> bool:
    """Whether nobody may sign in yet, which is so only in a database nobody has set up. Ends its transaction."""
    somebody = db.session.scalar(select(select(User.id).exists()))
    db.session.rollback()
    return not somebody


def load_county_if_empty(app: Flask) -> None:
    """For `flask serve`: the county in an empty database, outside production."""
    if app.config["PATHWAYS_ENV"] != "production" and is_empty():
        _load(_the_county, the_county.PEOPLE, "county")


def say_sign_ins() -> None:
    """Print who can sign in, when this database is a demonstration."""
    users = db.session.scalars(select(User).where(User.is_demonstration).order_by(User.id)).all()
    if users:
        click.echo(f"Everyone in it is made up. Sign in with the password “{PASSWORD}” as:")
    for user in users:
        roles = ", ".join(role.label for role in queries.roles_of(user.id, clock.today()))
        click.echo(f"  {user.sign_in_name:10} {user.name}, {roles}")
    db.session.rollback()


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)
