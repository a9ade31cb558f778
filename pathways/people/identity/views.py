"""Pages about who somebody is: other names, records of one person, search, adding a person, their page, corrections."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways.approvals.queries import bars_to_confirming
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import answered, found_by_search, once, open_form
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.rules import ONE_DETENTION_MARK, ONE_DETENTION_SOURCE
from pathways.people.deaths import queries as deaths_queries
from pathways.people.deaths.rules import DEAD
from pathways.people.forms.identity import (
    AliasForm,
    CorrectAliasForm,
    CorrectPersonForm,
    DecideMergeForm,
    MergeForm,
    NewPersonForm,
    SearchForm,
    UnmergeForm,
)
from pathways.people.identity import actions, queries
from pathways.people.models.identity import Person, PersonDetails, PersonMerge
from pathways.people.rules import is_pnc_id
from pathways.people.search import queries as search_queries
from pathways.people.views import done_here, pages, record_look
from pathways.refusals import or_out_of_sight
from pathways.ui.pages import marks_asked_for, show
from pathways.ui.rendering import day
from pathways.vocabulary import YesNo

# Other names of a person; two records of one person, whose merge one officer proposes and another confirms.


@pages.route("/people/<int:person_id>/names", methods=["GET", "POST"])
@permit("person.correct")
def other_names(person_id: int) -> ResponseReturnValue:
    """Add a name that somebody goes by; a search finds them by it."""
    someone = people_queries.person(viewer(), person_id)
    form = open_form(AliasForm, title="Other names", of=someone.id)

    def add() -> str:
        name = {"surname": form.surname.data, "given_names": form.given_names.data}
        actions.add_alias(by=viewer(), person=someone, **name, seen_version=form.seen_version)
        return url_for("people.person", person_id=someone.id)

    if response := once(form, add):
        return response
    record_look(someone.id, "other names")
    return show("people/identity/other_names.html", form=form, person=someone, details=queries.details_of(someone.id))


@pages.route("/people/<int:person_id>/names/<int:alias_id>", methods=["GET", "POST"])
@permit("person.correct")
def correct_name(person_id: int, alias_id: int) -> ResponseReturnValue:
    """Correct another name, or take it back; the earlier row is kept with the reason."""
    someone = people_queries.person(viewer(), person_id)
    live = queries.aliases_of(queries.record_ids_of(someone.id))
    alias = or_out_of_sight(next((each for each in live if each.id == alias_id), None))
    known = {"surname": alias.surname, "given_names": alias.given_names}
    form = open_form(CorrectAliasForm, title="Correct another name", of=someone.id, filled=known)

    def put_right() -> str:
        name = {"surname": form.surname.data, "given_names": form.given_names.data}
        answers = {"is_theirs": form.is_theirs.data is YesNo.YES, "reason": form.correction_reason.data}
        actions.correct_alias(
            by=viewer(), person=someone, alias=alias, **name, **answers, seen_version=form.seen_version
        )
        return url_for("people.person", person_id=someone.id)

    if response := once(form, put_right):
        return response
    record_look(someone.id, "correct another name")
    return show("people/identity/correct_name.html", form=form, person=someone, alias=alias)


@pages.route("/people/<int:person_id>/merge", methods=["GET", "POST"])
@permit("person.merge")
def propose_merge(person_id: int) -> ResponseReturnValue:
    """Propose that another record is the same person. This one stays; nothing is joined until somebody confirms."""
    someone = people_queries.person(viewer(), person_id)
    details = queries.details_of(someone.id)
    others = {hit.person.id: hit for hit in search_queries.may_be_the_same(viewer(), details)}
    form = open_form(MergeForm, title="Merge records", of=someone.id)
    form.offer((number, _who(hit.details)) for number, hit in others.items())
    if form.other.data in others:
        form.locked_first = queries.locking_order(someone.id, form.other.data)

    def propose() -> str:
        away, reason = others[form.other.data].person, form.reason.data
        actions.propose_merge(by=viewer(), keep=someone, away=away, reason=reason, seen_version=form.seen_version)
        return _after_merge(someone.id, done="proposed")

    if response := once(form, propose):
        return response
    for number in queries.locking_order(someone.id, *others):
        record_look(number, "merge")
    return show("people/identity/propose_merge.html", form=form, person=someone, details=details, others=others)


@pages.get("/people/merges")
@permit("person.merge")
def merges() -> ResponseReturnValue:
    """What waits for a second person: two records to join, or to part."""
    marks = marks_asked_for()
    page = queries.merges_waiting(viewer(), marks["after"])
    records = {number for each in page.rows for number in (each.keep_id, each.away_id)}
    audit.listed(viewer(), "person.merge.listed", records)
    return show(
        "people/identity/merges.html",
        page=page,
        marks=marks,
        own=queries.own_details_of(records),
        names=names_of(each.proposed_by_id for each in page.rows),
        me=viewer().user_id,
        done=done_here(),
    )


@pages.route("/people/merges/<int:merge_id>", methods=["GET", "POST"])
@permit("person.merge")
def decide_merge(merge_id: int) -> ResponseReturnValue:
    """Confirm or turn down what somebody else proposed."""
    proposal = queries.merge_of(viewer(), merge_id)
    form = open_form(DecideMergeForm, title="Confirm a merge", of=proposal.keep_id)
    form.locked_first = queries.locking_order(proposal.keep_id, proposal.away_id)

    def decide() -> str:
        seen = form.seen_version
        actions.decide_merge(by=viewer(), proposal=proposal, confirms=form.confirms, seen_version=seen)
        joined_or_split = "split" if proposal.undoes_id else "joined"
        return _after_merge(proposal.keep_id, done=joined_or_split if form.confirms else "turned_down")

    if response := once(form, decide, settles=True):
        return response
    merge = _as_it_stands(proposal, form)
    if not merge.waits:
        answered()
    return _two_records("people/identity/decide_merge.html", form, merge)


@pages.route("/people/merges/<int:merge_id>/undo", methods=["GET", "POST"])
@permit("person.merge")
def propose_unmerge(merge_id: int) -> ResponseReturnValue:
    """Propose that two joined records are two people after all."""
    merged = queries.merge_of(viewer(), merge_id)
    form = open_form(UnmergeForm, title="Undo a merge", of=merged.keep_id)
    form.locked_first = queries.locking_order(merged.keep_id, merged.away_id)

    def propose() -> str:
        reason, seen = form.reason.data, form.seen_version
        actions.propose_unmerge(by=viewer(), merged=merged, reason=reason, seen_version=seen)
        return _after_merge(merged.keep_id, done="proposed")

    if response := once(form, propose):
        return response
    return _two_records("people/identity/propose_unmerge.html", form, _as_it_stands(merged, form))


def _as_it_stands(before: PersonMerge, form: DecideMergeForm | UnmergeForm) -> PersonMerge:
    """The merge that a page shows. After an action that refused it is read again: that was rolled back, and others may
    have written meanwhile."""
    return queries.merge_of(viewer(), before.id) if form.refusals else before


def _two_records(page: str, form: DecideMergeForm | UnmergeForm, merge: PersonMerge) -> ResponseReturnValue:
    """The page that shows both records side by side, each as it stands by itself."""
    for number in form.locked_first:  # a look holds the record, too: in another order it would wait for who decides
        record_look(number, "merge")
    own = queries.own_details_of([merge.keep_id, merge.away_id])
    return show(
        page,
        form=form,
        merge=merge,
        keep=own[merge.keep_id],
        away=own[merge.away_id],
        back=_after_merge(merge.keep_id),
        bars=bars_to_confirming(merge, by=viewer()),
        names=names_of([merge.proposed_by_id, merge.decided_by_id]),
    )


def _after_merge(person_id: int, done: str | None = None) -> str:
    """The person's page, or the list of merges for an officer who does not have the person in sight."""
    if people_queries.sees_person(viewer(), person_id):
        return url_for("people.person", person_id=person_id, done=done)
    return url_for("people.merges", done=done)


