"""The pages of scrutiny: the organiser's, the panel's, and what is published."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.scrutiny import actions
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.documents import pack_paper
from pathways.scrutiny.forms import (
    DoneForm,
    FindingForm,
    HideForm,
    LearningForm,
    LinkForm,
    ReleasePackForm,
    RoundForm,
    ScoreForm,
)
from pathways.scrutiny.queries import cases as cases_queries
from pathways.scrutiny.queries import rounds as rounds_queries
from pathways.scrutiny.queries.rounds import CaseLine, PackView, RoundView
from pathways.scrutiny.rules.rounds import NEXT_OF, NO_APPEAL, SOURCE, RoundState, Score, published
from pathways.ui.forms import ButtonForm
from pathways.ui.pages import hand_over, marks_asked_for, show

pages = Blueprint("scrutiny", __name__)


# One case and one action, for the organiser: hide words, record what the panel found, say what was done.


@pages.route("/scrutiny/cases/<int:case_id>/hide", methods=["GET", "POST"])
@permit("scrutiny.organise")
def hide_words(case_id: int) -> ResponseReturnValue:
    """One case with what was hidden marked, and the way to hide more."""
    view, line = rounds_queries.case_line(viewer(), case_id)
    form = open_form(HideForm, title="Hide words in a scrutiny case")

    def act() -> str:
        actions.hide_words(by=viewer(), case_id=case_id, words=form.lines)
        return url_for("scrutiny.preview", round_id=view.round.id, _anchor=f"case-{line.case.number}")

    if response := once(form, act):
        return response
    entries = line.entries()
    _looked(view, line, "hide")
    doubtful = cases_queries.doubtful(entries)
    return show(
        "scrutiny/hide_words.html",
        form=form,
        view=view,
        line=line,
        entries=entries,
        doubtful=doubtful,
        parts=tuple(cases_queries.CasePart),
    )


@pages.route("/scrutiny/cases/<int:case_id>/finding", methods=["GET", "POST"])
@permit("scrutiny.organise")
def finding(case_id: int) -> ResponseReturnValue:
    """Every score of a case, and what the panel found as a whole."""
    view, line = rounds_queries.case_line(viewer(), case_id)
    form = open_form(FindingForm, title="Record what the panel found")

    def act() -> str:
        actions.record_finding(by=viewer(), case_id=case_id, finding=form.score, words=form.words.data)
        return url_for("scrutiny.round_page", round_id=view.round.id)

    if response := once(form, act):
        return response
    _looked(view, line, "finding")
    return show(
        "scrutiny/finding.html",
        form=form,
        view=view,
        line=line,
        entries=line.entries(),
        parts=tuple(cases_queries.CasePart),
        names=names_of([score.user_id for score in line.scores]),
    )


@pages.route("/scrutiny/learning/<int:learning_id>", methods=["GET", "POST"])
@permit("scrutiny.organise")
def learning_done(learning_id: int) -> ResponseReturnValue:
    """One action: record what was done, and when."""
    view, row = rounds_queries.learning_line(viewer(), learning_id)
    form = open_form(DoneForm, title="Learning that was done")

    def act() -> str:
        actions.finish_learning(by=viewer(), learning_id=learning_id, done_on=form.done_on.data, words=form.words.data)
        return url_for("scrutiny.round_page", round_id=view.round.id)

    if response := once(form, act):
        return response
    return show("scrutiny/learning_done.html", form=form, view=view, row=row)


def _looked(view: RoundView, line: CaseLine, page: str) -> None:
    audit.listed(viewer(), "scrutiny.viewed", [line.disposal.person_id], round=view.round.id, page=page)


# The pages of a panel member: their rounds, the pack, a case to score, and declaring a link to one.


@pages.get("/panel")
@permit("panel.sit")
def my_rounds() -> ResponseReturnValue:
    """The rounds a member sits on."""
    marks = marks_asked_for()
    page = rounds_queries.my_rounds(viewer(), marks["after"])
    return show(
        "scrutiny/my_rounds.html",
        page=page,
        marks=marks,
        far=rounds_queries.how_far(viewer(), page.rows),
        states=RoundState,
        no_appeal=NO_APPEAL,
    )


@pages.get("/panel/<int:round_id>")
@permit("panel.sit")
def panel_pack(round_id: int) -> ResponseReturnValue:
    """The cases of a round, which of them are scored, and the pack to print."""
    pack = rounds_queries.pack(viewer(), round_id)
    _pack_looked_at(pack, pack.lines, "pack")
    return show("scrutiny/panel_pack.html", pack=pack, no_appeal=NO_APPEAL)


@pages.get("/panel/<int:round_id>/pack.pdf")
@permit("panel.sit")
def panel_pdf(round_id: int) -> ResponseReturnValue:
    """The pack as a paper, without the cases that the member stands aside from."""
    pack = rounds_queries.pack(viewer(), round_id)
    scrutiny_round = pack.round
    content = pack_paper(
        scrutiny_round.id,
        scrutiny_round.from_on,
        scrutiny_round.to_on,
        pack.lines,
        made_at=scrutiny_round.released_at or scrutiny_round.opened_at,
        not_shown=pack.not_shown,
    )
    _pack_looked_at(pack, pack.lines, "pack.pdf")
    return hand_over(content, kind="application/pdf", name=f"scrutiny-round-{round_id}.pdf", inline=True)


@pages.route("/panel/cases/<int:case_id>", methods=["GET", "POST"])
@permit("panel.sit")
def score(case_id: int) -> ResponseReturnValue:
    """One case to read and to score; once it is scored, what the others on the panel said."""
    pack, line = rounds_queries.case_of_panel(viewer(), case_id)
    form = open_form(ScoreForm, title=f"Score case {line.case.number}")

    def act() -> str:
        actions.score(by=viewer(), case_id=case_id, given=form.given, observations=form.observations.data)
        return url_for("scrutiny.score", case_id=case_id, done="scored")

    if response := once(form, act):
        return response
    _pack_looked_at(pack, [line], "case")
    is_scored = pack.has_scored(line)
    return show(
        "scrutiny/score.html",
        form=form,
        pack=pack,
        line=line,
        entries=line.entries(),
        parts=tuple(cases_queries.CasePart),
        is_scored=is_scored,
        is_scored_now=is_scored and request.args.get("done") == "scored",
        names=names_of([score.user_id for score in line.scores]) if is_scored else {},
        me=viewer().user_id,
    )


@pages.route("/panel/cases/<int:case_id>/link", methods=["GET", "POST"])
@permit("panel.sit")
def declare_link(case_id: int) -> ResponseReturnValue:
    """Declare a link to a case; from then on the member does not see it."""
    pack, line = rounds_queries.case_of_panel(viewer(), case_id)
    form = open_form(LinkForm, title="Declare a link to a case")

    def act() -> str:
        actions.declare_link(by=viewer(), case_id=case_id, why=form.why.data, note=form.note.data)
        return url_for("scrutiny.panel_pack", round_id=pack.round.id)

    if response := once(form, act):
        return response
    return show("scrutiny/declare_link.html", form=form, pack=pack, line=line)


def _pack_looked_at(pack: PackView, lines: Iterable[CaseLine], page: str) -> None:
    people = [line.disposal.person_id for line in lines]
    audit.listed(viewer(), "scrutiny.viewed", people, round=pack.round.id, page=page)


# A round, for the organiser: open it, read the pack, release it, close it, learn from it; and what is published.


@pages.get("/scrutiny")
@permit("scrutiny.organise")
def rounds() -> ResponseReturnValue:
    """Every round of the force, and the way to open one."""
    marks = marks_asked_for()
    page = rounds_queries.rounds_of(viewer(), marks["after"])
    words: dict[str, Any] = {"next_of": NEXT_OF, "no_appeal": NO_APPEAL, "source_words": SOURCE}
    return show("scrutiny/rounds.html", page=page, marks=marks, **words)


@pages.route("/scrutiny/open", methods=["GET", "POST"])
@permit("scrutiny.organise")
def open_round() -> ResponseReturnValue:
    """The days, how many cases, who sits: then the sample is drawn."""
    form = open_form(RoundForm, title="Open a scrutiny round")
    form.offer_members(rounds_queries.may_sit(viewer()))
    if response := once(form, lambda: _open(form)):
        return response
    return show("scrutiny/open_round.html", form=form)


def _open(form: RoundForm) -> str:
    made = actions.open_round(
        by=viewer(),
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        size=form.size.data,
        members=form.member_ids,
    )
    return url_for("scrutiny.round_page", round_id=made.id)


@pages.get("/scrutiny/<int:round_id>")
@permit("scrutiny.organise")
def round_page(round_id: int) -> ResponseReturnValue:
    """Where a round stands: how it was drawn, who sits, each case with its scores, and what is learned."""
    view = rounds_queries.round_view(viewer(), round_id)
    _round_looked_at(view, "round")
    return show("scrutiny/round_page.html", view=view, states=RoundState, today=clock.today())


@pages.route("/scrutiny/<int:round_id>/preview", methods=["GET", "POST"])
@permit("scrutiny.organise")
def preview(round_id: int) -> ResponseReturnValue:
    """The whole pack as the panel will read it, with marks for what was hidden. It is released here, once read."""
    view = rounds_queries.round_view(viewer(), round_id)
    if request.method != "POST" and view.round.state is not RoundState.DRAWN:
        return redirect(url_for("scrutiny.round_page", round_id=round_id))
    form = open_form(ReleasePackForm, title="Release a scrutiny pack")
    if response := once(form, lambda: _release(form, round_id)):
        return response
    packs = packs_of(view)
    form.seen.data = print_of(packs)  # of what this page shows, whatever was posted or kept
    cases = [(line, cases_queries.as_released(packs[line.case.id])) for line in view.lines]
    _round_looked_at(view, "preview")
    return show(
        "scrutiny/preview.html",
        form=form,
        view=view,
        cases=[(line, lines, cases_queries.doubtful(lines)) for line, lines in cases],
        parts=tuple(cases_queries.CasePart),
    )


def _release(form: ReleasePackForm, round_id: int) -> str:
    actions.release(by=viewer(), round_id=round_id, seen=form.seen.data or "")
    return url_for("scrutiny.round_page", round_id=round_id)


@pages.get("/scrutiny/<int:round_id>/pack.pdf")
@permit("scrutiny.organise")
def pack(round_id: int) -> ResponseReturnValue:
    """The whole pack as it was released, the same bytes each time."""
    view = rounds_queries.round_view(viewer(), round_id)
    if view.round.released_at is None:
        return redirect(url_for("scrutiny.preview", round_id=round_id))
    content = actions.pack_for_organiser(view, made_at=view.round.released_at)
    _round_looked_at(view, "pack.pdf")
    return hand_over(content, kind="application/pdf", name=f"scrutiny-round-{round_id}.pdf", inline=True)


@pages.route("/scrutiny/<int:round_id>/close", methods=["GET", "POST"])
@permit("scrutiny.organise")
def close_round(round_id: int) -> ResponseReturnValue:
    """The round ends, and its counts are published."""
    view = rounds_queries.round_view(viewer(), round_id)
    form = open_form(ButtonForm, title="Close a scrutiny round")

    def act() -> str:
        actions.close_round(by=viewer(), round_id=round_id)
        return url_for("scrutiny.round_page", round_id=round_id)

    if response := once(form, act):
        return response
    if request.method == "POST":  # what was refused may stand otherwise by now
        view = rounds_queries.round_view(viewer(), round_id)
    return show("scrutiny/close_round.html", form=form, view=view)


@pages.route("/scrutiny/<int:round_id>/learning", methods=["GET", "POST"])
@permit("scrutiny.organise")
def add_learning(round_id: int) -> ResponseReturnValue:
    """An action that follows from the round."""
    view = rounds_queries.round_view(viewer(), round_id)
    form = open_form(LearningForm, title="Add learning from a scrutiny round")

    def act() -> str:
        what, owner, due_on = form.what.data, form.owner.data, form.due_on.data
        actions.add_learning(by=viewer(), round_id=round_id, what=what, owner=owner, due_on=due_on)
        return url_for("scrutiny.round_page", round_id=round_id)

    if response := once(form, act):
        return response
    return show("scrutiny/add_learning.html", form=form, view=view)


@pages.get("/panels-found")
@permit("panel_counts.read")
def counts() -> ResponseReturnValue:
    """What panels found in closed rounds, small numbers hidden."""
    marks = marks_asked_for()
    page = rounds_queries.closed_rounds(viewer(), marks["after"])
    lines = [
        (scrutiny_round, published({Score(name): count for name, count in findings.items()}), actions_, done)
        for scrutiny_round, findings, actions_, done in page.rows
    ]
    audit.administered(viewer(), "report.viewed", viewer().organisation_id, report="scrutiny", rounds=len(lines))
    words: dict[str, Any] = {"source_words": SOURCE, "no_appeal": NO_APPEAL}
    return show("scrutiny/counts.html", lines=lines, page=page, marks=marks, scores=tuple(Score), **words)


def _round_looked_at(view: RoundView, page: str) -> None:
    people = [line.disposal.person_id for line in view.lines]
    audit.listed(viewer(), "scrutiny.viewed", people, round=view.round.id, page=page)
