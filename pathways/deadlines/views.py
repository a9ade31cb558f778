"""What is overdue, the Tactical pack, what runs on a referral, and the days on which a place is closed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.roles import Role
from pathways.dates import day_in_words
from pathways.deadlines import documents
from pathways.deadlines.actions import telling as actions
from pathways.deadlines.forms import ClosureForm, DeadlineAnswerForm, TacticalForm, TakeOutForm
from pathways.deadlines.models import Closure
from pathways.deadlines.queries import duties as duties_queries
from pathways.deadlines.queries import facts as facts_queries
from pathways.deadlines.queries import overdue as overdue_queries
from pathways.deadlines.queries import tactical as tactical_queries
from pathways.deadlines.queries.overdue import Overdue
from pathways.deadlines.rules import tactical as tactical_rules
from pathways.deadlines.rules.deadlines import WAITS_FOR, Answered
from pathways.deadlines.rules.states import by_deadline
from pathways.deadlines.rules.tactical import Opens, TacticalLine, TacticalList, TacticalPack
from pathways.deadlines.rules.words import answers_to, in_words, line_of
from pathways.drafts.desk import once, open_form
from pathways.exports import CSV, XLSX
from pathways.people.identity import queries as people
from pathways.referrals import queries as referrals
from pathways.store.paging import PAGE_SIZE
from pathways.ui.choices import choices_of
from pathways.ui.pages import hand_over, show

pages = Blueprint("deadlines", __name__)


# The days on which a place is closed: nothing is counted on them.


TITLE = "Days you are closed"


@pages.route("/closures", methods=["GET", "POST"])
@permit("closure.keep")
def closures() -> ResponseReturnValue:
    """Local closures from today on, and a form that adds one. Bank holidays are left out by themselves."""
    form = open_form(ClosureForm, title=TITLE)
    if response := once(form, lambda: _close(form)):
        return response
    return _page(form, open_form(TakeOutForm, title=TITLE, at=url_for("deadlines.take_out")))


@pages.post("/closures/take-out")
@permit("closure.keep")
def take_out() -> ResponseReturnValue:
    """Take out the ticked closures: the days are worked after all."""
    out = open_form(TakeOutForm, title=TITLE)
    _offer(out)
    if response := once(out, lambda: _open(out)):
        return response
    return _page(open_form(ClosureForm, title=TITLE, at=url_for("deadlines.closures")), out)


def _page(form: ClosureForm, out: TakeOutForm) -> Response:
    _offer(out)
    return show(
        "deadlines/closures.html",
        forms=[form, out],
        form=form,
        out=out,
        is_manager=viewer().role is Role.PM,
        holidays=[day for day in sorted(dates.bank_holidays()) if day >= clock.today()],
    )


def _offer(out: TakeOutForm) -> None:
    ours = viewer().organisation_id if viewer().role is Role.PM else None
    out.offer(
        (closure.id, _said(closure), closure.organisation_id == ours) for closure in duties_queries.closures(viewer())
    )


def _said(closure: Closure) -> str:
    first, last = (day_in_words(day) for day in (closure.from_on, closure.to_on))
    days = first if closure.from_on == closure.to_on else f"{first} to {last}"
    return f"{days}: {closure.why}" if closure.organisation_id else f"{days}: {closure.why} (everybody)"


def _close(form: ClosureForm) -> str:
    actions.close_days(by=viewer(), from_on=form.from_on.data, to_on=form.to_on.data, why=form.why.data)
    return url_for("deadlines.closures")


def _open(out: TakeOutForm) -> str:
    actions.open_days(by=viewer(), closure_ids=out.closures.data)
    return url_for("deadlines.closures")


# What is overdue, and what runs on one referral.


Line = tuple[Overdue, str, str]
"""What is late, where it is put right, and how late in words."""

NOT_READ = timedelta(hours=1)
"""How long clocks may have waited to be read before the page says that no worker runs and lines may be missing."""

WHOSE = {
    Role.TW: "Deadlines that have passed of the people whose keyworker you are, and urgent ones whom nobody has yet. "
    "Your manager sees everybody’s; appointments to be recorded are on Today.",
    Role.PM: "Everybody of your organisation.",
    Role.PW: "What has reached you because nobody else acted in time.",
}
"""Whom the list is about, for each role that may read it."""


@pages.get("/overdue")
@permit("overdue.read")
def overdue() -> ResponseReturnValue:
    """What is out of time: what, whose, since when, and what to do; in the order of due."""
    after = request.args.get("after")
    page = overdue_queries.overdue(viewer(), after)
    audit.listed(viewer(), "overdue.listed", [row.telling.person_id for row in page.rows if row.details])
    rows = sorted(page.rows, key=lambda row: (row.since, row.telling.id))
    lines = [(row, address_of(row), in_words(row.clock, row.course.calendar)) for row in rows]
    return show(
        "deadlines/overdue.html",
        page=page,
        whose=WHOSE[viewer().role],
        urgent=_by_person(line for line in lines if line[0].is_urgent),
        late=_by_person(line for line in lines if not line[0].is_urgent),
        after=after,
        answered=set(WAITS_FOR.values()) if viewer().may("clock.answer") else set(),
        keeps_closures=viewer().may("closure.keep"),
        unread_since=_unread_since(),
    )


def _unread_since() -> datetime | None:
    """Since when clocks wait to be read, where that is too long: no worker runs, and lines may be missing."""
    since = duties_queries.unread_since()
    return since if since and since < clock.now() - NOT_READ else None


def _by_person(lines: Iterable[Line]) -> list[list[Line]]:
    """What is late of one person's referral together; first the person who has waited the longest."""
    lines_by_person: dict[int, list[Line]] = {}
    for line in lines:
        lines_by_person.setdefault(line[0].telling.referral_id, []).append(line)
    return list(lines_by_person.values())