def _who(details: PersonDetails) -> str:
    pnc = f", PNC {details.pnc_id}" if details.pnc_id else ""
    return f"{details.full_name}, born {day(details.date_of_birth)}{pnc}"


# Finding or adding a person, their page, and corrections.


@pages.route("/people/search", methods=["GET", "POST"])
@permit("person.search")
def search() -> ResponseReturnValue:
    """Search before adding. Asked by post, so that no name stands in an address; logged as one event."""
    form = open_form(SearchForm, title="Find or add a person")
    result, pnc_id = None, ""
    if form.submitted():
        asked = form.asked()
        result = search_queries.search(viewer(), asked)
        pnc_id = asked.number if is_pnc_id(asked.number) else ""
        answered()
        audit.listed(viewer(), "person.searched", [hit.person.id for hit in result.hits], fields=asked.fields_given)
    return show("people/identity/search.html", form=form, result=result, pnc_id=pnc_id)


@pages.route("/people/new", methods=["GET", "POST"])
@permit("person.bring_in")
def new() -> ResponseReturnValue:
    """Add a person. The first post only carries the search over; the form is then shown with it."""
    form = open_form(NewPersonForm, title="Add a person")

    def add() -> str:
        added = actions.add_person(by=viewer(), facts=form.facts(), none_of_these=form.none_of_these.data)
        is_detained = form.pressed != "another_way" and not viewer().is_liaison
        came = "arrest_tests.book_in" if is_detained else "people.new_episode"
        return url_for(came, person_id=added.id, found=found_by_search(added.id))

    if not form.carried.data and (response := once(form, add)):
        return response
    return show("people/identity/new.html", form=form)


