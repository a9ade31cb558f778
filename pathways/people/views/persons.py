"""Find or add a person, their page, and corrections."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.by_search import found_by_search
from pathways.drafts.desk import answered, once, open_form
from pathways.people import actions, queries
from pathways.people.forms import CorrectPersonForm, NewPersonForm, SearchForm
from pathways.people.models import Person
from pathways.people.rules import ONE_DETENTION_MARK, ONE_DETENTION_SOURCE, is_pnc_id
from pathways.people.views.blueprint import pages, record_look
from pathways.ui.pages import show


@pages.route("/people/search", methods=["GET", "POST"])
@permit("person.search")
def search() -> ResponseReturnValue:
    """Search before create. Asked by post, so that no name stands in an address; recorded as one event."""
    form = open_form(SearchForm, title="Find or add a person")
    found, pnc_id = None, ""
    if form.submitted():
        asked = form.asked()
        found = queries.search(viewer(), asked)
        pnc_id = asked.number if is_pnc_id(asked.number) else ""
        answered()
        audit.listed(viewer(), "person.searched", [hit.person.id for hit in found.hits], fields=asked.fields_given)
    return show("people/search.html", form=form, found=found, pnc_id=pnc_id)


@pages.route("/people/new", methods=["GET", "POST"])
@permit("person.bring_in")
def new() -> ResponseReturnValue:
    """Add a person. The first post only carries the search over, and is shown as it came."""
    form = open_form(NewPersonForm, title="Add a person")
    if not form.carried.data and form.submitted():

        def add() -> str:
            added = actions.add_person(by=viewer(), facts=form.facts(), none_of_these=form.none_of_these.data)
            is_detained = form.pressed != "another_way" and not viewer().is_liaison
            came = "arrest_tests.book_in" if is_detained else "people.new_episode"
            return url_for(came, person_id=added.id, found=found_by_search(added.id))

        if location := once(form, add):
            return redirect(location)
    return show("people/new.html", form=form)


@pages.app_template_global()
def one_continuous_detention() -> tuple[str, str]:
    """Why a moved person has one sample only, wherever a page says so: the source and its mark."""
    return ONE_DETENTION_SOURCE, ONE_DETENTION_MARK


@pages.app_template_global()
def death_of(person: Person) -> queries.Death | None:
    """The death of a person as far as whoever looks is told of it."""
    return queries.death_of(viewer(), person)


@pages.app_template_global()
def people_in_drafts(drafts: Iterable[Any]) -> dict[int, str]:
    """Whom the viewer's own drafts are about, by name: who is still in sight, and the look is recorded."""
    about = {draft.person_id for draft in drafts if draft.person_id is not None}
    in_sight = [person_id for person_id in sorted(about) if queries.sees_person(viewer(), person_id)]
    audit.listed(viewer(), "draft.listed", in_sight)
    return {person_id: details.full_name for person_id, details in queries.details_of_many(in_sight).items()}


pages.add_app_template_global(found_by_search)


@pages.route("/people/<int:person_id>")
@permit("person.read")
def person(person_id: int) -> ResponseReturnValue:
    """Who somebody is, what was corrected, and the episodes of the viewer's own force."""
    someone = queries.person(viewer(), person_id)
    earlier, records = queries.earlier_details(someone.id), queries.record_ids_of(someone.id)
    gone, merges = queries.earlier_aliases_of(records), queries.merges_of(records, viewer())
    record_look(someone.id, "person")
    return show(
        "people/person.html",
        person=someone,
        looking=viewer(),
        details=queries.details_of(someone.id),
        earlier=earlier,
        aliases=queries.aliases_of(records),
        gone=gone,
        merges=merges,
        history=queries.history(viewer(), someone.id),
        names=names_of(
            [
                someone.death_recorded_by_id,
                *(row.recorded_by_id for row in earlier),
                *(row.recorded_by_id for row in gone),
                *(each.proposed_by_id for each in merges),
            ]
        ),
    )


@pages.route("/people/<int:person_id>/correct", methods=["GET", "POST"])
@permit("person.correct")
def correct(person_id: int) -> ResponseReturnValue:
    """Put right what is known of somebody; what stood before is kept with the reason."""
    someone = queries.person(viewer(), person_id)
    details = queries.details_of(someone.id)
    known = vars(queries.person_facts(details))
    form = open_form(CorrectPersonForm, title="Correct details", of=someone.id, filled=known)
    if form.submitted():

        def put_right() -> str:
            reason, seen = form.correction_reason.data or "", form.seen_version
            actions.correct_details(by=viewer(), person=someone, facts=form.facts(), reason=reason, seen_version=seen)
            return url_for("people.person", person_id=someone.id)

        if location := once(form, put_right):
            return redirect(location)
    record_look(someone.id, "correct")
    return show("people/correct.html", form=form, person=someone, details=details)
