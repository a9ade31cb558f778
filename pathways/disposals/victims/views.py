"""The page of contacts with the victim of an episode's offence."""

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.forms.case import VictimForm
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.victims import actions, queries
from pathways.disposals.views import pages, record_look
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/victim", methods=["GET", "POST"])
@permit("disposal.propose")
def victim(episode_id: int) -> ResponseReturnValue:
    """Every attempt to reach the victim, and the form that adds one. Nothing about who the victim is is stored."""
    view = proposal_queries.episode_to_decide(viewer(), episode_id)
    form = open_form(VictimForm, title="Contact with the victim", of=view.person.id)
    if response := once(form, lambda: _record(form, episode_id)):
        return response
    record_look(view, "victim")
    rows = queries.victim_contacts(episode_id)
    names = names_of([row.recorded_by_id for row in rows])
    decided = [each for each in proposal_queries.disposals_of(episode_id) if each.signed_at]
    is_victim_told = queries.victim_told(decided[0]) if decided else None
    return show(
        "disposals/victims/victim.html",
        form=form,
        view=view,
        rows=rows,
        names=names,
        decided=decided,
        is_victim_told=is_victim_told,
    )


def _record(form: VictimForm, episode_id: int) -> str:
    actions.record_victim_contact(
        by=viewer(),
        episode_id=episode_id,
        at=form.at.data,
        by_what=form.by_what.data,
        answer=form.answer.data,
        remedy=form.remedy.data,
        version=form.seen_version,
    )
    return url_for("disposals.victim", episode_id=episode_id)