@pages.app_template_global()
def one_continuous_detention() -> tuple[str, str]:
    """Why somebody who was moved has one sample only: the source and its mark, for any template."""
    return ONE_DETENTION_SOURCE, ONE_DETENTION_MARK


@pages.app_template_global()
def death_of(person: Person) -> deaths_queries.Death | None:
    """The death of a person as far as the viewer is told of it."""
    return deaths_queries.death_of(viewer(), person)


@pages.app_template_global()
def what_a_death_ends() -> str:
    """What a page about somebody who has died says."""
    return DEAD


@pages.app_template_global()
def people_in_drafts(drafts: Iterable[Any]) -> dict[int, str]:
    """The names of people in the viewer's own drafts who are still in sight, by person id. The look is logged."""
    about = {draft.person_id for draft in drafts if draft.person_id is not None}
    in_sight = people_queries.people_seen(viewer(), about)
    audit.listed(viewer(), "draft.listed", in_sight)
    return {person_id: details.full_name for person_id, details in queries.details_of_many(in_sight).items()}


pages.add_app_template_global(found_by_search)


@pages.route("/people/<int:person_id>")
@permit("person.read")
def person(person_id: int) -> ResponseReturnValue:
    """Who somebody is, what was corrected, and the episodes of the viewer's own force."""
    someone = people_queries.person(viewer(), person_id)
    earlier, records = queries.earlier_details(someone.id), queries.record_ids_of(someone.id)
    gone, merges = queries.earlier_aliases_of(records), queries.merges_of(records, viewer())
    record_look(someone.id, "person")
    return show(
        "people/identity/person.html",
        person=someone,
        looking=viewer(),
        details=queries.details_of(someone.id),
        earlier=earlier,
        aliases=queries.aliases_of(records),
        gone=gone,
        merges=merges,
        done=done_here(),
        history=custody_queries.history(viewer(), someone.id),
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
    """Correct what is known of somebody; the earlier details are kept with the reason."""
    someone = people_queries.person(viewer(), person_id)
    details = queries.details_of(someone.id)
    known = vars(queries.person_facts(details))
    form = open_form(CorrectPersonForm, title="Correct details", of=someone.id, filled=known)

    def put_right() -> str:
        reason, seen = form.correction_reason.data or "", form.seen_version
        actions.correct_details(by=viewer(), person=someone, facts=form.facts(), reason=reason, seen_version=seen)
        return url_for("people.person", person_id=someone.id)

    if response := once(form, put_right):
        return response
    record_look(someone.id, "correct")
    return show("people/identity/correct.html", form=form, person=someone, details=details)