@pages.route("/referrals/<int:referral_id>/clocks", methods=["GET", "POST"])
@permit("clock.answer")
def what_runs(referral_id: int) -> ResponseReturnValue:
    """Every clock of a referral in words, and a place to say what was done about one."""
    referral = referrals.referral(viewer(), referral_id)
    course, now = facts_queries.courses_of([referral_id])[referral_id], clock.now()
    clocks = overdue_queries.clocks_in_words(viewer(), course, now)
    details = people.details_of(referral.person_id)
    form = open_form(DeadlineAnswerForm, title="Deadlines", of=details.person_id)
    is_case = referral.accepted_at is not None
    open_now = answers_to(clocks, is_case=is_case)
    form.answered.choices = [choice for choice in choices_of(Answered) if choice.value in open_now]
    # Where nothing waits for an answer any more, the page says what stopped; an error about a field would not help.
    if open_now and (response := once(form, lambda: _answer(form, referral_id))):
        return response
    audit.look(viewer(), details.person_id, "person.viewed", ("referral", referral_id))
    return show(
        "deadlines/what_runs.html",
        opens=dates.OPENS,
        closes=dates.CLOSES,
        form=form,
        course=course,
        why=[
            words
            for each in clocks
            if each.still_runs
            for words in overdue_queries.why_urgent(viewer(), course.referral, course.urgent, each)
        ],
        details=details,
        running=[line_of(each, course.calendar) for each in by_deadline(clocks)],
        stopped=[line_of(each, course.calendar) for each in clocks if not each.still_runs],
        back=case_or_offer(course),
        is_urgent_case=is_case and Answered.ATTEMPTED in open_now,
    )


def address_of(row: Overdue) -> str:
    """Where what is overdue is put right; "" where the viewer opens no record of it."""
    if row.details is None:
        return ""
    if viewer().role is Role.PW:
        return url_for("acceptance.place", referral_id=row.telling.referral_id)
    if row.required_id is not None:
        return url_for("engagement.expected_assessment", required_id=row.required_id)
    return case_or_offer(row.course)


def case_or_offer(course: facts_queries.ReferralInTime) -> str:
    """The case of a referral that was accepted, the offer of one that waits."""
    endpoint = "acceptance.offer" if course.referral.accepted_at is None else "engagement.case"
    return url_for(endpoint, referral_id=course.referral.id)


def _answer(form: DeadlineAnswerForm, referral_id: int) -> str:
    actions.answer(by=viewer(), referral_id=referral_id, answered=form.answered.data)
    return url_for("deadlines.what_runs", referral_id=referral_id)


