"""Every report as a workbook, under the address and the permission of its page."""

from functools import partial

from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.reporting.documents.reports import (
    ARC,
    BOARD,
    PROFILE,
    RECOVERY,
    SERVICES,
    TESTING,
    TREATMENT,
    fairness_files,
    overview_files,
)
from pathways.reporting.queries import figures
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.contents_of_reports import contents_of_own_services
from pathways.reporting.rules.editions import Report
from pathways.reporting.views.arc import arc_form
from pathways.reporting.views.board import board_form
from pathways.reporting.views.by_service import services_form
from pathways.reporting.views.groups import files_of, groups_form
from pathways.reporting.views.profile import profile_form
from pathways.reporting.views.recovery import recovery_form
from pathways.reporting.views.reports import (
    as_xlsx,
    back_to,
    fairness_form,
    overview_form,
    pages,
    pair_in_words,
    there_are,
    xlsx_of,
)
from pathways.reporting.views.testing import testing_form
from pathways.reporting.views.treatment import treatment_form

# An address that names no figures goes back to the page, which says why.


@pages.get("/overview.xlsx")
@permit("overview.read")
def overview_xlsx() -> ResponseReturnValue:
    """The two funnels, and the areas of a year."""
    form = overview_form()
    return xlsx_of(form, overview_files(partial(pair_in_words, form)), page="reporting.overview")


@pages.get("/reports/arc.xlsx")
@permit("report.arc")
def arc_xlsx() -> ResponseReturnValue:
    """Who was assessed, what they use, and what became of them."""
    return xlsx_of(arc_form(), ARC, page="reporting.arc")


@pages.get("/reports/drug-testing.xlsx")
@permit("report.testing")
def testing_xlsx() -> ResponseReturnValue:
    """Every table of the return, and what was published of the nation on sheets of its own."""
    return xlsx_of(testing_form(), TESTING, page="reporting.testing")


@pages.get("/reports/fairness.xlsx")
@permit("report.fairness")
def fairness_xlsx() -> ResponseReturnValue:
    """Every outcome by every breakdown."""
    form = fairness_form()
    return xlsx_of(form, fairness_files(form.outcome.data), page="reporting.fairness")


@pages.get("/reports/services.xlsx")
@permit("report.services")
def by_service_xlsx() -> ResponseReturnValue:
    """Every service, by size."""
    return xlsx_of(services_form(there_are(Report.SERVICES)), SERVICES, page="reporting.by_service")


@pages.get("/reports/own-services.xlsx")
@permit("report.own_services")
def own_services_xlsx() -> ResponseReturnValue:
    """A provider's own services, and the rest."""
    edition = services_form(figures.years_of_services(viewer())).edition()
    if edition is None:
        return back_to("reporting.own_services")
    contents = contents_of_own_services(figures.own_services(viewer(), edition))
    fingerprint = fingerprint_of(figures.own_made(viewer(), edition).sha256)
    return as_xlsx(contents, edition, "own-services", [fingerprint], of="own services")


@pages.get("/reports/treatment.xlsx")
@permit("report.treatment")
def treatment_xlsx() -> ResponseReturnValue:
    """Every rate, and everybody by class."""
    return xlsx_of(treatment_form(), TREATMENT, page="reporting.treatment")


@pages.get("/reports/recovery.xlsx")
@permit("report.recovery")
def recovery_xlsx() -> ResponseReturnValue:
    """Every rate, and everybody by class."""
    return xlsx_of(recovery_form(), RECOVERY, page="reporting.recovery")


@pages.get("/reports/who-engages.xlsx")
@permit("report.groups")
def by_group_xlsx() -> ResponseReturnValue:
    """Those who are asked for, by each other kind of group."""
    form = groups_form()
    return xlsx_of(form, files_of(form), page="reporting.by_group")


@pages.get("/reports/drug-profile.xlsx")
@permit("report.profile")
def profile_xlsx() -> ResponseReturnValue:
    """Both parts, of everybody and by area."""
    return xlsx_of(profile_form(), PROFILE, page="reporting.profile")


@pages.get("/reports/board.xlsx")
@permit("report.board")
def board_xlsx() -> ResponseReturnValue:
    """The five measures of a quarter."""
    return xlsx_of(board_form(), BOARD, page="reporting.board")
