"""Commands that make a report, and that make all figures again, for whoever runs Pathways."""

import sys
from datetime import datetime

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.cli.access import stop
from pathways.exports import csv_lines
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.documents import files, papers
from pathways.reporting.models import PublishedFigures
from pathways.reporting.queries import counting
from pathways.reporting.queries.remade import remade
from pathways.reporting.rules import arc as arc_rules
from pathways.reporting.rules import proportions as proportions_rules
from pathways.reporting.rules.revisions import Cause
from pathways.small_numbers.beside import hidden_alone
from pathways.store.base import db

DAY = click.DateTime(formats=["%Y-%m-%d"])
report_commands = AppGroup("report", help="Reports, as the manager's pages make them.")


@report_commands.command("arc")
@click.option("--from", "from_on", type=DAY, required=True, help="First day of the period, included.")
@click.option("--to", "to_on", type=DAY, required=True, help="Last day of the period, included.")
@click.option("--as-at", type=DAY, default=None, help="Last day whose data count; today if not given.")
@click.option("--format", "kind", type=click.Choice(["csv", "pdf"]), default="csv")
@with_appcontext
def arc(from_on: datetime, to_on: datetime, as_at: datetime | None, kind: str) -> None:
    """The ARC report for a period, on standard output. Both days are counted."""
    days = {"from_on": from_on.date(), "to_on": to_on.date(), "as_at": as_at.date() if as_at else clock.today()}
    if faults := proportions_rules.faults_of(**days, today=clock.today()):
        stop(" ".join(f"{fault.message}." for fault in faults))
    period = proportions_rules.Period(**days)
    try:
        counts = counting.arc(audit_models.SYSTEM, period)
    except counting.NotKeptYet:
        stop("There are too many people to be read now. Try again when the worker has counted them.")
    report = arc_rules.arc_report(counts, hidden_alone("arc", arc_rules.published_of(counts)).hidden, period)
    audit.administered(audit_models.SYSTEM, "report.generated", None, report="arc", period=str(period), kind=kind)
    db.session.commit()
    if kind == "csv":
        for line in files.arc_lines(report):
            click.echo(line.rstrip("\r\n"))
    else:
        use, substances = arc_charts.both_of_arc(report)
        made_by = "flask report arc"
        paper = papers.arc_paper(report, use=use, substances=substances, made_at=clock.now(), made_by=made_by)
        sys.stdout.buffer.write(paper)


@report_commands.command("again")
@with_appcontext
def again() -> None:
    """Make all figures again of the records of then: which come out the same, and the people changed since, by cause.

    It ends with an error where one is not as it was written, or comes out otherwise for no reason that is known.
    """
    head = ("report", "from", "to", "as_known_on", "as_written", "same", "disposed_of", *(each.value for each in Cause))
    figures = db.session.scalars(select(PublishedFigures).order_by(PublishedFigures.id))
    made = [remade(each) for each in figures]
    audit.administered(audit_models.SYSTEM, "report.generated", None, report="again", figures=len(made))
    db.session.commit()
    rows = [
        (
            each.edition.report.value, each.edition.days.from_on, each.edition.days.to_on, each.edition.as_at,
            each.is_as_written, each.is_same, each.disposed_of,
            *(len(each.revisions.get(cause, ())) for cause in Cause),
        )
        for each in made
    ]  # fmt: skip
    for line in csv_lines(head, rows):
        click.echo(line.rstrip("\r\n"))
    if unexplained := sum(each.is_unexplained for each in made):
        stop(f"{unexplained} of {len(made)} are not what they were, and nothing recorded says why.")
