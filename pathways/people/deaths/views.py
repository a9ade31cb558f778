"""Recording a death; and saying that it was recorded in error, which somebody else confirms."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways.approvals.queries import bars_to_confirming
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import answered, once, open_form
from pathways.people import queries as people_queries
from pathways.people.deaths import actions, queries
from pathways.people.deaths.rules import TO_TAKE_BACK
from pathways.people.forms.identity import DeathErrorForm, DeathForm, DecideDeathErrorForm
from pathways.people.identity import actions as identity_actions
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person
from pathways.people.views import done_here, pages, record_look
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/people/<int:person_id>/died", methods=["GET", "POST"])
@permit("death.record")
def died(person_id: int) -> ResponseReturnValue:
    """Record once that somebody died: each desk for its own people. Those told the whole death may say it is wrong."""
    someone = people_queries.person(viewer(), person_id)
    known = queries.death_of(viewer(), someone)
    if known is not None and known.is_whole:
        return death_in_error(someone)
    late, form = _answer_too_late(someone), open_form(DeathForm, title="Record a death", of=someone.id)

    def record() -> str:
        when, source, seen = form.died_at.data, form.source.data, form.seen_version
        identity_actions.record_death(by=viewer(), person=someone, died_at=when, source=source, seen_version=seen)
        return _onward(someone)

    if not late and (response := once(form, record)):
        return response
    record_look(someone.id, "died")
    return show(
        "people/deaths/died.html",
        form=form,
        forms=[late or form],
        person=someone,
        details=identity_queries.details_of(someone.id),
        onward=_onward(someone),
        done=done_here(),
    )


def _answer_too_late(someone: Person) -> Form | None:
    """The form of an answer that comes second: somebody said that the death is an error, and another answered first."""
    if "answer" not in request.form or queries.death_correction_waiting(someone):
        return None
    late = open_form(DecideDeathErrorForm, title="A death", of=someone.id)
    late.comes_too_late(f"{TO_TAKE_BACK.decided}. Your answer was not recorded")
    answered()
    return late


def death_in_error(someone: Person) -> ResponseReturnValue:
    """The page of a death that is recorded: say that it is an error, or answer what somebody else said."""
    late, correction = _answer_too_late(someone), queries.death_correction_waiting(someone)
    form = open_form(DecideDeathErrorForm if correction else DeathErrorForm, title="A death", of=someone.id)
    if not late and (response := once(form, lambda: _said(form, someone), settles=True)):
        return response
    record_look(someone.id, "died")
    return show(
        "people/deaths/death_in_error.html",
        form=form,
        forms=[late or form],
        person=someone,
        details=identity_queries.details_of(someone.id),
        correction=correction,
        bars=bars_to_confirming(correction, by=viewer(), words=TO_TAKE_BACK) if correction else (),
        recorded_by=_name_of_ours(someone.death_recorded_by_id),
        said_by=_name_of_ours(correction.proposed_by_id if correction else None),
        onward=_onward(someone),
        done=done_here(),
    )


def _name_of_ours(user_id: int | None) -> str:
    """The name of somebody who works where the viewer does; "" for anybody else."""
    if user_id is None or not queries.is_colleague(viewer(), user_id):
        return ""
    return names_of([user_id])[user_id]


def _said(form: Form, someone: Person) -> str:
    seen = form.seen_version
    if isinstance(form, DecideDeathErrorForm):
        actions.decide_death_error(by=viewer(), person=someone, confirms=form.confirms, seen_version=seen)
        done = "lives" if form.confirms else "death_stands"
    else:
        actions.say_death_is_wrong(by=viewer(), person=someone, reason=form["reason"].data, seen_version=seen)
        done = "death_in_error"
    here = "people.person" if viewer().may("person.read") else "people.died"
    return url_for(here, person_id=someone.id, done=done)


def _onward(someone: Person) -> str:
    return url_for("people.person", person_id=someone.id) if viewer().may("person.read") else url_for("home")
