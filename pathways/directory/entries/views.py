"""The directory's pages: looking up services, keeping an entry, closing it. No case is on any of them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.directory import forms
from pathways.directory.areas import queries as areas_queries
from pathways.directory.diary.rules import Weekday
from pathways.directory.entries import actions, queries
from pathways.directory.entries.actions import PlaceEntry
from pathways.directory.entries.queries import ServiceFilter
from pathways.directory.entries.rules import Access, week_of, week_stored
from pathways.directory.matching.rules.ranking import covers_words, whom_words
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo

# The blueprint of the directory's pages, and what all forms about one entry share.


pages = Blueprint("directory", __name__)
SeenForm = TypeVar("SeenForm", bound=forms.Seen)


def entry_page(
    template: str,
    service: Service,
    kind: type[SeenForm],
    act: Callable[[SeenForm], Any],
    *,
    title: str,
    filled: Mapping[str, Any] | None = None,
    offer: Callable[[SeenForm], Any] | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """A form about one entry: shown, or done once and back to the service's page. `offer` sets its choices."""
    back = url_for("directory.service", service_id=service.id)
    form = open_form(kind, title=f"{title}: {service.name}", filled={**(filled or {}), "seen": _newest(service.id)})
    if offer:
        offer(form)

    def done() -> str:
        act(form)
        return back

    if response := once(form, done):
        return response
    newest = _newest(service.id)
    form.record_moved_on = bool(form.draft_saved_at) and form.seen.data != newest
    form.seen.data = newest  # if pressed again, it is about the entry as it stands now
    return show(template, form=form, service=service, back=back, **context)


def _newest(service_id: int) -> str:
    return str(queries.newest_change(service_id))


# Closing a service and opening it again. It is never deleted: what was sent there, and what it said, stays.


@pages.route("/services/<int:service_id>/close", methods=["GET", "POST"])
@permit("entry.keep")
def close(service_id: int) -> ResponseReturnValue:
    """Close a service from a day on; the page says how many people are on their way to it."""
    service = queries.service_kept_by(viewer(), service_id)
    on_their_way = current_app.extensions["on_their_way"](service.id)  # the referrals room is above this one: no import

    def act(form: forms.CloseForm) -> None:
        actions.close_service(
            by=viewer(), service=service, closed_on=form.closed_on.data, why=form.why.data, seen=form.seen_change
        )

    filled = {"closed_on": clock.today()}
    return entry_page(
        "directory/entries/close.html",
        service,
        forms.CloseForm,
        act,
        title="Close a service",
        filled=filled,
        on_their_way=on_their_way,
    )


@pages.route("/services/<int:service_id>/open-again", methods=["GET", "POST"])
@permit("entry.keep")
def open_again(service_id: int) -> ResponseReturnValue:
    """Open a service again."""
    service = queries.service_kept_by(viewer(), service_id)

    def act(form: forms.ConfirmSeenForm) -> None:
        actions.open_again(by=viewer(), service=service, seen=form.seen_change)

    return entry_page(
        "directory/entries/open_again.html", service, forms.ConfirmSeenForm, act, title="Open a service again"
    )


# Keeping an entry, by its provider's manager or an administrator: what it is, whom it reaches, its hours, its places.


ABOUT = ("name", "town", "needs", "phone", "access_notes", "languages", "description", "email", "website", "access")
REACH = ("areas", "women_only", "young_people", "outcodes", "towns", "age_from", "age_to", "co_occurring", "outreach")
COUNT = ("places", "places_updated_on", "typical_wait_days")
TEXTS = ("access_notes", "languages", "description", "email", "website", "opening_hours")
LISTS = ("outcodes", "towns", "areas", "access")


@pages.route("/services/<int:service_id>/about", methods=["GET", "POST"])
@permit("entry.keep")
def about(service_id: int) -> ResponseReturnValue:
    """What the service is and how it is reached."""
    service = queries.service_kept_by(viewer(), service_id)

    def act(form: forms.AboutForm) -> None:
        actions.keep_entry(by=viewer(), service=service, values=_typed(form, ABOUT), seen=form.seen_change)

    return entry_page(
        "directory/entries/about.html",
        service,
        forms.AboutForm,
        act,
        title="About the service",
        filled=_filled(service, ABOUT),
    )


