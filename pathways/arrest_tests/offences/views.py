"""The pages of an arrest: the offences with the answer for each route, and booking somebody in."""

from dataclasses import asdict
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.forms.offences import ROWS_AT_LEAST, ROWS_AT_MOST, ArrestForm, BookingForm, blank_rows
from pathways.arrest_tests.lawful_basis.queries import arrest_of
from pathways.arrest_tests.lawful_basis.rules.facts import OffenceFacts, Tag
from pathways.arrest_tests.offences import actions, queries
from pathways.arrest_tests.views import CHECK, answer_now, next_page, pages, record_look, shown_arrest
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, suites_for
from pathways.auth.roles import Rank, Viewer
from pathways.drafts.desk import once, open_form, search_again
from pathways.law import queries as law_queries
from pathways.law.rules.offences_and_drugs import is_known
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import adult_form_bars
from pathways.people.models.identity import Person
from pathways.people.rules import Presence
from pathways.people.search import queries as search_queries
from pathways.safeguarding.queries import exploitation_of, risks_of
from pathways.safeguarding.rules.risks import RISKS
from pathways.ui.pages import show
from pathways.vocabulary import Answer

# Offences and risks, with the answer for each route whether a sample may be asked for.


@pages.route("/episodes/<int:episode_id>/arrest", methods=["GET", "POST"])
@permit("arrest.record")
def arrest(episode_id: int) -> ResponseReturnValue:
    """Record, add to, correct and take out offences; "Check" answers without saving."""
    view = custody_queries.episode(viewer(), episode_id)
    form = open_form(ArrestForm, title="Arrest, offences and risks", of=view.person.id, filled=_recorded(view))
    form.in_detention, form.is_for_an_offence = view.detention is not None, view.is_for_an_offence
    form.offer(law_queries.law_in_use())

    def record() -> str:
        why, seen = form.correction_reason.data or "", form.seen_version
        actions.record_offences(
            by=viewer(), view=view, offences=form.entries(), reason=why, risks=form.risks(), seen_version=seen
        )
        return onward(view, form)

    if form.pressed == CHECK:
        form.check()
    elif response := once(form, record):
        return response
    record_look(view, "arrest, offences and risks")
    rows = shown_arrest(view, arrest_of(view))
    return show(
        "arrest_tests/offences/arrest.html",
        form=form,
        view=view,
        answer=answer_now(view, offences_on(form, view), rows=rows),
        has_recorded=bool(rows.offences.lines),
        risks=RISKS,
        young=adult_form_bars(view.details, clock.today()),
    )


@pages.route("/episodes/<int:episode_id>/offences")
@permit("arrest.read")
def offences(episode_id: int) -> ResponseReturnValue:
    """The offences, read only: as recorded, what was corrected, and the answer for each route."""
    view = custody_queries.episode(viewer(), episode_id)
    earlier = queries.earlier_offences(episode_id)
    record_look(view, "offences")
    rows = shown_arrest(view, arrest_of(view))
    return show(
        "arrest_tests/offences/offences.html",
        view=view,
        looking=viewer(),
        lines=rows.offences.lines,
        earlier=queries.as_lines(earlier),
        names=names_of(row.recorded_by_id for row in earlier),
        answer=answer_now(view, rows=rows),
    )


def _recorded(view: EpisodeView) -> dict[str, Any]:
    """The recorded offences as the form asks for them, and blank rows up to three, or one more than there are."""
    rows = [asdict(actions.entered(row)) for row in queries.offence_rows(view.episode.id)]
    for row in rows:
        row["offence"] = row.pop("code")
    missing = max(ROWS_AT_LEAST - len(rows), 1 if len(rows) < ROWS_AT_MOST else 0)
    return {"offences": rows + blank_rows(view.offence_arrested_at, missing), **vars(risks_of(view.episode.id))}


def offences_on(form: ArrestForm, view: EpisodeView) -> tuple[OffenceFacts, ...]:
    """The offences on the page, saved or not, as the rules read them."""
    arrived, law = view.detention.arrived_at if view.detention else None, law_queries.law_in_use()
    return tuple(
        OffenceFacts(
            key=queries.key_of(entry.number or -entry.row - 1, entry.code),
            code=entry.code,
            drug=queries.drug_of(entry.drug, law),
            arrested_at=entry.arrested_at,
            detention_start_at=queries.detention_start(entry.arrested_at, arrived),
            charged_at=entry.charged_at,
            closed_at=entry.closed_at,
            described_as=entry.described_as or "",
            law=law,
        )
        for entry in form.entries()
        if is_known(entry.code, law)
    )


def onward(view: EpisodeView, form: ArrestForm) -> str:
    """The address of the next page: concerns, an inspector, the test, or the task list."""
    if form.pressed == "another":
        return url_for("arrest_tests.arrest", episode_id=view.episode.id)
    if form.risks().exploitation is Answer.YES and exploitation_of(view.episode.id).waits:
        return next_page(form, view.episode.id, "safeguarding.concerns")
    if not view.is_for_an_offence:
        return next_page(form, view.episode.id, "casefile.task_list")
    tags = {route.tag for route in answer_now(view).routes}
    if Tag.OPEN not in tags and Tag.NEEDS_AUTHORITY in tags:
        rank = viewer().rank
        decides = rank is not None and rank.at_least(Rank.INSPECTOR)
        page = "arrest_tests.authority" if decides else "arrest_tests.ask_for_authority"
        return next_page(form, view.episode.id, page)
    return next_page(form, view.episode.id, "arrest_tests.drug_test" if view.detention else "casefile.task_list")


# Booking somebody in: offences and risks together with the custody record.


@pages.route("/people/<int:person_id>/arrest", methods=["GET", "POST"])
@permit("arrest.record")
def book_in(person_id: int) -> ResponseReturnValue:
    """The custody record, the offences and the risks of a new detention; "Check" answers without saving.

    The page says so if the person is still detained, or has left lately.
    """
    if again := search_again(person_id):
        return again
    someone = people_queries.person_to_bring_in(viewer(), person_id)
    form = open_form(BookingForm, title="Arrest, offences and risks", of=someone.id, filled=_expected(viewer()))
    form.offer_suites(suites_for(viewer()))
    form.offer(law_queries.law_in_use())
    if form.pressed == CHECK:
        form.check()
    elif response := once(form, lambda: _book_in(form, someone)):
        return response
    as_typed = custody_queries.as_booked_in(viewer(), someone, form.detention())
    record_look(as_typed, "booking in")
    return show(
        "arrest_tests/offences/book_in.html",
        form=form,
        person=someone,
        view=as_typed,
        answer=answer_now(as_typed, offences_on(form, as_typed), needs_were_said=bool(form.needs.data)),
        current_custody=search_queries.held_by_own_force(viewer(), [someone.id]).get(someone.id),
        left=search_queries.left_lately(viewer(), [someone.id]).get(someone.id),
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
    """What is filled in at first, because it is usually so: today, an arrest for an offence, the officer's suite."""
    times = ("arrested_at", "first_arrested_at", "arrived_at", "custody_officer_seen_at")
    today = dict.fromkeys(times, clock.today())
    return {
        **today,
        "presence": Presence.ARRESTED,
        "suite_id": looking.suite_id,
        "offences": blank_rows(clock.today(), ROWS_AT_LEAST),
    }
