"""Today: what waits to be recorded, what comes, what was recorded. Pressing an outcome opens its row in place."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.engagement import queries
from pathways.engagement.queries import TodayRow
from pathways.engagement.rules import HAPPENED, after_missing, opens_at
from pathways.engagement.views.blueprint import pages
from pathways.engagement.views.contacts import outcome_form, said_by_text
from pathways.referrals.rules import Outcome
from pathways.ui.pages import show


@pages.get("/today")
@permit("case.read")
def today() -> ResponseReturnValue:
    """The day's appointments. `record` names the row that is open, `outcome` what was pressed on it."""
    only_mine = request.args.get("whose") == "mine"
    rows = queries.today(viewer(), only_mine=only_mine)
    audit.listed(viewer(), "contact.today.listed", [row.details.person_id for row in rows])
    waiting = [row for row in rows if row.appointment.outcome is None]
    now = clock.now()
    return show(
        "engagement/today.html",
        only_mine=only_mine,
        day=clock.today(),
        looking=viewer(),
        by_notice=queries.due_by_tonight(viewer()),
        to_record=[row for row in waiting if opens_at(row.appointment.starts_at) <= now],
        to_come=[row for row in waiting if opens_at(row.appointment.starts_at) > now],
        recorded=[row for row in rows if row.appointment.outcome is not None],
        opened=_opened(waiting),
    )


def _opened(waiting: list[TodayRow]) -> dict[str, Any] | None:
    """The row that is open with its form, if one is: it posts to the appointment's own page."""
    asked = request.args.get("record")
    row = next((row for row in waiting if str(row.appointment.id) == asked), None)
    if row is None or not viewer().may("case.record"):
        return None
    pressed = next((one for one in HAPPENED if one.value == request.args.get("outcome")), None)
    if pressed and opens_at(row.appointment.starts_at) > clock.now():
        pressed = None
    referral_id, appointment_id = row.referral.id, row.appointment.id
    held, appointment = queries.appointment(viewer(), referral_id, appointment_id)
    address = url_for("engagement.record_outcome", referral_id=referral_id, appointment_id=appointment_id)
    form, times = outcome_form(held, appointment, at=address)
    audit.look(viewer(), held.person.id, "person.viewed", ("referral", referral_id))
    missed = after_missing(held.missed + 1, held.details.sex.him) if pressed is Outcome.DID_NOT_ATTEND else ""
    said = {"address": address, "if_missed": missed, **said_by_text(held, times)}
    return {"id": appointment_id, "form": form, "pressed": pressed, **said}
