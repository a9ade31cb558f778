"""The pages of a panel member: their rounds, the pack, one case to score, and the link that ends it."""

from collections.abc import Iterable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.scrutiny import actions, queries
from pathways.scrutiny.documents import pack_paper
from pathways.scrutiny.forms import LinkForm, ScoreForm
from pathways.scrutiny.queries import CaseLine, PackView
from pathways.scrutiny.rules import NO_APPEAL, RoundState
from pathways.scrutiny.views.blueprint import pages
from pathways.ui.pages import hand_over, show


@pages.get("/panel")
@permit("panel.sit")
def my_rounds() -> ResponseReturnValue:
    """The rounds a member sits on."""
    rounds = queries.my_rounds(viewer())
    return show(
        "scrutiny/my_rounds.html",
        rounds=rounds,
        far=queries.how_far(viewer()),
        states=RoundState,
        no_appeal=NO_APPEAL,
    )


@pages.get("/panel/<int:round_id>")
@permit("panel.sit")
def panel_pack(round_id: int) -> ResponseReturnValue:
    """The cases of a round, which of them are scored, and the pack to print."""
    found = queries.pack(viewer(), round_id)
    _listed(found, found.lines, "pack")
    return show("scrutiny/panel_pack.html", found=found, no_appeal=NO_APPEAL)


@pages.get("/panel/<int:round_id>/pack.pdf")
@permit("panel.sit")
def panel_pdf(round_id: int) -> ResponseReturnValue:
    """The pack as a paper, without the cases that the member stands aside from."""
    found = queries.pack(viewer(), round_id)
    one = found.round
    content = pack_paper(
        one.id, one.from_on, one.to_on, found.lines, made_at=one.released_at or one.opened_at, not_shown=found.not_shown
    )
    _listed(found, found.lines, "pack.pdf")
    return hand_over(content, kind="application/pdf", name=f"scrutiny-round-{round_id}.pdf", inline=True)


@pages.route("/panel/cases/<int:case_id>", methods=["GET", "POST"])
@permit("panel.sit")
def score(case_id: int) -> ResponseReturnValue:
    """One case to read and to score; once it is scored, what the others on the panel said."""
    found, line = queries.case_of_panel(viewer(), case_id)
    form = open_form(ScoreForm, title=f"Score case {line.case.number}")

    def act() -> str:
        actions.score(by=viewer(), case_id=case_id, given=form.given, observations=form.observations.data)
        return url_for("scrutiny.score", case_id=case_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    _listed(found, [line], "case")
    is_scored = found.has_scored(line)
    return show(
        "scrutiny/score.html",
        form=form,
        found=found,
        line=line,
        told=line.told(),
        parts=tuple(queries.Part),
        is_scored=is_scored,
        names=names_of([one.user_id for one in line.scores]) if is_scored else {},
        me=viewer().user_id,
    )


@pages.route("/panel/cases/<int:case_id>/link", methods=["GET", "POST"])
@permit("panel.sit")
def declare_link(case_id: int) -> ResponseReturnValue:
    """The member says that they have a link to the case; from then on it is not there for them."""
    found, line = queries.case_of_panel(viewer(), case_id)
    form = open_form(LinkForm, title="Declare a link to a case")

    def act() -> str:
        actions.declare_link(by=viewer(), case_id=case_id, why=form.why.data, note=form.note.data)
        return url_for("scrutiny.panel_pack", round_id=found.round.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("scrutiny/declare_link.html", form=form, found=found, line=line)


def _listed(found: PackView, lines: Iterable[CaseLine], page: str) -> None:
    people = [line.disposal.person_id for line in lines]
    audit.listed(viewer(), "scrutiny.viewed", people, round=found.round.id, page=page)
