"""Organisations and their suites, the service directory, how a service answers, and the areas of a county."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import forms, queries
from pathways.admin.actions import places as places_actions
from pathways.admin.actions import second_person as second_person_actions
from pathways.admin.actions.places import ServiceEntry
from pathways.admin.rules import roles_for
from pathways.admin.views.accounts import mail_key, pages
from pathways.auth.guard import permit, viewer
from pathways.directory.areas import actions as areas_actions
from pathways.directory.areas import queries as areas_queries
from pathways.directory.areas import queries as county
from pathways.directory.entries import queries as entries_queries
from pathways.directory.matching.rules.fit import is_open_on
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form
from pathways.referrals.steps import queries as referrals
from pathways.ui.forms import ButtonForm
from pathways.ui.pages import show
from pathways.vocabulary import YesNo

# How a service answers a referral.


@pages.route("/admin/services/<int:service_id>/answering", methods=["GET", "POST"])
@permit("admin.services")
def answering(service_id: int) -> ResponseReturnValue:
    """Choose how: people sign in, or a link to each referral goes to an address that a second person approved."""
    service = entries_queries.service(service_id)
    filled = {"by_link": YesNo.YES if service.answer_email else YesNo.NO, "email": service.answer_email}
    form = open_form(forms.AnsweringForm, title="Change how a service answers", filled=filled)

    def act() -> str:
        email = (form.email.data or "").strip()
        if form.by_link.data is not YesNo.YES:
            places_actions.stop_links(by=viewer(), service=service)
        elif email != service.answer_email or not email:
            asked = second_person_actions.propose_answering(by=viewer(), service=service, email=email, key=mail_key())
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        return url_for("admin.service", service_id=service_id)

    if response := once(form, act):
        return response
    return show("admin/answering.html", form=form, service=service)


# The areas and towns of a county, which belong to a force; each holds from one day to another.


@pages.get("/admin/organisations/<int:organisation_id>/areas")
@permit("admin.places")
def areas(organisation_id: int) -> ResponseReturnValue:
    """Every area and town of a force, former ones included."""
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
    """Add an area that forms offer from a day on."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(forms.AreaForm, title="Add an area")

    def act() -> str:
        areas_actions.add_area(by=viewer(), organisation=organisation, name=form.name.data, from_on=form.from_on.data)
        return _back(organisation.id)

    if response := once(form, act):
        return response
    return show("admin/add_area.html", form=form, organisation=organisation)


@pages.route("/admin/areas/<int:area_id>/rename", methods=["GET", "POST"])
@permit("admin.places")
def rename_area(area_id: int) -> ResponseReturnValue:
    """Give an area another name from a day on; what was recorded stays with the area."""
    area = county.area_name(area_id)
    form = open_form(forms.AreaForm, title="Rename an area")

    def act() -> str:
        areas_actions.rename_area(by=viewer(), area=area, name=form.name.data, from_on=form.from_on.data)
        return _back(area.organisation_id)

    if response := once(form, act):
        return response
    return show("admin/rename_area.html", form=form, area=area)


@pages.route("/admin/areas/<int:area_id>/end", methods=["GET", "POST"])
@permit("admin.places")
def end_area(area_id: int) -> ResponseReturnValue:
    """Set the last day on which an area is offered."""
    area = county.area_name(area_id)

    def act(last_on: date) -> None:
        areas_actions.end_area(by=viewer(), area=area, last_on=last_on)

    return _ended("admin/end_area.html", area.name, area.organisation_id, act)


