"""The pages of the national file, for a provider's manager: pre-flight of a month, the file, agency codes."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.exports import CSV
from pathways.ndtms import actions
from pathways.ndtms.forms import AgencyForm, FlightFilter, MakeFileForm
from pathways.ndtms.queries import files as queries
from pathways.ndtms.queries import pre_flight as pre_flight_queries
from pathways.ndtms.queries import requests
from pathways.ndtms.rules.lists import IN_USE, Month, months_until
from pathways.ndtms.rules.pre_flight import PAGE, fields_of, page_of_faults
from pathways.store.standby import read
from pathways.ui.pages import hand_over, show

pages = Blueprint("ndtms", __name__)


@pages.get("/ndtms")
@permit("ndtms.check")
def pre_flight() -> ResponseReturnValue:
    """What can go of a month, what cannot and why, and what stays empty."""
    months = months_until(clock.today())
    sifted = FlightFilter.asked(request.args, months)
    month = sifted.month.data or months[0]
    making = open_form(
        MakeFileForm, title="NDTMS file", filled={"made_of": month.address}, at=url_for("ndtms.make_file")
    )
    return _page(sifted, month, making)


@pages.post("/ndtms/files")
@permit("ndtms.file")
def make_file() -> ResponseReturnValue:
    """Ask for the file of a month: the worker makes it. Where one is being made, it is that one."""
    form = open_form(MakeFileForm, title="NDTMS file")
    months = months_until(clock.today())
    month = form.chosen() or months[0]
    if response := once(form, lambda: _ask(month)):
        return response
    sifted = FlightFilter.asked({"month": month.address}, months)
    return _page(sifted, sifted.month.data or months[0], form)


@pages.get("/ndtms/files/asked/<int:request_id>")
@permit("ndtms.file")
def file_request(request_id: int) -> ResponseReturnValue:
    """How far the file is that was asked for; once it is ready, where to download it."""
    looking = viewer()
    asked = requests.request_of(looking, request_id)
    if asked.file_id is None:
        return show("ndtms/file_request.html", asked=asked, nobody_makes=requests.nobody_makes(asked))
    file = queries.file_made(looking, asked.file_id)
    may_go, _ = read(lambda: queries.may_be_handed_over(looking, file))
    return show("ndtms/file_request.html", asked=asked, file=file, may_go=may_go)


@pages.get("/ndtms/files/<int:file_id>.csv")
@permit("ndtms.file")
def file_csv(file_id: int) -> ResponseReturnValue:
    """A file that was made, byte for byte, while everybody in it still agrees."""
    file, people = queries.file_to_hand_over(viewer(), file_id)
    month = Month(file.month_on)
    facts = {"report": "ndtms", "month": month.address, "sha256": file.sha256, "rows": file.rows_written}
    audit.listed(viewer(), "export.downloaded", people, **facts)
    name = f"ndtms-{month.address}-{file.sha256[:8]}.csv"
    return hand_over(file.content, kind=CSV, name=name)


@pages.route("/ndtms/services/<int:service_id>", methods=["GET", "POST"])
@permit("ndtms.check")
def agency(service_id: int) -> ResponseReturnValue:
    """Enter or change the agency code of a service of the viewer's own provider."""
    line = queries.agency_of(viewer(), service_id)
    form = open_form(AgencyForm, title="Agency code", filled={"code": line.code, "was": line.code})
    if response := once(form, lambda: _enter(service_id, form)):
        return response
    return show("ndtms/agency.html", form=form, line=line)


def _page(sifted: FlightFilter, month: Month, making: MakeFileForm) -> Response:
    looking = viewer()
    if pre_flight_queries.is_being_read(looking, month):
        return still_reading(month)
    flight, fresh = read(lambda: pre_flight_queries.flight(looking, month))
    if isinstance(flight, pre_flight_queries.StillReading):
        return still_reading(month, flight)
    sifted.offer_fields(fields_of(flight.faults))
    if not sifted.validate():  # an address that somebody changed: what it does not name is not asked for
        for field in sifted:
            field.errors = ()
    shown = page_of_faults(flight.faults, sifted.field.data, request.args.get("from", type=int) or 0)
    asked = [fault.referral_id for fault in shown.faults] + [row.referral_id for row in flight.to_ask[:PAGE]]
    readable = pre_flight_queries.still_open_to(viewer(), asked)
    audit.listed(
        viewer(),
        "ndtms.listed",
        [referral.person_id for referral in readable.values()],
        month=month.address,
        errors=len(flight.errors),
    )
    return show(
        "ndtms/pre_flight.html",
        forms=[sifted, making],
        sifted=sifted,
        making=making,
        month=month,
        flight=flight,
        fresh=fresh,
        shown=shown,
        to_ask=flight.to_ask[:PAGE],
        readable=readable,
        agencies=queries.agencies(viewer()),
        files=queries.files_of(viewer(), month, flight.may_go),
        asked=requests.last_request(viewer(), month),
        dataset=IN_USE,
        done=request.args.get("done", ""),
    )


def still_reading(month: Month, reading: pre_flight_queries.StillReading | None = None) -> Response:
    """That a month is read for the first time, which each asking goes on with; how far it is, where it is theirs."""
    return show("ndtms/still_reading.html", month=month, reading=reading)


def _ask(month: Month) -> str:
    request_id = actions.ask_for_file(by=viewer(), month=month).id
    return url_for("ndtms.file_request", request_id=request_id)


def _enter(service_id: int, form: AgencyForm) -> str:
    actions.enter_agency_code(by=viewer(), service_id=service_id, code=form.entered, was=form.was.data or "")
    return url_for("ndtms.pre_flight", done="entered")
