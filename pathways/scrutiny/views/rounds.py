"""The organiser's pages of a round: open, read before release, release, close, learn; and what is published."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.scrutiny import actions, queries
from pathways.scrutiny.actions.rounds import packs_of, print_of
from pathways.scrutiny.forms import CloseForm, LearningForm, ReleaseForm, RoundForm
from pathways.scrutiny.queries import RoundView
from pathways.scrutiny.rules import NEXT_OF, NO_APPEAL, SOURCE, RoundState, Score, published
from pathways.scrutiny.views.blueprint import pages
from pathways.ui.pages import hand_over, show


@pages.get("/scrutiny")
@permit("scrutiny.organise")
def rounds() -> ResponseReturnValue:
    """Every round of the force, and the way to open one."""
    rows = queries.rounds_of(viewer())
    return show("scrutiny/rounds.html", rounds=rows, next_of=NEXT_OF, no_appeal=NO_APPEAL, source_words=SOURCE)


@pages.route("/scrutiny/open", methods=["GET", "POST"])
@permit("scrutiny.organise")
def open_round() -> ResponseReturnValue:
    """The days, how many cases, who sits: then the sample is drawn."""
    form = open_form(RoundForm, title="Open a scrutiny round")
    form.offer_members(queries.may_sit(viewer()))
    if form.submitted() and (location := once(form, lambda: _open(form))):
        return redirect(location)
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
    view = queries.round_view(viewer(), round_id)
    _listed(view, "round")
    return show("scrutiny/round_page.html", view=view, states=RoundState, today=clock.today())


@pages.route("/scrutiny/<int:round_id>/preview", methods=["GET", "POST"])
@permit("scrutiny.organise")
def preview(round_id: int) -> ResponseReturnValue:
    """The whole pack as the panel will read it, what was hidden marked; released from here, once it was read."""
    view = queries.round_view(viewer(), round_id)
    if request.method != "POST" and view.round.state is not RoundState.DRAWN:
        return redirect(url_for("scrutiny.round_page", round_id=round_id))
    form = open_form(ReleaseForm, title="Release a scrutiny pack")
    if form.submitted() and (location := once(form, lambda: _release(form, round_id))):
        return redirect(location)
    packs = packs_of(view)
    form.seen.data = print_of(packs)  # of what this page shows, whatever was posted or kept
    told = [(line, queries.as_released(packs[line.case.id])) for line in view.lines]
    _listed(view, "preview")
    return show(
        "scrutiny/preview.html",
        form=form,
        view=view,
        told=[(line, lines, queries.doubtful(lines)) for line, lines in told],
        parts=tuple(queries.Part),
    )


def _release(form: ReleaseForm, round_id: int) -> str:
    actions.release(by=viewer(), round_id=round_id, seen=form.seen.data or "")
    return url_for("scrutiny.round_page", round_id=round_id)


@pages.get("/scrutiny/<int:round_id>/pack.pdf")
@permit("scrutiny.organise")
def pack(round_id: int) -> ResponseReturnValue:
    """The whole pack as it was released, the same bytes each time."""
    view = queries.round_view(viewer(), round_id)
    if view.round.released_at is None:
        return redirect(url_for("scrutiny.preview", round_id=round_id))
    content = actions.pack_for_organiser(view, made_at=view.round.released_at)
    _listed(view, "pack.pdf")
    return hand_over(content, kind="application/pdf", name=f"scrutiny-round-{round_id}.pdf", inline=True)


@pages.route("/scrutiny/<int:round_id>/close", methods=["GET", "POST"])
@permit("scrutiny.organise")
def close_round(round_id: int) -> ResponseReturnValue:
    """The round ends, and its counts are published."""
    view = queries.round_view(viewer(), round_id)
    form = open_form(CloseForm, title="Close a scrutiny round")

    def act() -> str:
        actions.close_round(by=viewer(), round_id=round_id)
        return url_for("scrutiny.round_page", round_id=round_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("scrutiny/close_round.html", form=form, view=view)


@pages.route("/scrutiny/<int:round_id>/learning", methods=["GET", "POST"])
@permit("scrutiny.organise")
def add_learning(round_id: int) -> ResponseReturnValue:
    """An action that follows from the round."""
    view = queries.round_view(viewer(), round_id)
    form = open_form(LearningForm, title="Add learning from a scrutiny round")

    def act() -> str:
        what, owner, due_on = form.what.data, form.owner.data, form.due_on.data
        actions.add_learning(by=viewer(), round_id=round_id, what=what, owner=owner, due_on=due_on)
        return url_for("scrutiny.round_page", round_id=round_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("scrutiny/add_learning.html", form=form, view=view)


@pages.get("/panels-found")
@permit("panel_counts.read")
def counts() -> ResponseReturnValue:
    """What panels found in closed rounds, small numbers hidden."""
    closed = queries.closed_rounds(viewer())
    lines = [
        (one, published({Score(name): count for name, count in findings.items()}), actions_, done)
        for one, findings, actions_, done in closed
    ]
    audit.administered(viewer(), "report.viewed", viewer().organisation_id, report="scrutiny", rounds=len(closed))
    return show("scrutiny/counts.html", lines=lines, scores=tuple(Score), source_words=SOURCE, no_appeal=NO_APPEAL)


def _listed(view: RoundView, page: str) -> None:
    people = [line.disposal.person_id for line in view.lines]
    audit.listed(viewer(), "scrutiny.viewed", people, round=view.round.id, page=page)