@pages.route("/services/<int:service_id>/reach", methods=["GET", "POST"])
@permit("entry.keep")
def reach(service_id: int) -> ResponseReturnValue:
    """Which places a service covers, and whom it is for."""
    service, names = queries.service_kept_by(viewer(), service_id), (*REACH, "remote")

    def act(form: forms.ReachForm) -> None:
        actions.keep_entry(by=viewer(), service=service, values=_typed(form, names), seen=form.seen_change)

    return entry_page(
        "directory/entries/reach.html",
        service,
        forms.ReachForm,
        act,
        title="Whom it is for",
        filled=_filled(service, names),
        offer=lambda form: form.offer_areas(areas_queries.areas_offered(service)),
    )


@pages.route("/services/<int:service_id>/hours", methods=["GET", "POST"])
@permit("entry.keep")
def hours(service_id: int) -> ResponseReturnValue:
    """The hours of the ordinary week."""
    service = queries.service_kept_by(viewer(), service_id)
    week = week_stored(queries.detail_of(service.id).hours)
    filled = _filled(service, ("on_bank_holidays", "opening_hours"))
    filled |= {day.value: tuple((each.opens, each.closes) for each in week if each.weekday is day) for day in Weekday}

    def act(form: forms.HoursForm) -> None:
        values = {"hours": form.week, **_typed(form, ("on_bank_holidays", "opening_hours"))}
        actions.keep_entry(by=viewer(), service=service, values=values, seen=form.seen_change)

    return entry_page(
        "directory/entries/hours.html", service, forms.HoursForm, act, title="Opening hours", filled=filled
    )


@pages.route("/services/<int:service_id>/count", methods=["GET", "POST"])
@permit("entry.keep")
def count(service_id: int) -> ResponseReturnValue:
    """Free places as counted today, and the typical wait."""
    service = queries.service_kept_by(viewer(), service_id)
    filled = _filled(service, COUNT) | {"places_updated_on": clock.today()}

    def act(form: forms.CountForm) -> None:
        actions.keep_entry(by=viewer(), service=service, values=_typed(form, COUNT), seen=form.seen_change)

    return entry_page("directory/entries/count.html", service, forms.CountForm, act, title="Free places", filled=filled)


def _filled(service: Service, names: tuple[str, ...]) -> dict[str, Any]:
    """The entry's values, as a form is filled with them."""
    detail = queries.detail_of(service.id)
    values = {name: getattr(service if hasattr(Service, name) else detail, name) for name in names}
    return {name: _answer(value) if isinstance(value, bool) else value for name, value in values.items()}