@pages.route("/admin/organisations/<int:organisation_id>/towns/add", methods=["GET", "POST"])
@permit("admin.places")
def add_town(organisation_id: int) -> ResponseReturnValue:
    """Add a town, the area it is in, and where its centre is."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(forms.TownForm, title="Add a town")
    form.offer_areas(county.map_now(organisation.id).areas)

    def act() -> str:
        areas_actions.add_town(
            by=viewer(),
            organisation=organisation,
            name=form.name.data,
            area_code=form.area.data.value if form.area.data else None,
            centre=form.centre,
            source=form.source.data or "",
            from_on=form.from_on.data,
        )
        return _back(organisation.id)

    if response := once(form, act):
        return response
    return show("admin/add_town.html", form=form, organisation=organisation)


@pages.route("/admin/towns/<int:town_id>/end", methods=["GET", "POST"])
@permit("admin.places")
def end_town(town_id: int) -> ResponseReturnValue:
    """Set the last day on which a town is in use."""
    town = county.town(town_id)

    def act(last_on: date) -> None:
        areas_actions.end_town(by=viewer(), town=town, last_on=last_on)

    return _ended("admin/end_town.html", town.name, town.organisation_id, act)


def _ended(template: str, name: str, organisation_id: int, act: Callable[[date], None]) -> ResponseReturnValue:
    form, back = open_form(forms.LastDayOfPlaceForm, title=f"End {name}"), _back(organisation_id)

    def done() -> str:
        act(form.last_on.data)
        return back

    if response := once(form, done):
        return response
    return show(template, form=form, name=name, back=back)


def _back(organisation_id: int) -> str:
    return url_for("admin.areas", organisation_id=organisation_id)


# Organisations and their suites, and the service directory.


@pages.get("/admin/organisations")
@permit("admin.places")
def organisations() -> ResponseReturnValue:
    """Forces with their suites, providers, commissioners."""
    suites = queries.suites(viewer())
    services = entries_queries.services_listed()
    return show(
        "admin/organisations.html", organisations=queries.organisations(viewer()), suites=suites, services=services
    )


@pages.route("/admin/organisations/add", methods=["GET", "POST"])
@permit("admin.places")
def add_organisation() -> ResponseReturnValue:
    """Add a force, a provider or a commissioner."""
    form = open_form(forms.AddOrganisationForm, title="Add an organisation")

    def act() -> str:
        added = places_actions.add_organisation(
            by=viewer(), name=form.name.data, kind=form.kind.data, email_domains=form.domains
        )
        return url_for("admin.organisation", organisation_id=added.id)

    if response := once(form, act):
        return response
    return show("admin/add_organisation.html", form=form)


@pages.get("/admin/organisations/<int:organisation_id>")
@permit("admin.places")
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One organisation: its suites or its services."""
    organisation = queries.organisation(viewer(), organisation_id)
    return show(
        "admin/organisation.html",
        organisation=organisation,
        suites=[each for each in queries.suites(viewer()) if each.organisation_id == organisation.id],
        services=entries_queries.services_of(organisation.id),
        roles=roles_for(organisation.kind),
    )


@pages.route("/admin/organisations/<int:organisation_id>/change", methods=["GET", "POST"])
@permit("admin.places")
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change the name; mail domains take a second person, because the administrator is bound by them."""
    organisation = queries.organisation(viewer(), organisation_id)
    filled = {"name": organisation.name, "email_domains": ", ".join(organisation.email_domains)}
    form = open_form(forms.OrganisationForm, title="Change an organisation", filled=filled)

    def act() -> str:
        places_actions.change_organisation(by=viewer(), organisation=organisation, name=form.name.data)
        if (domains := form.domains) != organisation.email_domains:
            asked = second_person_actions.propose_domains(
                by=viewer(), organisation=organisation, email_domains=domains, key=mail_key()
            )
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        return url_for("admin.organisation", organisation_id=organisation.id)

    if response := once(form, act):
        return response
    return show("admin/change_organisation.html", form=form, organisation=organisation)


@pages.route("/admin/organisations/<int:organisation_id>/suites/add", methods=["GET", "POST"])
@permit("admin.places")
def add_suite(organisation_id: int) -> ResponseReturnValue:
    """Add a custody suite of a force."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(forms.SuiteForm, title="Add a custody suite")

    def act() -> str:
        places_actions.add_suite(
            by=viewer(),
            organisation=organisation,
            name=form.name.data,
            town=form.town.data,
            phone=form.phone.data or "",
        )
        return url_for("admin.organisation", organisation_id=organisation.id)

    if response := once(form, act):
        return response
    return show("admin/add_suite.html", form=form, organisation=organisation)


