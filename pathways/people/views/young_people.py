"""The page on which the adult form stops."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.directory.queries import young_peoples_services_on
from pathways.drafts.desk import once, open_form
from pathways.people import actions, queries
from pathways.people.forms import HandoverForm
from pathways.people.rules import adult_form_bars, what_applies
from pathways.people.views.blueprint import pages, record_look
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/under-18", methods=["GET", "POST"])
@permit("youth.record")
def under_18(episode_id: int) -> ResponseReturnValue:
    """Whom to ring for somebody under 18, and what was done. What is recorded stays when they turn 18."""
    view = queries.episode(viewer(), episode_id)
    today = clock.today()
    bars = adult_form_bars(view.details, today)
    form = open_form(HandoverForm, title="Under 18", of=view.person.id, filled={"called_at": today})
    if form.submitted():

        def keep() -> str:
            facts, seen = form.facts(), form.seen_version
            actions.record_youth_handover(by=viewer(), episode=view.episode, facts=facts, seen_version=seen)
            return url_for("home" if viewer().is_liaison else "casefile.board")

        if location := once(form, keep):
            return redirect(location)
    record_look(view.person.id, "under 18")
    done = queries.handovers_of(episode_id)
    return show(
        "people/under_18.html",
        form=form,
        view=view,
        bars=bars,
        applies=what_applies(view.details.date_of_birth, today, was_rung=any(row.somebody_was_rung for row in done)),
        services=young_peoples_services_on(today),
        done=done,
        names=names_of(row.recorded_by_id for row in done),
    )
