"""The pages of the caseload and of today's appointments."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import ListSearch, open_form, search_of_list, searched, without_words
from pathways.engagement.appointments.rules import HAPPENED, opens_at
from pathways.engagement.appointments.views import outcome_form, said_by_text
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.case.rules import after_missing
from pathways.engagement.caseload.queries import cases as cases_queries
from pathways.engagement.caseload.queries import today as today_queries
from pathways.engagement.caseload.queries.today import TodayRow
from pathways.engagement.caseload.rules import CaseFilter, Listing, listing_of
from pathways.engagement.forms.case import CaseloadFilter
from pathways.engagement.required_assessments import queries as required_assessments_queries
from pathways.engagement.views import pages
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.ui.pages import show

# The caseload.


LATEST = 5


@pages.route("/cases", methods=["GET", "POST"])
@permit("case.read")
def caseload() -> ResponseReturnValue:
    """The open cases of the viewer's provider, narrowed and ordered by the address. Searched by post: no name there."""
    if elsewhere := without_words():
        return elsewhere
    search, after = search_of_list(), request.args.get("after")
    asked = listing_of(request.args, search.words)
    sifted = open_form(CaseloadFilter, title="Caseload", filled=asked.in_address | {"words": asked.words})
    if sifted.submitted():
        wanted = sifted.listing()
        return redirect(url_for("engagement.caseload", **wanted.in_address, **searched(wanted.words)))
    page = cases_queries.caseload(viewer(), asked, after)
    shown = [row.details.person_id for row in page.rows]
    audit.listed(viewer(), "caseload.listed", shown, asked=asked.parts_given)
    return show(
        "engagement/caseload/caseload.html",
        page=page,
        sifted=sifted,
        asked=asked,
        search=search,
        address_parts=asked.in_address | search.in_address,
        views=[(each.label, _narrowed_to(asked, each, search), each is asked.only) for each in CaseFilter],
        after=after,
    )


def _narrowed_to(asked: Listing, only: CaseFilter, search: ListSearch) -> str:
    """The address of the caseload, narrowed to these cases."""
    return url_for("engagement.caseload", **replace(asked, only=only).in_address, **search.in_address)


# Today: what waits to be recorded, what comes, what was recorded. Pressing an outcome opens its row in place.


@pages.get("/today")
@permit("case.read")
def today() -> ResponseReturnValue:
    """The day's appointments. `record` names the row that is open, `outcome` what was pressed on it."""
    only_mine = request.args.get("whose") == "mine"
    rows = today_queries.today(viewer(), only_mine=only_mine)
    audit.listed(viewer(), "contact.today.listed", [row.details.person_id for row in rows])
    waiting = [row for row in rows if row.appointment.outcome is None]
    now = clock.now()
    return show(
        "engagement/caseload/today.html",
        only_mine=only_mine,
        day=clock.today(),
        looking=viewer(),
        by_notice=required_assessments_queries.due_by_tonight(viewer()),
        to_record=[row for row in waiting if opens_at(row.appointment.starts_at) <= now],
        to_come=[row for row in waiting if opens_at(row.appointment.starts_at) > now],
        recorded=[row for row in rows if row.appointment.outcome is not None],
        opened=_opened(waiting),
    )


def _opened(waiting: list[TodayRow]) -> dict[str, Any] | None:
    """The open row with its form, if one is open. The form posts to the appointment's own page."""
    asked = request.args.get("record")
    row = next((row for row in waiting if str(row.appointment.id) == asked), None)
    if row is None or not viewer().may("case.record"):
        return None
    pressed = next((outcome for outcome in HAPPENED if outcome.value == request.args.get("outcome")), None)
    if pressed and opens_at(row.appointment.starts_at) > clock.now():
        pressed = None
    referral_id, appointment_id = row.referral.id, row.appointment.id
    case, appointment = steps_queries.appointment(viewer(), referral_id, appointment_id)
    address = url_for("engagement.record_outcome", referral_id=referral_id, appointment_id=appointment_id)
    form, times = outcome_form(case, appointment, at=address)
    audit.look(viewer(), case.person.id, "person.viewed", ("referral", referral_id))
    missed = (
        after_missing(case.missed + 1, case.details.sex.him) if pressed is AppointmentOutcome.DID_NOT_ATTEND else ""
    )
    context = {"address": address, "if_missed": missed, **said_by_text(case, times)}
    return {"id": appointment_id, "form": form, "pressed": pressed, **context}
