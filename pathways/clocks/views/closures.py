"""The days on which a place is closed: nothing is counted on them."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth import Role
from pathways.auth.guard import permit, viewer
from pathways.clocks import actions, queries
from pathways.clocks.forms import ClosureForm, TakeOutForm
from pathways.clocks.models import Closure
from pathways.clocks.views.blueprint import pages
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show

TITLE = "Days you are closed"


@pages.route("/closures", methods=["GET", "POST"])
@permit("closure.keep")
def closures() -> ResponseReturnValue:
    """Local closures from today on, and a form that adds one. Bank holidays are left out by themselves."""
    form = open_form(ClosureForm, title=TITLE)
    if form.submitted() and (to := once(form, lambda: _close(form))):
        return redirect(to)
    return _page(form, open_form(TakeOutForm, title=TITLE, at=url_for("clocks.take_out")))


@pages.post("/closures/take-out")
@permit("closure.keep")
def take_out() -> ResponseReturnValue:
    """The ticked days are worked after all."""
    out = open_form(TakeOutForm, title=TITLE)
    _offer(out)
    if out.submitted() and (to := once(out, lambda: _open(out))):
        return redirect(to)
    return _page(open_form(ClosureForm, title=TITLE, at=url_for("clocks.closures")), out)


def _page(form: ClosureForm, out: TakeOutForm) -> Response:
    _offer(out)
    return show(
        "clocks/closures.html",
        forms=[form, out],
        form=form,
        out=out,
        is_manager=viewer().role is Role.PM,
        holidays=[day for day in sorted(clock.bank_holidays()) if day >= clock.today()],
    )


def _offer(out: TakeOutForm) -> None:
    ours = viewer().organisation_id if viewer().role is Role.PM else None
    out.offer((one.id, _said(one), one.organisation_id == ours) for one in queries.closures(viewer()))


def _said(one: Closure) -> str:
    first, last = (f"{day.day} {day:%B %Y}" for day in (one.from_on, one.to_on))
    days = first if one.from_on == one.to_on else f"{first} to {last}"
    return f"{days}: {one.why}" if one.organisation_id else f"{days}: {one.why} (everybody)"


def _close(form: ClosureForm) -> str:
    actions.close_days(by=viewer(), from_on=form.from_on.data, to_on=form.to_on.data, why=form.why.data)
    return url_for("clocks.closures")


def _open(out: TakeOutForm) -> str:
    actions.open_days(by=viewer(), closure_ids=out.closures.data)
    return url_for("clocks.closures")
