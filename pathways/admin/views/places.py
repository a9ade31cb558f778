"""Organisations and their suites, and the service directory."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import actions, queries
from pathways.admin.actions.places import ServiceEntry
from pathways.admin.forms import (
    AddOrganisationForm,
    ChangeServiceForm,
    ChooseOrganisationForm,
    Confirm,
    OrganisationForm,
    ServiceForm,
    SuiteForm,
)
from pathways.admin.rules import roles_for
from pathways.admin.views.blueprint import pages
from pathways.admin.views.handing_over import mail_key
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.directory.rules import is_open_on
from pathways.drafts.desk import once, open_form
from pathways.referrals import queries as referrals
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.get("/admin/organisations")
@permit("admin.places")
def organisations() -> ResponseReturnValue:
    """Forces with their suites, providers, commissioners."""
    suites = queries.suites(viewer())
    services = directory.services_listed()
    return show(
        "admin/organisations.html", organisations=queries.organisations(viewer()), suites=suites, services=services
    )


@pages.route("/admin/organisations/add", methods=["GET", "POST"])
@permit("admin.places")
def add_organisation() -> ResponseReturnValue:
    """A force, a provider or a commissioner."""
    form = open_form(AddOrganisationForm, title="Add an organisation")

    def act() -> str:
        added = actions.add_organisation(
            by=viewer(), name=form.name.data, kind=form.kind.data, email_domains=form.domains
        )
        return url_for("admin.organisation", organisation_id=added.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_organisation.html", form=form)


@pages.get("/admin/organisations/<int:organisation_id>")
@permit("admin.places")
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One organisation: its suites or its services."""
    found = queries.organisation(viewer(), organisation_id)
    return show(
        "admin/organisation.html",
        organisation=found,
        suites=[each for each in queries.suites(viewer()) if each.organisation_id == found.id],
        services=directory.services_of(found.id),
        roles=roles_for(found.kind),
    )


@pages.route("/admin/organisations/<int:organisation_id>/change", methods=["GET", "POST"])
@permit("admin.places")
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    """Name, and mail domains: who is bound by a domain does not change it alone."""
    found = queries.organisation(viewer(), organisation_id)
    filled = {"name": found.name, "email_domains": ", ".join(found.email_domains)}
    form = open_form(OrganisationForm, title="Change an organisation", filled=filled)

    def act() -> str:
        actions.change_organisation(by=viewer(), organisation=found, name=form.name.data)
        if (domains := form.domains) != found.email_domains:
            asked = actions.propose_domains(by=viewer(), organisation=found, email_domains=domains, key=mail_key())
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        return url_for("admin.organisation", organisation_id=found.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/change_organisation.html", form=form, organisation=found)


@pages.route("/admin/organisations/<int:organisation_id>/suites/add", methods=["GET", "POST"])
@permit("admin.places")
def add_suite(organisation_id: int) -> ResponseReturnValue:
    """A custody suite of a force."""
    found = queries.organisation(viewer(), organisation_id)
    form = open_form(SuiteForm, title="Add a custody suite")

    def act() -> str:
        actions.add_suite(
            by=viewer(),
            organisation=found,
            name=form.name.data,
            town=form.town.data,
            phone=form.phone.data or "",
        )
        return url_for("admin.organisation", organisation_id=found.id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_suite.html", form=form, organisation=found)


@pages.route("/admin/suites/<int:suite_id>/close", methods=["GET", "POST"])
@permit("admin.places")
def close_suite(suite_id: int) -> ResponseReturnValue:
    """A suite that takes nobody any more; its record stays."""
    suite = queries.suite(viewer(), suite_id)
    form = open_form(Confirm, title="Close a suite")

    def act() -> str:
        actions.close_suite(by=viewer(), suite=suite)
        return url_for("admin.organisation", organisation_id=suite.organisation_id)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/close_suite.html", form=form, suite=suite)


@pages.get("/admin/services")
@permit("admin.services")
def services() -> ResponseReturnValue:
    """The directory as officers are offered it."""
    names = {each.id: each.name for each in queries.organisations(viewer())}
    listed = directory.services_listed()
    facts = zip(listed, directory.facts_of_all(listed), strict=True)
    lines = [(each, known, is_open_on(known, clock.today())) for each, known in facts]
    return show("admin/services.html", lines=lines, names=names)


@pages.route("/admin/services/add", methods=["GET", "POST"])
@permit("admin.services")
def choose_provider() -> ResponseReturnValue:
    """First the provider that runs it."""
    form = ChooseOrganisationForm()
    form.organisation.choices = [(str(each.id), each.name) for each in queries.providers(viewer())]
    if form.submitted():
        return redirect(url_for("admin.add_service", organisation_id=int(form.organisation.data)))
    return show("admin/choose_provider.html", form=form)


@pages.route("/admin/organisations/<int:organisation_id>/services/add", methods=["GET", "POST"])
@permit("admin.services")
def add_service(organisation_id: int) -> ResponseReturnValue:
    """A service of a provider."""
    found = queries.organisation(viewer(), organisation_id)
    form = open_form(ServiceForm, title="Add a service")
    form.offer_areas(directory.areas_offered())

    def act() -> str:
        actions.add_service(by=viewer(), organisation=found, entry=_entry(form))
        return url_for("admin.services")

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_service.html", form=form, organisation=found)


@pages.route("/admin/services/<int:service_id>", methods=["GET", "POST"])
@permit("admin.services")
def service(service_id: int) -> ResponseReturnValue:
    """One entry of the directory, to read and to change."""
    found = directory.service(service_id)
    form = open_form(ChangeServiceForm, title="Change a service", filled=_filled(found))
    form.offer_areas(directory.areas_offered(found))

    def act() -> str:
        actions.change_service(by=viewer(), service=found, entry=_entry(form), seen=form.seen_change)
        return url_for("admin.services")

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    form.seen.data = str(directory.newest_change(found.id))  # pressed again, it is about the entry as it now stands
    provider = queries.organisation(viewer(), found.organisation_id)
    on_their_way = referrals.open_at_service(found.id)
    return show("admin/service.html", form=form, service=found, organisation=provider, on_their_way=on_their_way)


def _filled(found: Service) -> dict[str, Any]:
    """What stands in the entry, as its form is filled with it."""
    filled = {column: getattr(found, column) for column in ServiceEntry.__dataclass_fields__}
    filled["women_only"] = YesNo.YES if found.women_only else YesNo.NO
    filled["young_people"] = YesNo.YES if found.young_people else YesNo.NO
    return filled | {"seen": str(directory.newest_change(found.id))}


def _entry(form: ServiceForm) -> ServiceEntry:
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
