"""Keeping an entry: what it is, whom it reaches, when it opens, how full it is. Its provider's manager, or an
administrator."""

from typing import Any

from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.directory import actions, queries
from pathways.directory.forms import AboutForm, CountForm, HoursForm, ReachForm
from pathways.directory.models import Service
from pathways.directory.rules import Weekday, week_held
from pathways.directory.views.blueprint import entry_page, pages
from pathways.vocabulary import YesNo

ABOUT = ("name", "town", "needs", "phone", "access_notes", "languages", "description", "email", "website", "access")
REACH = ("areas", "women_only", "young_people", "outcodes", "towns", "age_from", "age_to", "co_occurring", "outreach")
COUNT = ("places", "places_updated_on", "typical_wait_days")
TEXTS = ("access_notes", "languages", "description", "email", "website", "opening_hours")
LISTS = ("outcodes", "towns", "areas", "access")


@pages.route("/services/<int:service_id>/about", methods=["GET", "POST"])
@permit("entry.keep")
def about(service_id: int) -> ResponseReturnValue:
    """What the service is and how it is reached."""
    found = queries.service_kept_by(viewer(), service_id)

    def act(form: AboutForm) -> None:
        actions.keep_entry(by=viewer(), service=found, values=_typed(form, ABOUT), seen=form.seen_change)

    return entry_page(
        "directory/about.html", found, AboutForm, act, title="About the service", filled=_held(found, ABOUT)
    )


@pages.route("/services/<int:service_id>/reach", methods=["GET", "POST"])
@permit("entry.keep")
def reach(service_id: int) -> ResponseReturnValue:
    """Where it covers and whom it is for."""
    found, names = queries.service_kept_by(viewer(), service_id), (*REACH, "remote")

    def act(form: ReachForm) -> None:
        actions.keep_entry(by=viewer(), service=found, values=_typed(form, names), seen=form.seen_change)

    return entry_page(
        "directory/reach.html",
        found,
        ReachForm,
        act,
        title="Whom it is for",
        filled=_held(found, names),
        offer=lambda form: form.offer_areas(queries.areas_offered(found)),
    )


@pages.route("/services/<int:service_id>/hours", methods=["GET", "POST"])
@permit("entry.keep")
def hours(service_id: int) -> ResponseReturnValue:
    """The hours of the ordinary week."""
    found = queries.service_kept_by(viewer(), service_id)
    held = week_held(queries.detail_of(found.id).hours)
    filled = _held(found, ("on_bank_holidays", "opening_hours"))
    filled |= {day.value: tuple((each.opens, each.closes) for each in held if each.weekday is day) for day in Weekday}

    def act(form: HoursForm) -> None:
        values = {"hours": form.week, **_typed(form, ("on_bank_holidays", "opening_hours"))}
        actions.keep_entry(by=viewer(), service=found, values=values, seen=form.seen_change)

    return entry_page("directory/hours.html", found, HoursForm, act, title="Opening hours", filled=filled)


@pages.route("/services/<int:service_id>/count", methods=["GET", "POST"])
@permit("entry.keep")
def count(service_id: int) -> ResponseReturnValue:
    """Free places as counted today, and the typical wait."""
    found = queries.service_kept_by(viewer(), service_id)
    filled = _held(found, COUNT) | {"places_updated_on": clock.today()}

    def act(form: CountForm) -> None:
        actions.keep_entry(by=viewer(), service=found, values=_typed(form, COUNT), seen=form.seen_change)

    return entry_page("directory/count.html", found, CountForm, act, title="Free places", filled=filled)


def _held(service: Service, names: tuple[str, ...]) -> dict[str, Any]:
    """What stands in the entry, as a form is filled with it."""
    detail = queries.detail_of(service.id)
    values = {name: getattr(service if hasattr(Service, name) else detail, name) for name in names}
    return {name: _answer(value) if isinstance(value, bool) else value for name, value in values.items()}


def _typed(form: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What was typed, as the entry keeps it."""
    values = {name: form[name].data for name in names}
    blank = {**dict.fromkeys(TEXTS, ""), **{name: [] for name in LISTS}}
    return {
        name: value is YesNo.YES if isinstance(value, YesNo) else blank.get(name) if value is None else value
        for name, value in values.items()
    }


def _answer(value: bool) -> YesNo:
    return YesNo.YES if value else YesNo.NO
