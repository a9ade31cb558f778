"""Not now, ask again: why a sample is not asked for yet, and the reminder."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import AskLaterForm
from pathways.arrest_tests.views.blueprint import pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/test/later", methods=["GET", "POST"])
@permit("test.record")
def ask_later(episode_id: int) -> ResponseReturnValue:
    """Say why not now, and when somebody looks again."""
    view = people.episode(viewer(), episode_id)
    form = open_form(AskLaterForm, title="Ask again later", of=view.person.id, filled={"ask_again_at": clock.today()})
    if form.submitted():

        def remind() -> str:
            actions.ask_later(by=viewer(), view=view, facts=form.facts(), seen_version=form.seen_version)
            return url_for("casefile.task_list", episode_id=episode_id)

        if location := once(form, remind):
            return redirect(location)
    record_look(view, "ask again later")
    earlier = queries.reminders_of(episode_id)
    names = names_of(row.recorded_by_id for row in earlier)
    return show("arrest_tests/ask_later.html", form=form, view=view, earlier=earlier, names=names)
