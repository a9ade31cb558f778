"""Services to avoid, asked at a desk of police or of liaison and diversion."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.safeguarding import actions, queries
from pathways.safeguarding.forms import AvoidForm
from pathways.safeguarding.views.blueprint import pages
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/avoid", methods=["GET", "POST"])
@permit("safeguarding.raise")
def avoid(episode_id: int) -> ResponseReturnValue:
    """Which services this person must not be sent to, and why, in confidence."""
    view = people.episode(viewer(), episode_id)
    rows = queries.to_avoid(viewer(), view.person.id)
    filled = {"services": sorted({row.service_id for row in rows})}
    form = open_form(AvoidForm, title="Services to avoid", of=view.person.id, filled=filled)
    offered = queries.services_offered(rows)
    form.offer_services(offered)
    if form.submitted() and (to := once(form, lambda: _record(form, view))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("episode", episode_id))
    return show("safeguarding/avoid.html", form=form, view=view, rows=rows, names=dict(offered))


def _record(form: AvoidForm, view: EpisodeView) -> str:
    actions.record_services_to_avoid(by=viewer(), view=view, facts=form.facts(), seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)
