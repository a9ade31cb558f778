"""All figures that were made, and whether they come out the same again."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.reporting.forms import RegisterForm
from pathways.reporting.queries import figures
from pathways.reporting.rules import revisions
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.views.reports import pages, there_are, when_made
from pathways.ui.pages import show


@pages.get("/reports/figures")
@permit("report.figures")
def register() -> ResponseReturnValue:
    """The figures as known on a day of the address, each with what came of making it again."""
    there = there_are()
    form = RegisterForm.asked(request.args, {each.as_at for each in there})
    as_at = form.day()
    rows = figures.register(viewer(), as_at) if as_at else []
    if as_at:
        audit.administered(
            viewer(), "report.viewed", viewer().organisation_id, report="figures", as_at=as_at.isoformat()
        )
    return show(
        "reporting/register.html",
        form=form,
        as_at=as_at,
        rows=rows,
        words=revisions,
        fingerprint_of=fingerprint_of,
        as_known=when_made(None, there),
    )
