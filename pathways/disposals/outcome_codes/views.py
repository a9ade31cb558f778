"""The registrar's pages: the codes that wait or were answered, and the answer to one."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.forms.case import CodeForm
from pathways.disposals.outcome_codes import actions, queries
from pathways.disposals.outcome_codes.rules import CodeStep, outcome_codes
from pathways.disposals.views import pages
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import marks_asked_for, show


@pages.route("/outcome-codes")
@permit("code.answer")
def codes() -> ResponseReturnValue:
    """The codes that wait for the registrar, and those answered lately. The page has no names of people."""
    marks = marks_asked_for("after", "answered_after")
    waiting = queries.codes_waiting(viewer(), marks["after"])
    answered = queries.codes_answered(viewer(), marks["answered_after"])
    people = [line.disposal.person_id for line in (*waiting.rows, *answered.rows)]
    audit.listed(viewer(), "disposal.listed", people, page="outcome codes")
    names = names_of([line.record.by_id for line in answered.rows])
    return show(
        "disposals/outcome_codes/codes.html",
        waiting=waiting,
        answered=answered,
        names=names,
        marks=marks,
        is_answered=request.args.get("done") == "answered",
    )


@pages.route("/outcome-codes/<int:record_id>", methods=["GET", "POST"])
@permit("code.answer")
def code(record_id: int) -> ResponseReturnValue:
    """Accept one code, or correct it."""
    line = queries.code_line(viewer(), record_id)
    form = open_form(CodeForm, title="Answer an outcome code", of=line.person_id)
    asked_for = "" if line.record.step is CodeStep.REMOVAL_ASKED else line.record.code
    form.offer_codes([(each.code, each.label) for each in outcome_codes() if each.code != asked_for])
    if response := once(form, lambda: _answer(form, record_id)):
        return response
    subject = ("disposal", line.disposal.id)
    audit.look(viewer(), line.person_id, "disposal.viewed", subject, page="outcome code")
    return show(
        "disposals/outcome_codes/code.html", form=form, line=line, history=queries.code_history(line.disposal.id)
    )


def _answer(form: CodeForm, record_id: int) -> str:
    actions.answer_code(
        by=viewer(),
        record_id=record_id,
        accept=form.answer.data == "accept",
        code=form.code.data,
        reason=form.reason.data,
        version=form.seen_version,
    )
    return url_for("disposals.codes", done="answered")
