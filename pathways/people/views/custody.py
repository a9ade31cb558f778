"""Opening an episode of somebody who is not detained, the custody record, closing."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, suites_for
from pathways.drafts.by_search import search_again
from pathways.drafts.desk import once, open_form
from pathways.people import actions, queries
from pathways.people.forms import DetentionForm, EpisodeForm
from pathways.people.models import Detention
from pathways.people.rules import CareNeed
from pathways.people.views.blueprint import go_on_with, pages, record_look
from pathways.refusals import OutOfSight
from pathways.ui.forms import Form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/people/<int:person_id>/episodes/new", methods=["GET", "POST"])
@permit("person.bring_in")
def new_episode(person_id: int) -> ResponseReturnValue:
    """How somebody came who is not detained; a detention is booked in with its arrest (`arrest_tests.book_in`)."""
    if again := search_again(person_id):
        return again
    someone = queries.person_to_bring_in(viewer(), person_id)
    details = queries.details_of(someone.id)
    form = open_form(EpisodeForm, title="New episode", of=someone.id, filled={"came_on": clock.today()})
    if viewer().is_liaison:
        form.ask_liaison()
    if form.submitted():

        def bring_in() -> str:
            opened = actions.open_episode(
                by=viewer(), person=someone, facts=form.episode(), seen_version=form.seen_version
            )
            return go_on_with(opened, details)

        if location := once(form, bring_in):
            return redirect(location)
    record_look(someone.id, "new episode")
    held = queries.held_by_own_force(viewer(), [someone.id]).get(someone.id)
    return show("people/new_episode.html", form=form, person=someone, details=details, held=held, looking=viewer())


@pages.route("/episodes/<int:episode_id>/detention", methods=["GET", "POST"])
@permit("person.correct")
def detention(episode_id: int) -> ResponseReturnValue:
    """The custody record: fill a blank, put right what was wrong."""
    view = queries.episode(viewer(), episode_id)
    if view.detention is None:
        raise OutOfSight
    form = open_form(DetentionForm, title="Custody record", of=view.person.id, filled=_as_recorded(view.detention))
    form.offer_suites(suites_for(viewer()))
    if form.submitted():

        def write() -> str:
            actions.correct_detention(
                by=viewer(),
                episode=view.episode,
                facts=form.detention(),
                reason=form.correction_reason.data or "",
                suite_change=form.suite_change.data,
                moved=form.moved(),
                seen_version=form.seen_version,
            )
            return go_on_with(view.episode, view.details)

        if location := once(form, write):
            return redirect(location)
    record_look(view.person.id, "custody record")
    earlier = queries.earlier_detentions(episode_id)
    names = names_of(row.recorded_by_id for row in earlier)
    return show("people/detention.html", form=form, view=view, earlier=earlier, names=names)


@pages.route("/episodes/<int:episode_id>/close", methods=["GET", "POST"])
@permit("person.bring_in")
def close(episode_id: int) -> ResponseReturnValue:
    """Close an episode that is no detention."""
    view = queries.episode(viewer(), episode_id)
    form = open_form(Form, title="Close this episode", of=view.person.id)
    if form.submitted():

        def done() -> str:
            actions.close_episode(by=viewer(), episode=view.episode, seen_version=form.seen_version)
            return url_for("people.person", person_id=view.person.id)

        if location := once(form, done):
            return redirect(location)
    record_look(view.person.id, "close")
    return show("people/close.html", form=form, view=view)


def _as_recorded(detention: Detention) -> dict[str, object]:
    """A custody record as the form asks for it."""
    facts = queries.detention_facts(detention)
    needs = [CareNeed.APPROPRIATE_ADULT] if facts.needs_appropriate_adult else []
    needs += [CareNeed.INTERPRETER] if facts.needs_interpreter else []
    present = YesNo.YES if facts.appropriate_adult_present else None
    interpreter = YesNo.YES if facts.interpreter_present else None
    return vars(facts) | {
        "needs": needs or [CareNeed.NEITHER],
        "appropriate_adult_present": present,
        "interpreter_present": interpreter,
        "first_arrested_at": facts.first_arrested_at or clock.today(),
        "moved_left_at": clock.today(),
        "moved_arrived_at": clock.today(),
    }
