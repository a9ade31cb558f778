"""Booking somebody in: the page of the arrest for somebody who is only now brought to the desk."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import ROWS_AT_LEAST, BookingForm, blank_rows
from pathways.arrest_tests.views.arrest import offences_on, onward
from pathways.arrest_tests.views.blueprint import CHECK, answer_now, pages, record_look
from pathways.auth import Viewer
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import suites_for
from pathways.drafts.by_search import search_again
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.models import Person
from pathways.people.rules import Presence, adult_form_bars
from pathways.safeguarding.rules import RISKS
from pathways.ui.pages import show


@pages.route("/people/<int:person_id>/arrest", methods=["GET", "POST"])
@permit("arrest.record")
def book_in(person_id: int) -> ResponseReturnValue:
    """The custody record, the offences and the risks of a new detention; "Check" answers without saving.

    Somebody still detained is continued there instead.
    """
    if again := search_again(person_id):
        return again
    someone = people.person_to_bring_in(viewer(), person_id)
    form = open_form(BookingForm, title="Arrest, offences and risks", of=someone.id, filled=_expected(viewer()))
    form.offer_suites(suites_for(viewer()))
    form.offer(queries.law_in_use())
    if form.pressed == CHECK:
        form.check()
    elif form.submitted() and (location := once(form, lambda: _book_in(form, someone))):
        return redirect(location)
    as_typed = people.as_booked_in(viewer(), someone, form.detention())
    record_look(as_typed, "booking in")
    return show(
        "arrest_tests/book_in.html",
        form=form,
        person=someone,
        view=as_typed,
        answer=answer_now(as_typed, offences_on(form, as_typed), needs_were_said=bool(form.needs.data)),
        held=people.held_by_own_force(viewer(), [someone.id]).get(someone.id),
        left=people.left_lately(viewer(), [someone.id]).get(someone.id),
        risks=RISKS,
        young=adult_form_bars(as_typed.details, clock.today()),
    )


def _book_in(form: BookingForm, someone: Person) -> str:
    view = actions.book_in(
        by=viewer(),
        person=someone,
        facts=form.episode(),
        offences=form.entries(),
        risks=form.risks(),
        seen_version=form.seen_version,
    )
    if adult_form_bars(view.details, clock.today()):
        return url_for("people.under_18", episode_id=view.episode.id)
    if not form.entries() and view.is_for_an_offence and form.pressed != "task_list":
        return url_for("arrest_tests.arrest", episode_id=view.episode.id)
    return onward(view, form)


def _expected(looking: Viewer) -> dict[str, Any]:
    """What is mostly so, filled in and changeable: today, an arrest for an offence, and the officer's own suite."""
    times = ("arrested_at", "first_arrested_at", "arrived_at", "custody_officer_seen_at")
    today = dict.fromkeys(times, clock.today())
    return {
        **today,
        "presence": Presence.ARRESTED,
        "suite_id": looking.suite_id,
        "offences": blank_rows(clock.today(), ROWS_AT_LEAST),
    }