# The Tactical pack: who waits now, what is overdue, and what else the group that meets about them goes through.


TO_PAGE = {
    Opens.PLACE: ("acceptance.place", "referral_id"),
    Opens.OFFER: ("acceptance.offer", "referral_id"),
    Opens.CASE: ("engagement.case", "referral_id"),
    Opens.NOTICE: ("engagement.expected_assessment", "required_id"),
}
"""Where a line leads to, and what its address names."""


@pages.get("/tactical")
@permit("tactical.read")
def tactical() -> ResponseReturnValue:
    """The lists of the pack with their counts, all of them or the one that the address names."""
    form = _tactical_form()
    pack = shown = None
    if form.is_answered():
        pack = tactical_queries.tactical_pack(viewer(), form.only.data)
        shown = pack.first(PAGE_SIZE)
        audit.listed(viewer(), "tactical.listed", shown.people, only=_named(form))
    return show(
        "deadlines/tactical.html",
        form=form,
        pack=pack,
        parts=shown.parts if shown else (),
        rules=tactical_rules,
        address_of=_line_address,
        fits=pack is not None and documents.fits_a_workbook(pack),
        asked={"only": _named(form)} if pack and form.only.data else {},
        unread_since=_unread_since(),
    )


@pages.get("/tactical.csv")
@permit("tactical.read")
def tactical_csv() -> ResponseReturnValue:
    """Every line of the lists, one under the other. An address that names no list goes back to the page."""
    if (pack := _tactical_asked()) is None:
        return _back_to_tactical()
    return _handed_over(pack, documents.tactical_csv(pack), kind=CSV, ending="csv")


@pages.get("/tactical.xlsx")
@permit("tactical.read")
def tactical_xlsx() -> ResponseReturnValue:
    """A workbook with a sheet for each list. What does not fit into one goes back to the page, which says so."""
    pack = _tactical_asked()
    if pack is None or not documents.fits_a_workbook(pack):
        return _back_to_tactical()
    return _handed_over(pack, documents.tactical_workbook(pack, made_by=viewer().name), kind=XLSX, ending="xlsx")


@pages.get("/tactical.pdf")
@permit("tactical.read")
def tactical_pdf() -> ResponseReturnValue:
    """The lists as a marked paper. An address that names no list goes back to the page."""
    if (pack := _tactical_asked()) is None:
        return _back_to_tactical()
    on_paper = pack.first(documents.MOST_ON_PAPER)
    content = documents.tactical_paper(on_paper, made_by=viewer().name)
    return _handed_over(on_paper, content, kind="application/pdf", ending="pdf", action="document.downloaded")


def _tactical_form() -> TacticalForm:
    return TacticalForm.asked(request.args, tactical_queries.lists_of(viewer()))


def _named(form: TacticalForm) -> str:
    only: TacticalList | None = form.only.data
    return only.value if only else "all"


def _tactical_asked() -> TacticalPack | None:
    form = _tactical_form()
    return tactical_queries.tactical_pack(viewer(), form.only.data) if form.is_answered() else None


def _back_to_tactical() -> ResponseReturnValue:
    return redirect(f"{url_for('deadlines.tactical')}?{urlencode(list(request.args.items(multi=True)))}")


def _handed_over(
    pack: TacticalPack, content: bytes, *, kind: str, ending: str, action: str = "export.downloaded"
) -> Response:
    """A file of the pack: who is in it, and what it was, stand in the log before it leaves."""
    lists = [part.of.value for part in pack.parts]
    facts = {"rows": len(pack.lines), "sha256": hashlib.sha256(content).hexdigest()}
    audit.listed(viewer(), action, pack.people, report="tactical", file=ending, lists=lists, **facts)
    return hand_over(content, kind=kind, name=f"tactical-{dates.london(pack.at):%Y-%m-%d-%H%M}.{ending}")


def _line_address(line: TacticalLine) -> str:
    """Where the record of a line is; "" where the viewer opens none."""
    if line.opens is Opens.NOTHING:
        return ""
    endpoint, named = TO_PAGE[line.opens]
    address: dict[str, Any] = {named: line.record_id}
    return url_for(endpoint, **address)
