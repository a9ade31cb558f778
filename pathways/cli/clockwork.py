"""The job that reads clocks. It commits after each referral: it may be killed at any time, and two may run at once."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from pathways import clock
from pathways.clocks import actions, queries
from pathways.store import db, engines

clocks_commands = AppGroup("clocks", help="The clocks of referrals.")
MOST = 200
"""In one round: then the other jobs have their turn."""


def run_due(*, now: datetime | None = None, limit: int = MOST) -> int:
    """Read the clocks of each referral that is due, at most `limit`; then write down the consents that lapsed.

    Returns how many of both. One that cannot be read holds up no other: it is named, and tried again next time.
    """
    at = now or clock.now()
    with engines.about_nobody():
        waiting = queries.due(at, limit)
        db.session.rollback()
    done = 0
    for referral_id in waiting:
        try:
            done += actions.read(referral_id=referral_id, now=at)
            db.session.commit()
        except Exception:
            db.session.rollback()
            current_app.logger.exception("The clocks of referral %s could not be read", referral_id)
    lapsed = actions.lapse(limit=limit)
    db.session.commit()
    return done + lapsed


@clocks_commands.command("run")
@with_appcontext
def run() -> None:
    """Read every clock that is due, and end."""
    done = 0
    while read := run_due():
        done += read
    click.echo(f"{done} referrals read.")
