"""A concern raised, the list of those that wait, and the review."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of, names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.people.rules import ADULT, age_on
from pathways.safeguarding import actions, queries
from pathways.safeguarding.forms import ConcernForm, ReviewForm
from pathways.safeguarding.rules import ConcernKind, what_to_do
from pathways.safeguarding.views.blueprint import pages
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/safeguarding", methods=["GET", "POST"])
@permit("safeguarding.raise")
def concerns(episode_id: int) -> ResponseReturnValue:
    """What to do now, what was raised so far (as far as the viewer may read it), and raising a concern."""
    view = people.episode(viewer(), episode_id)
    form = open_form(ConcernForm, title="Safeguarding", of=view.person.id)
    form.offer(queries.forces_for(view.episode), queries.services_offered())
    if form.submitted() and (to := once(form, lambda: _raise(form, view))):
        return redirect(to)
    rows = queries.concerns_of(viewer(), episode_id)
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("episode", episode_id))
    return show(
        "safeguarding/concerns.html",
        form=form,
        view=view,
        rows=rows,
        names=names_of(row.raised_by_id for row in rows),
        stands=queries.exploitation_of(episode_id),
        to_do=what_to_do(by_provider=False, is_child=_is_child(view)),
        may_review=viewer().may("safeguarding.review"),
    )


def _raise(form: ConcernForm, view: EpisodeView) -> str:
    actions.raise_concern(by=viewer(), episode=view.episode, facts=form.concern())
    return url_for("casefile.task_list", episode_id=view.episode.id)


@pages.get("/safeguarding")
@permit("safeguarding.review")
def waiting() -> ResponseReturnValue:
    """The concerns of the force that nobody reviewed yet: who and since when, never what was said."""
    rows = queries.waiting(viewer())
    audit.listed(viewer(), "safeguarding.listed", [row.view.person.id for row in rows])
    return show("safeguarding/waiting.html", rows=rows, is_reviewed=request.args.get("done") == "reviewed")


@pages.route("/safeguarding/<int:concern_id>", methods=["GET", "POST"])
@permit("safeguarding.review")
def review(concern_id: int) -> ResponseReturnValue:
    """Read a concern and decide whom to tell. A disposal waits for this."""
    row, view = queries.concern(viewer(), concern_id)
    form = open_form(ReviewForm, title="Safeguarding review", of=view.person.id)
    form.is_child = _is_child(view)
    if form.submitted() and (to := once(form, lambda: _review(form, concern_id))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("concern", concern_id))
    return show(
        "safeguarding/review.html",
        form=form,
        view=view,
        row=row,
        raised_by=name_of(row.raised_by_id),
        reviewed_by=name_of(row.reviewed_by_id) if row.reviewed_by_id else "",
        to_do=what_to_do(by_provider=False, is_child=form.is_child, kinds=[ConcernKind(each) for each in row.kinds]),
    )


def _review(form: ReviewForm, concern_id: int) -> str:
    actions.review_concern(by=viewer(), concern_id=concern_id, facts=form.review(), seen_version=form.seen_version)
    return url_for("safeguarding.waiting", done="reviewed")


def _is_child(view: EpisodeView) -> bool:
    return age_on(view.details.date_of_birth, clock.today()) < ADULT
