"""The three risks by themselves: where nothing else is asked, and where an answer is changed."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.safeguarding import actions, queries
from pathways.safeguarding.forms import RisksForm
from pathways.safeguarding.rules import RISKS
from pathways.safeguarding.views.blueprint import pages
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/risks", methods=["GET", "POST"])
@permit("risk.record")
def risks(episode_id: int) -> ResponseReturnValue:
    """Overdose, suicide or self-harm, exploitation: answered here, shown everywhere else."""
    view, row = people.episode(viewer(), episode_id), queries.risk_row_of(episode_id)
    form = open_form(RisksForm, title="Risks", of=view.person.id, filled=vars(queries.risks_of(episode_id)))
    if form.submitted() and (to := once(form, lambda: _record(form, view))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "screen.risks.viewed", ("episode", episode_id))
    by = name_of(row.recorded_by_id) if row else ""
    return show("safeguarding/risks.html", form=form, view=view, row=row, by=by, risks=RISKS)


def _record(form: RisksForm, view: EpisodeView) -> str:
    actions.record_risks(by=viewer(), view=view, answers=form.risks(), seen_version=form.seen_version)
    if form.pressed == "task_list":
        return url_for("casefile.task_list", episode_id=view.episode.id)
    if queries.exploitation_of(view.episode.id).waits:
        return url_for("safeguarding.concerns", episode_id=view.episode.id)
    return url_for("casefile.task_list", episode_id=view.episode.id, after="arrest")