@pages.route("/admin/suites/<int:suite_id>/close", methods=["GET", "POST"])
@permit("admin.places")
def close_suite(suite_id: int) -> ResponseReturnValue:
    """Close a suite: it takes nobody any more, and its record stays."""
    suite = queries.suite(viewer(), suite_id)
    form = open_form(ButtonForm, title="Close a suite")

    def act() -> str:
        places_actions.close_suite(by=viewer(), suite=suite)
        return url_for("admin.organisation", organisation_id=suite.organisation_id)

    if response := once(form, act):
        return response
    return show("admin/close_suite.html", form=form, suite=suite)


@pages.get("/admin/services")
@permit("admin.services")
def services() -> ResponseReturnValue:
    """The directory as officers are offered it."""
    names = {each.id: each.name for each in queries.organisations(viewer())}
    listed = entries_queries.services_listed()
    facts = zip(listed, entries_queries.facts_of_all(listed), strict=True)
    lines = [(each, known, is_open_on(known, clock.today())) for each, known in facts]
    return show("admin/services.html", lines=lines, names=names)


@pages.route("/admin/services/add", methods=["GET", "POST"])
@permit("admin.services")
def choose_provider() -> ResponseReturnValue:
    """Choose the provider first, because the service belongs to it."""
    form = forms.ChooseOrganisationForm()
    form.organisation.choices = [(str(each.id), each.name) for each in queries.providers(viewer())]
    if form.submitted():
        return redirect(url_for("admin.add_service", organisation_id=int(form.organisation.data)))
    return show("admin/choose_provider.html", form=form)


@pages.route("/admin/organisations/<int:organisation_id>/services/add", methods=["GET", "POST"])
@permit("admin.services")
def add_service(organisation_id: int) -> ResponseReturnValue:
    """Add a service of a provider."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(forms.ServiceForm, title="Add a service")
    form.offer_areas(areas_queries.areas_offered())

    def act() -> str:
        places_actions.add_service(by=viewer(), organisation=organisation, entry=_entry(form))
        return url_for("admin.services")

    if response := once(form, act):
        return response
    return show("admin/add_service.html", form=form, organisation=organisation)


@pages.route("/admin/services/<int:service_id>", methods=["GET", "POST"])
@permit("admin.services")
def service(service_id: int) -> ResponseReturnValue:
    """One entry of the directory, to read and to change."""
    service = entries_queries.service(service_id)
    form = open_form(forms.ChangeServiceForm, title="Change a service", filled=_filled(service))
    form.offer_areas(areas_queries.areas_offered(service))

    def act() -> str:
        places_actions.change_service(by=viewer(), service=service, entry=_entry(form), seen=form.seen_change)
        return url_for("admin.services")

    if response := once(form, act):
        return response
    form.seen.data = str(
        entries_queries.newest_change(service.id)
    )  # if pressed again, it is about the entry as it stands now
    provider = queries.organisation(viewer(), service.organisation_id)
    on_their_way = referrals.open_at_service(service.id)
    return show("admin/service.html", form=form, service=service, organisation=provider, on_their_way=on_their_way)


def _filled(service: Service) -> dict[str, Any]:
    """The entry as its form is filled with it."""
    filled = {column: getattr(service, column) for column in ServiceEntry.__dataclass_fields__}
    filled["women_only"] = YesNo.YES if service.women_only else YesNo.NO
    filled["young_people"] = YesNo.YES if service.young_people else YesNo.NO
    return filled | {"seen": str(entries_queries.newest_change(service.id))}


def _entry(form: forms.ServiceForm) -> ServiceEntry:
    return ServiceEntry(
        name=form.name.data,
        town=form.town.data,
        areas=form.areas.data,
        needs=form.needs.data,
        women_only=form.women_only.data is YesNo.YES,
        young_people=form.young_people.data is YesNo.YES,
        phone=form.phone.data,
        opening_hours=form.opening_hours.data or "",
        access_notes=form.access_notes.data or "",
        languages=form.languages.data or "",
        opened_on=form.opened_on.data,
        closed_on=form.closed_on.data,
        places=form.places.data,
        places_updated_on=form.places_updated_on.data,
        typical_wait_days=form.typical_wait_days.data,
    )
