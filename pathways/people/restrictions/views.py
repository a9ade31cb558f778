"""The auditor's pages about many misses, the lists of a person, and what waits to be decided."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from pathways.approvals.queries import bars_to_confirming
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer, viewer_or_none
from pathways.auth.queries import names_of, sign_in_name_of
from pathways.auth.roles import Role
from pathways.auth.sessions import read_beside
from pathways.drafts.desk import answered, once, open_form
from pathways.people import queries as people_queries
from pathways.people.forms.identity import (
    CloseMissesForm,
    DecideRestrictionForm,
    OwnConflictForm,
    RestrictionForm,
    ReviewAnswer,
    ReviewRestrictionForm,
)
from pathways.people.identity import queries as identity_queries
from pathways.people.restrictions import actions, queries
from pathways.people.restrictions.queries import ManyMisses, RestrictionLine
from pathways.people.restrictions.rules import TO_KEEP_LISTS, RestrictionList
from pathways.people.views import pages, record_look
from pathways.store.base import db
from pathways.ui.pages import marks_asked_for, show

# Which records are shut to somebody is read with their session: nearly every page asks.


read_beside(people_queries.SHUT_TO_USER, people_queries.keep_shut)


# The auditor's list of many misses in a row: what puts somebody on it, and what takes them off.


@pages.get("/misses")
@permit("misuse.read")
def misses() -> ResponseReturnValue:
    """Colleagues who asked for record after record in vain. The page names no person whose record it was."""
    marks = marks_asked_for("after", "closed_after")
    waiting = queries.open_misses(viewer(), marks["after"])
    closed = queries.closed_misses(viewer(), marks["closed_after"])
    audit.listed(viewer(), "misuse.listed", [])
    names = _names_of_misses(*waiting.rows, *closed.rows)
    return show("people/restrictions/misses.html", waiting=waiting, closed=closed, names=names, marks=marks)


@pages.route("/misses/<int:event_id>", methods=["GET", "POST"])
@permit("misuse.read")
def close_misses(event_id: int) -> ResponseReturnValue:
    """Record what the misses were: the report leaves the open list, and stays with what was found."""
    flagged = queries.misses_told(viewer(), event_id)
    form = open_form(CloseMissesForm, title="What many misses were")

    def close() -> str:
        actions.close_misses(by=viewer(), event_id=event_id, outcome=form.outcome.data, words=form.words.data)
        return url_for("people.misses")

    if response := once(form, close):
        return response
    flagged = queries.misses_told(viewer(), event_id)
    audit.listed(viewer(), "misuse.listed", [])
    is_mine = flagged.user_id == viewer().user_id
    return show(
        "people/restrictions/close_misses.html",
        form=form,
        flagged=flagged,
        is_mine=is_mine,
        names=_names_of_misses(flagged),
    )


def _names_of_misses(*rows: ManyMisses) -> dict[int | None, str]:
    return names_of(each for row in rows for each in (row.user_id, row.closed.closed_by_id if row.closed else None))


@pages.after_app_request
def tell_of_misses(response: Response) -> Response:
    """Tell the auditor once somebody has asked for many records that are not theirs or do not exist."""
    if response.status_code == 404 and (looking := viewer_or_none()):
        actions.tell_of_misses(by=looking)
        db.session.commit()
    return response


# Who may not see a record: the lists of a person, what waits to be decided, and the auditor's review.


DONE = {
    "proposed": "Proposed, in your name. It waits for somebody else to decide it; until then nobody is shut out.",
    "added": "Put on the list, in your name. It counts from now.",
    "turned_down": "Turned down, in your name: the list stays as it was.",
    "ended": "Ended, in your name: nobody is kept from the record by it any more.",
    "stays": "Looked at, in your name: it stays as it is.",
}


@pages.app_template_global()
def is_restricted(person_id: int) -> bool:
    """Whether only some people may see this record; the pages of those who may say so."""
    return queries.is_restricted(person_id)


@pages.route("/people/<int:person_id>/restrictions", methods=["GET", "POST"])
@permit("restriction.propose")
def restrictions(person_id: int) -> ResponseReturnValue:
    """The lists of one person, and a proposal to put names on one of them."""
    someone = people_queries.person(viewer(), person_id)
    is_own = viewer().role is Role.TW
    form = open_form(OwnConflictForm if is_own else RestrictionForm, title="Who may see this record", of=someone.id)

    def propose() -> str:
        answers = {"why": form.why.data, "reason": form.reason.data, "seen_version": form.seen_version}
        if isinstance(form, RestrictionForm):
            which, names, until_on = form.which.data, form.sign_in_names, form.until_on.data
        else:
            which, names, until_on = RestrictionList.EXCLUDED_FROM, [sign_in_name_of(viewer().user_id)], None
        actions.propose_restriction(
            by=viewer(), person=someone, which=which, sign_in_names=names, until_on=until_on, **answers
        )
        return _onward(someone.id)

    if response := once(form, propose):
        return response
    someone = people_queries.person(viewer(), person_id)
    record_look(someone.id, "restrictions")
    lines = queries.restrictions_of(viewer(), someone.id)
    return show(
        "people/restrictions/restrictions.html",
        form=form,
        person=someone,
        looking=viewer(),
        details=identity_queries.details_of(someone.id),
        lines=() if is_own else lines,
        names=_names_of_lines(lines),
        alike=queries.likely_duplicates(viewer(), [someone.id]).get(someone.id, ()),
        keeps_lists=queries.may_keep_lists(viewer()),
        done=DONE.get(request.args.get("done", "")),
    )


@pages.route("/restrictions")
@permit("restriction.read")
def restricted() -> ResponseReturnValue:
    """What waits and what is in force, for keepers of the lists; for the auditor by number, without a name."""
    marks = marks_asked_for()
    page = queries.restrictions_kept(viewer(), marks["after"])
    lines = page.rows
    shown = {line.details.person_id for line in lines if line.details}
    audit.listed(viewer(), "restriction.listed", shown or {line.row.person_id for line in lines})
    return show(
        "people/restrictions/restricted.html",
        page=page,
        marks=marks,
        names=_names_of_lines(lines),
        looking=viewer(),
        alike=queries.likely_duplicates(viewer(), shown),
        done=DONE.get(request.args.get("done", "")),
    )


@pages.route("/restrictions/<int:restriction_id>", methods=["GET", "POST"])
@permit("restriction.decide")
def restriction(restriction_id: int) -> ResponseReturnValue:
    """Decide what somebody else proposed."""
    line = queries.restriction(viewer(), restriction_id)
    form = open_form(DecideRestrictionForm, title="Decide about a list", of=line.row.person_id)

    def decide() -> str:
        actions.decide_restriction(by=viewer(), line=line, confirms=form.confirms, seen_version=form.seen_version)
        return url_for("people.restricted", done="added" if form.confirms else "turned_down")

    if response := once(form, decide, settles=True):
        return response
    line = queries.restriction(viewer(), restriction_id)
    if not line.waits:
        answered()
    record_look(line.row.person_id, "restriction")
    bars = bars_to_confirming(line.row, by=viewer(), words=TO_KEEP_LISTS, named=line.named)
    names = _names_of_lines([line])
    return show("people/restrictions/restriction.html", form=form, line=line, bars=bars, names=names)


@pages.route("/restrictions/<int:restriction_id>/review", methods=["GET", "POST"])
@permit("restriction.review")
def review_restriction(restriction_id: int) -> ResponseReturnValue:
    """The auditor reviews a restriction: it stays, or it ends."""
    line = queries.restriction_to_review(viewer(), restriction_id)
    form = open_form(ReviewRestrictionForm, title="Review a list", of=line.row.person_id)

    def review() -> str:
        removes, reason = form.answer.data is ReviewAnswer.REMOVE, form.reason.data or ""
        actions.review_restriction(
            by=viewer(), line=line, removes=removes, reason=reason, seen_version=form.seen_version
        )
        return url_for("people.restricted", done="ended" if removes else "stays")

    if response := once(form, review):
        return response
    record_look(line.row.person_id, "review restriction")
    return show(
        "people/restrictions/review_restriction.html",
        form=form,
        line=line,
        looking=viewer(),
        names=_names_of_lines([line]),
    )


def _onward(person_id: int) -> str:
    """Back to the lists, or to the home page for somebody who just said that they must not see the record."""
    is_still_seen = people_queries.sees_person(viewer(), person_id)
    if not is_still_seen:
        return url_for("home")
    return url_for("people.restrictions", person_id=person_id, done="proposed")


def _names_of_lines(lines: tuple[RestrictionLine, ...] | list[RestrictionLine]) -> dict[int | None, str]:
    return names_of(
        each for line in lines for each in (*line.had_a_part, line.row.ended_by_id, line.row.reviewed_by_id)
    )
