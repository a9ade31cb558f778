"""The places of a service, and the days on which it differs: entered, and taken out with a line in its history."""

from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.directory import actions, queries
from pathways.directory.actions import PlaceEntry
from pathways.directory.forms import Confirm, DaysForm, PlaceForm
from pathways.directory.views.blueprint import entry_page, pages


@pages.route("/services/<int:service_id>/places/add", methods=["GET", "POST"])
@permit("entry.keep")
def add_place(service_id: int) -> ResponseReturnValue:
    """Where it is met: an address, or by telephone."""
    found = queries.service_kept_by(viewer(), service_id)

    def act(form: PlaceForm) -> None:
        names = ("name", "address", "town", "region", "postcode")
        entry = PlaceEntry(kind=form.kind.data, **{name: form[name].data or "" for name in names})
        actions.add_place(by=viewer(), service=found, entry=entry, seen=form.seen_change)

    return entry_page("directory/add_place.html", found, PlaceForm, act, title="Add a place")


@pages.route("/services/<int:service_id>/places/<int:place_id>/end", methods=["GET", "POST"])
@permit("entry.keep")
def end_place(service_id: int, place_id: int) -> ResponseReturnValue:
    """It is met there no more."""
    found = queries.service_kept_by(viewer(), service_id)
    place = queries.place(found.id, place_id)

    def act(form: Confirm) -> None:
        actions.end_place(by=viewer(), service=found, place=place, seen=form.seen_change)

    words = actions.place_said(place)
    return entry_page("directory/end_place.html", found, Confirm, act, title="Take out a place", words=words)


@pages.route("/services/<int:service_id>/days/add", methods=["GET", "POST"])
@permit("entry.keep")
def add_days(service_id: int) -> ResponseReturnValue:
    """Days on which it is closed, or open at other hours."""
    found = queries.service_kept_by(viewer(), service_id)

    def act(form: DaysForm) -> None:
        actions.add_days(
            by=viewer(),
            service=found,
            first_on=form.first_on.data,
            last_on=form.last_on.data or form.first_on.data,
            sessions=form.sessions.data or (),
            why=form.why.data,
            seen=form.seen_change,
        )

    return entry_page("directory/add_days.html", found, DaysForm, act, title="Days that differ")


@pages.route("/services/<int:service_id>/days/<int:days_id>/end", methods=["GET", "POST"])
@permit("entry.keep")
def end_days(service_id: int, days_id: int) -> ResponseReturnValue:
    """The days are as in any other week."""
    found = queries.service_kept_by(viewer(), service_id)
    days = queries.days(found.id, days_id)

    def act(form: Confirm) -> None:
        actions.end_days(by=viewer(), service=found, days=days, seen=form.seen_change)

    words = actions.of_days_said(days)
    return entry_page("directory/end_days.html", found, Confirm, act, title="Take out days that differ", words=words)
