"""The organiser's pages of one case and of one action: hide words, record what the panel found, say what was done."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.scrutiny import actions, queries
from pathways.scrutiny.forms import DoneForm, FindingForm, HideForm
from pathways.scrutiny.queries import CaseLine, RoundView
from pathways.scrutiny.views.blueprint import pages
from pathways.ui.pages import show


@pages.route("/scrutiny/cases/<int:case_id>/hide", methods=["GET", "POST"])
@permit("scrutiny.organise")
def hide_words(case_id: int) -> ResponseReturnValue:
    """One case with what was hidden marked, and the way to hide more."""
    view, line = queries.case_line(viewer(), case_id)
    form = open_form(HideForm, title="Hide words in a scrutiny case")

    def act() -> str:
        actions.hide_words(by=viewer(), case_id=case_id, words=form.lines)
        return url_for("scrutiny.preview", round_id=view.round.id, _anchor=f"case-{line.case.number}")

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    told = line.told()
    _looked(view, line, "hide")
    doubtful = queries.doubtful(told)
    return show(
        "scrutiny/hide_words.html",
        form=form,
        view=view,
        line=line,
        told=told,
        doubtful=doubtful,
        parts=tuple(queries.Part),
    )


@pages.route("/scrutiny/cases/<int:case_id>/finding", methods=["GET", "POST"])
@permit("scrutiny.organise")
def finding(case_id: int) -> ResponseReturnValue:
    """Every score of a case, and what the panel found as a whole."""
    view, line = queries.case_line(viewer(), case_id)
    form = open_form(FindingForm, title="Record what the panel found")

    def act() -> str:
        actions.record_finding(by=viewer(), case_id=case_id, finding=form.found, words=form.words.data)
        return url_for("scrutiny.round_page", round_id=view.round.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    _looked(view, line, "finding")
    return show(
        "scrutiny/finding.html",
        form=form,
        view=view,
        line=line,
        told=line.told(),
        parts=tuple(queries.Part),
        names=names_of([score.user_id for score in line.scores]),
    )


@pages.route("/scrutiny/learning/<int:learning_id>", methods=["GET", "POST"])
@permit("scrutiny.organise")
def learning_done(learning_id: int) -> ResponseReturnValue:
    """One action: what was done, and when."""
    view, row = queries.learning_line(viewer(), learning_id)
    form = open_form(DoneForm, title="Learning that was done")

    def act() -> str:
        actions.finish_learning(by=viewer(), learning_id=learning_id, done_on=form.done_on.data, words=form.words.data)
        return url_for("scrutiny.round_page", round_id=view.round.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("scrutiny/learning_done.html", form=form, view=view, row=row)


def _looked(view: RoundView, line: CaseLine, page: str) -> None:
    audit.listed(viewer(), "scrutiny.viewed", [line.disposal.person_id], round=view.round.id, page=page)
