"""The custody record, an episode of somebody who is not detained, and the page on which the adult form stops."""

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, suites_for
from pathways.directory.entries.queries import young_peoples_services_on
from pathways.drafts.desk import once, open_form, search_again
from pathways.people import queries as people_queries
from pathways.people.custody import actions, queries
from pathways.people.custody.rules import what_applies
from pathways.people.forms.custody import DetentionForm, EpisodeForm, HandoverForm
from pathways.people.identity import queries as identity_queries
from pathways.people.identity.rules import adult_form_bars
from pathways.people.models.custody import Detention
from pathways.people.rules import CareNeed
from pathways.people.search import queries as search_queries
from pathways.people.views import go_on_with, pages, record_look
from pathways.refusals import OutOfSight
from pathways.ui.forms import Form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo

# Opening an episode of somebody who is not detained, the custody record, closing.


@pages.route("/people/<int:person_id>/episodes/new", methods=["GET", "POST"])
@permit("person.bring_in")
def new_episode(person_id: int) -> ResponseReturnValue:
    """Open an episode of somebody who is not detained; a detention is booked in with its arrest."""
    if again := search_again(person_id):
        return again
    someone = people_queries.person_to_bring_in(viewer(), person_id)
    details = identity_queries.details_of(someone.id)
    form = open_form(EpisodeForm, title="New episode", of=someone.id, filled={"came_on": clock.today()})
    if viewer().is_liaison:
        form.ask_liaison()

    def bring_in() -> str:
        opened = actions.open_episode(by=viewer(), person=someone, facts=form.episode(), seen_version=form.seen_version)
        return go_on_with(opened, details)

    if response := once(form, bring_in):
        return response
    record_look(someone.id, "new episode")
    custody = search_queries.held_by_own_force(viewer(), [someone.id]).get(someone.id)
    return show(
        "people/custody/new_episode.html", form=form, person=someone, details=details, custody=custody, looking=viewer()
    )


@pages.route("/episodes/<int:episode_id>/detention", methods=["GET", "POST"])
@permit("person.correct")
def detention(episode_id: int) -> ResponseReturnValue:
    """The custody record: fill a blank, put right what was wrong."""
    view = queries.episode(viewer(), episode_id)
    if view.detention is None:
        raise OutOfSight
    form = open_form(DetentionForm, title="Custody record", of=view.person.id, filled=_as_recorded(view.detention))
    form.offer_suites(suites_for(viewer()))

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

    if response := once(form, write):
        return response
    record_look(view.person.id, "custody record")
    earlier = queries.earlier_detentions(episode_id)
    names = names_of(row.recorded_by_id for row in earlier)
    return show("people/custody/detention.html", form=form, view=view, earlier=earlier, names=names)


@pages.route("/episodes/<int:episode_id>/close", methods=["GET", "POST"])
@permit("person.bring_in")
def close(episode_id: int) -> ResponseReturnValue:
    """Close an episode that is no detention."""
    view = queries.episode(viewer(), episode_id)
    form = open_form(Form, title="Close this episode", of=view.person.id)

    def done() -> str:
        actions.close_episode(by=viewer(), episode=view.episode, seen_version=form.seen_version)
        return url_for("people.person", person_id=view.person.id)

    if response := once(form, done):
        return response
    record_look(view.person.id, "close")
    return show("people/custody/close.html", form=form, view=view)


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


# The page on which the adult form stops: somebody is under 18.


@pages.route("/episodes/<int:episode_id>/under-18", methods=["GET", "POST"])
@permit("youth.record")
def under_18(episode_id: int) -> ResponseReturnValue:
    """Whom to ring for somebody under 18, and what was done. What is recorded stays when they turn 18."""
    view = queries.episode(viewer(), episode_id)
    today = clock.today()
    bars = adult_form_bars(view.details, today)
    form = open_form(HandoverForm, title="Under 18", of=view.person.id, filled={"called_at": today})

    def keep() -> str:
        facts, seen = form.facts(), form.seen_version
        actions.record_youth_handover(by=viewer(), episode=view.episode, facts=facts, seen_version=seen)
        return url_for("home" if viewer().is_liaison else "casefile.board")

    if response := once(form, keep):
        return response
    record_look(view.person.id, "under 18")
    done = queries.handovers_of(episode_id)
    return show(
        "people/custody/under_18.html",
        form=form,
        view=view,
        bars=bars,
        applies=what_applies(view.details.date_of_birth, today, was_rung=any(row.somebody_was_rung for row in done)),
        services=young_peoples_services_on(today),
        done=done,
        names=names_of(row.recorded_by_id for row in done),
    )
