"""`flask export`: the records that a force has now, in a file of the same shape as one that is imported."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from pathways.audit import record as audit
from pathways.cli.access import stop
from pathways.cli.imports import BY, kind_asked, officer_named
from pathways.dates import count_in_words
from pathways.exports import csv_lines
from pathways.imports.queries.exporting import lots
from pathways.imports.rules.columns import Kind, template
from pathways.store.base import db


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@kind_asked
@BY
@with_appcontext
def export(file: Path, kind: Kind, sign_in_name: str) -> None:
    """Write every record of a kind that the officer's force knows into FILE, a new one that only its owner reads.

    The log has the export, and of each person that they were in it.
    """
    by, count = officer_named(sign_in_name), 0
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
