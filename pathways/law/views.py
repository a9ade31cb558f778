"""The law on a date: for every signed-in role, on the page and on paper. It names no person."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.law import documents, queries
from pathways.law.forms import DayForm
from pathways.law.queries import law_changes_waiting, suites_notified_on
from pathways.law.rules.law_on_a_day import law_on
from pathways.law.rules.proposed_changes import FIRST_DAY_OF_ALL
from pathways.ui.pages import hand_over, show

pages = Blueprint("law", __name__)


@pages.get("/law")
@permit("law.read")
def law() -> ResponseReturnValue:
    """What counts on any day, each line with its source and mark."""
    form = DayForm.asked(request.args, clock.today())
    day = form.day()
    return show(
        "law/law.html",
        form=form,
        day=day,
        shown=law_on(day, queries.law_in_use()) if day else None,
        suites=suites_notified_on(viewer(), day) if day else (),
        is_before_all=day is not None and day < FIRST_DAY_OF_ALL,
        is_ahead=day is not None and day > clock.today(),
        waiting=len(law_changes_waiting()) + queries.notifications_waiting(viewer()),
        may_change=viewer().may("policy.change"),
    )


@pages.get("/law.pdf")
@permit("law.read")
def law_pdf() -> ResponseReturnValue:
    """The law on a day as a marked paper, in the order of its page."""
    day = DayForm.asked(request.args, clock.today()).day()
    if day is None:
        return redirect(f"{url_for('law.law')}?{urlencode(list(request.args.items(multi=True)))}")
    looking = viewer()
    shown, suites = law_on(day, queries.law_in_use()), suites_notified_on(looking, day)
    paper = documents.law_paper(shown, suites, made_at=clock.now())
    audit.administered(looking, "document.downloaded", looking.organisation_id, kind="law on a date", day=day)
    return hand_over(paper, kind="application/pdf", name=f"law-{day.isoformat()}.pdf", inline=True)
