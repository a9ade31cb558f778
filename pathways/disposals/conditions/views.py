"""The pages of what falls due, a report, a contact with the person, and a change by agreement."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.directory.entries.queries import services_open_on
from pathways.disposals.conditions import actions, queries
from pathways.disposals.conditions.actions import REPORTS, VARIES
from pathways.disposals.conditions.queries import ConditionFilter
from pathways.disposals.conditions.rules import ConditionStatus, done_until
from pathways.disposals.forms.case import ReachAttemptForm, ReportForm, VaryForm
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.steps.rules.machine import may
from pathways.disposals.views import pages, record_look
from pathways.drafts.desk import once, open_form
from pathways.people.custody.queries import custody_numbers_of
from pathways.people.identity.queries import details_of_many
from pathways.safeguarding.queries import may_be_sent_to
from pathways.ui.pages import marks_asked_for, show
from pathways.vocabulary import YesNo


@pages.route("/disposals/due")
@permit("disposal.follow")
def due() -> ResponseReturnValue:
    """What falls due, the most pressing first. `?only=` filters it to this week or to a kind."""
    asked = request.args.get("only", "")
    only = ConditionFilter(asked) if asked in set(ConditionFilter) else ConditionFilter.EVERYTHING
    everything = queries.due(viewer())
    numbers = {each: len(queries.narrowed(everything, each)) for each in ConditionFilter}
    marks = marks_asked_for("after", "only")
    page = queries.due_page(queries.narrowed(everything, only), marks["after"])
    shown = [line.disposal.person_id for line in page.rows]
    audit.listed(viewer(), "disposal.listed", shown, page="due")
    return show(
        "disposals/conditions/due.html",
        page=page,
        marks=marks,
        details=details_of_many(shown),
        records=custody_numbers_of([line.disposal.episode_id for line in page.rows]),
        today=clock.today(),
        only=only,
        views=[_view_of(each, number, only) for each, number in numbers.items() if number or each in _ALWAYS],
        soon=queries.AHEAD.days,
        week_ends=queries.week_ends(),
    )


_ALWAYS = (ConditionFilter.EVERYTHING, ConditionFilter.WEEK)


def _view_of(each: ConditionFilter, number: int, chosen: ConditionFilter) -> tuple[str, str, bool]:
    return f"{each.label} ({number})", url_for("disposals.due", only=each.value), each is chosen


@pages.route("/conditions/<int:condition_id>/report", methods=["GET", "POST"])
@permit("disposal.follow")
def report(condition_id: int) -> ResponseReturnValue:
    """Enter what a service said about one condition, action or activity."""
    row, disposal_view = proposal_queries.condition(viewer(), condition_id)
    awaited = (
        row.status is ConditionStatus.OPEN and (disposal_view.disposal.kind, disposal_view.disposal.state) in REPORTS
    )
    if request.method != "POST" and not awaited:
        return redirect(url_for("disposals.disposal", disposal_id=disposal_view.disposal.id))
    form = open_form(ReportForm, title="Report a condition", of=disposal_view.view.person.id)
    form.until = done_until(row.due_on, clock.today())
    if response := once(form, lambda: _report(form, condition_id)):
        return response
    record_look(disposal_view.view, "report condition", disposal_view.disposal.id)
    return show("disposals/conditions/report.html", form=form, row=row, disposal_view=disposal_view)


def _report(form: ReportForm, condition_id: int) -> str:
    row = actions.report_condition(
        by=viewer(),
        condition_id=condition_id,
        met=form.met.data,
        on=form.on.data,
        words=form.words.data,
        version=form.seen_version,
    )
    return url_for("disposals.disposal", disposal_id=row.disposal_id)


@pages.route("/disposals/<int:disposal_id>/contact", methods=["GET", "POST"])
@permit("disposal.follow")
def contact(disposal_id: int) -> ResponseReturnValue:
    """Record one attempt to reach the person."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    form = open_form(
        ReachAttemptForm, title="Record a contact", of=disposal_view.view.person.id, filled={"at": clock.now()}
    )
    if response := once(form, lambda: _contact(form, disposal_id)):
        return response
    record_look(disposal_view.view, "contact", disposal_id)
    return show("disposals/conditions/contact.html", form=form, disposal_view=disposal_view)


def _contact(form: ReachAttemptForm, disposal_id: int) -> str:
    actions.record_contact(
        by=viewer(),
        disposal_id=disposal_id,
        at=form.at.data,
        by_what=form.by_what.data,
        result=form.result.data,
        note=form.note.data,
        version=form.seen_version,
    )
    return url_for("disposals.disposal", disposal_id=disposal_id)


@pages.route("/conditions/<int:condition_id>/change", methods=["GET", "POST"])
@permit("disposal.vary")
def vary(condition_id: int) -> ResponseReturnValue:
    """Replace an open condition or action by another, by agreement."""
    row, disposal_view = proposal_queries.condition(viewer(), condition_id)
    event = VARIES.get(disposal_view.disposal.kind, "")
    settled = row.status is not ConditionStatus.OPEN or not may(
        disposal_view.disposal.kind, disposal_view.disposal.state, event
    )
    if settled and request.method != "POST":
        return redirect(url_for("disposals.disposal", disposal_id=disposal_view.disposal.id))
    new = {name: getattr(row, name) for name in ("kind", "wording", "due_on", "proof", "hours", "amount")}
    filled = {"new": {**new, "service": str(row.service_id) if row.service_id else None}}
    form = open_form(VaryForm, title="Change a condition", of=disposal_view.view.person.id, filled=filled)
    open_now = may_be_sent_to(services_open_on(clock.today()), disposal_view.view.person.id)
    form.offer_services([(service.id, service.name) for service in open_now if not service.young_people])
    if response := once(form, lambda: _vary(form, condition_id)):
        return response
    record_look(disposal_view.view, "change condition", disposal_view.disposal.id)
    return show("disposals/conditions/vary.html", form=form, row=row, disposal_view=disposal_view)


def _vary(form: VaryForm, condition_id: int) -> str:
    made = actions.vary_condition(
        by=viewer(),
        condition_id=condition_id,
        new=form.new.form.planned(),
        reason=form.reason.data,
        agrees_in_writing=form.agrees.data is YesNo.YES,
        deadline_reason=form.deadline_reason.data or "",
        version=form.seen_version,
    )
    return url_for("disposals.disposal", disposal_id=made.disposal_id)