def _typed(form: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The typed values, as the entry stores them."""
    values = {name: form[name].data for name in names}
    blank = {**dict.fromkeys(TEXTS, ""), **{name: [] for name in LISTS}}
    return {
        name: value is YesNo.YES if isinstance(value, YesNo) else blank.get(name) if value is None else value
        for name, value in values.items()
    }


def _answer(value: bool) -> YesNo:
    return YesNo.YES if value else YesNo.NO


# Places of a service, and days on which it differs: added, and taken out with a line in its history.


@pages.route("/services/<int:service_id>/places/add", methods=["GET", "POST"])
@permit("entry.keep")
def add_place(service_id: int) -> ResponseReturnValue:
    """Add a place of a service: an address, or by telephone or screen."""
    service = queries.service_kept_by(viewer(), service_id)

    def act(form: forms.PlaceForm) -> None:
        names = ("name", "address", "town", "region", "postcode")
        entry = PlaceEntry(kind=form.kind.data, **{name: form[name].data or "" for name in names})
        actions.add_place(by=viewer(), service=service, entry=entry, seen=form.seen_change)

    return entry_page("directory/entries/add_place.html", service, forms.PlaceForm, act, title="Add a place")


@pages.route("/services/<int:service_id>/places/<int:place_id>/end", methods=["GET", "POST"])
@permit("entry.keep")
def end_place(service_id: int, place_id: int) -> ResponseReturnValue:
    """Take out a place of a service."""
    service = queries.service_kept_by(viewer(), service_id)
    place = queries.place(service.id, place_id)

    def act(form: forms.ConfirmSeenForm) -> None:
        actions.end_place(by=viewer(), service=service, place=place, seen=form.seen_change)

    words = actions.place_said(place)
    return entry_page(
        "directory/entries/end_place.html", service, forms.ConfirmSeenForm, act, title="Take out a place", words=words
    )


@pages.route("/services/<int:service_id>/days/add", methods=["GET", "POST"])
@permit("entry.keep")
def add_days(service_id: int) -> ResponseReturnValue:
    """Add days on which it is closed or has other hours."""
    service = queries.service_kept_by(viewer(), service_id)

    def act(form: forms.DaysForm) -> None:
        actions.add_days(
            by=viewer(),
            service=service,
            first_on=form.first_on.data,
            last_on=form.last_on.data or form.first_on.data,
            sessions=form.sessions.data or (),
            why=form.why.data,
            seen=form.seen_change,
        )

    return entry_page("directory/entries/add_days.html", service, forms.DaysForm, act, title="Days that differ")


@pages.route("/services/<int:service_id>/days/<int:days_id>/end", methods=["GET", "POST"])
@permit("entry.keep")
def end_days(service_id: int, days_id: int) -> ResponseReturnValue:
    """Take out days that differ."""
    service = queries.service_kept_by(viewer(), service_id)
    days = queries.days(service.id, days_id)

    def act(form: forms.ConfirmSeenForm) -> None:
        actions.end_days(by=viewer(), service=service, days=days, seen=form.seen_change)

    words = actions.of_days_said(days)
    return entry_page(
        "directory/entries/end_days.html",
        service,
        forms.ConfirmSeenForm,
        act,
        title="Take out days that differ",
        words=words,
    )


# Looking up where people can be sent: the list, and one service. No case is here, so every desk may read it.


KEPT = ("words", "area", "need", "whose", "state")


@pages.get("/services")
@permit("service.read")
def services() -> ResponseReturnValue:
    """Every service, narrowed by the address."""
    sifted = forms.ServicesFilter(request.args)
    sifted.offer_areas(areas_queries.areas_known().values())
    sifted.validate()
    after = request.args.get("after", type=int)
    lines, following = queries.services_found(_sought(sifted), after)
    own = queries.services_of(viewer().organisation_id) if viewer().is_treatment else ()
    filters = {name: request.args[name] for name in KEPT if request.args.get(name)}
    words = {each.service.id: (covers_words(each.facts), whom_words(each.facts)) for each in lines}
    return show(
        "directory/entries/services.html",
        sifted=sifted,
        lines=lines,
        words=words,
        following=following,
        after=after,
        filters=filters,
        own=own,
    )


def _sought(sifted: forms.ServicesFilter) -> ServiceFilter:
    return ServiceFilter(
        words=sifted.words.data or "",
        area=sifted.area.data,
        need=sifted.need.data,
        whose=sifted.whose.data.value if sifted.whose.data else "",
        is_open=None if sifted.state.data is None else sifted.state.data is forms.TakesReferrals.OPEN,
    )


@pages.get("/services/<int:service_id>")
@permit("service.read")
def service(service_id: int) -> ResponseReturnValue:
    """One service: where, when, for whom, how full, and who changed what."""
    service = queries.service(service_id)
    page = queries.service_page(service)
    return show(
        "directory/entries/service.html",
        service=service,
        page=page,
        detail=page.detail,
        week=page.line.facts.hours,
        week_rows=[(day.label, words) for day, words in week_of(week_stored(page.detail.hours))],
        access=[each.label for each in Access if each.value in page.detail.access],
        covers=covers_words(page.line.facts),
        whom=whom_words(page.line.facts),
        history=queries.history_of(service.id),
        keeps=queries.keeps(viewer(), service),
        today=clock.today(),
        back=url_for("directory.services"),
    )
