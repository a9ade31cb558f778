"""The areas and towns of a county: a force's, each from a day and until a day."""

from collections.abc import Callable
from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import queries
from pathways.admin.forms import AreaForm, LastDayForm, TownForm
from pathways.admin.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.directory import actions as directory
from pathways.directory import queries as county
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show


@pages.get("/admin/organisations/<int:organisation_id>/areas")
@permit("admin.places")
def areas(organisation_id: int) -> ResponseReturnValue:
    """Every area and town of a force, those of the past too."""
    organisation = queries.organisation(viewer(), organisation_id)
    return show(
        "admin/areas.html",
        organisation=organisation,
        areas=county.area_names(organisation.id),
        towns=county.towns_of(organisation.id),
        known=county.areas_known(),
        today=clock.today(),
    )


@pages.route("/admin/organisations/<int:organisation_id>/areas/add", methods=["GET", "POST"])
@permit("admin.places")
def add_area(organisation_id: int) -> ResponseReturnValue:
    """An area that forms offer from a day on."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(AreaForm, title="Add an area")

    def act() -> str:
        directory.add_area(by=viewer(), organisation=organisation, name=form.name.data, from_on=form.from_on.data)
        return _back(organisation.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_area.html", form=form, organisation=organisation)


@pages.route("/admin/areas/<int:area_id>/rename", methods=["GET", "POST"])
@permit("admin.places")
def rename_area(area_id: int) -> ResponseReturnValue:
    """Another name from a day on; what was recorded stays with the area."""
    area = county.area_name(area_id)
    form = open_form(AreaForm, title="Rename an area")

    def act() -> str:
        directory.rename_area(by=viewer(), area=area, name=form.name.data, from_on=form.from_on.data)
        return _back(area.organisation_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/rename_area.html", form=form, area=area)


@pages.route("/admin/areas/<int:area_id>/end", methods=["GET", "POST"])
@permit("admin.places")
def end_area(area_id: int) -> ResponseReturnValue:
    """The last day on which an area is offered."""
    area = county.area_name(area_id)

    def act(last_on: date) -> None:
        directory.end_area(by=viewer(), area=area, last_on=last_on)

    return _ended("admin/end_area.html", area.name, area.organisation_id, act)


@pages.route("/admin/organisations/<int:organisation_id>/towns/add", methods=["GET", "POST"])
@permit("admin.places")
def add_town(organisation_id: int) -> ResponseReturnValue:
    """A town, the area it lies in and where its centre is."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(TownForm, title="Add a town")
    form.offer_areas(county.map_now(organisation.id).areas)

    def act() -> str:
        directory.add_town(
            by=viewer(),
            organisation=organisation,
            name=form.name.data,
            area_code=form.area.data.value if form.area.data else None,
            centre=form.centre,
            source=form.source.data or "",
            from_on=form.from_on.data,
        )
        return _back(organisation.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_town.html", form=form, organisation=organisation)


@pages.route("/admin/towns/<int:town_id>/end", methods=["GET", "POST"])
@permit("admin.places")
def end_town(town_id: int) -> ResponseReturnValue:
    """The last day on which a town is known as it stands."""
    town = county.town(town_id)

    def act(last_on: date) -> None:
        directory.end_town(by=viewer(), town=town, last_on=last_on)

    return _ended("admin/end_town.html", town.name, town.organisation_id, act)


def _ended(template: str, name: str, organisation_id: int, act: Callable[[date], None]) -> ResponseReturnValue:
    form, back = open_form(LastDayForm, title=f"End {name}"), _back(organisation_id)

    def done() -> str:
        act(form.last_on.data)
        return back

    if form.submitted() and (location := once(form, done)):
        return redirect(location)
    return show(template, form=form, name=name, back=back)


def _back(organisation_id: int) -> str:
    return url_for("admin.areas", organisation_id=organisation_id)
