"""The diary of a service, where a provider's manager adds times and takes them out."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.directory.diary import actions, queries
from pathways.directory.diary.rules import SlotState, state_of
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.views import pages
from pathways.directory.forms import AddTimesForm, EndTimesForm
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show


@pages.route("/services/<int:service_id>/diary", methods=["GET", "POST"])
@permit("diary.keep")
def diary(service_id: int) -> ResponseReturnValue:
    """The times of a service from now on, and a form that adds some. It names nobody."""
    service = entries_queries.service_of(viewer(), service_id)
    filled = {"first_on": clock.today(), "minutes": 60}
    form = open_form(AddTimesForm, title="Diary of times", filled=filled)
    if response := once(form, lambda: _add(service, form)):
        return response
    ends = open_form(EndTimesForm, title="Diary of times", at=url_for("directory.end_slots", service_id=service.id))
    return _page(service, form, ends)


@pages.post("/services/<int:service_id>/diary/end")
@permit("diary.keep")
def end_slots(service_id: int) -> ResponseReturnValue:
    """Take the ticked times out of the diary."""
    service = entries_queries.service_of(viewer(), service_id)
    ends = open_form(EndTimesForm, title="Diary of times")
    _offer(ends, service)
    if response := once(ends, lambda: _end(service, ends)):
        return response
    form = open_form(AddTimesForm, title="Diary of times", at=url_for("directory.diary", service_id=service.id))
    return _page(service, form, ends)


def _page(service: Service, form: AddTimesForm, ends: EndTimesForm) -> Response:
    times = _offer(ends, service)
    free = sum(1 for _, _, state in times if state is SlotState.FREE)
    others = entries_queries.services_of(service.organisation_id)
    return show(
        "directory/diary/diary.html",
        forms=[form, ends],
        form=form,
        ends=ends,
        service=service,
        free=free,
        others=others,
    )


def _offer(ends: EndTimesForm, service: Service) -> list[tuple[int, object, SlotState]]:
    now = clock.now()
    times = [
        (
            slot.id,
            slot.starts_at,
            state_of(now=now, held_until=slot.held_until, taken_at=slot.taken_at, has_ended=False),
        )
        for slot in queries.diary_of(service.id)
    ]
    ends.offer(times)
    return [*times]


def _add(service: Service, form: AddTimesForm) -> str:
    actions.add_slots(by=viewer(), service=service, entry=form.entry())
    return url_for("directory.diary", service_id=service.id)


def _end(service: Service, form: EndTimesForm) -> str:
    actions.end_slots(by=viewer(), service=service, slot_ids=form.slots.data)
    return url_for("directory.diary", service_id=service.id)
