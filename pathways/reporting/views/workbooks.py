"""Every report as a workbook, under the address and the permission of its page."""

from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.charts.by_service import of_services
from pathways.reporting.queries import figures
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.by_service_words import ServicesView
from pathways.reporting.rules.contents import ReportContents
from pathways.reporting.rules.contents_of_reports import (
    contents_of_arc,
    contents_of_board,
    contents_of_fairness,
    contents_of_own_services,
    contents_of_recovery,
    contents_of_services,
    contents_of_testing,
    contents_of_treatment,
)
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.groups_words import contents_of_groups
from pathways.reporting.rules.overview_words import contents_of_overview
from pathways.reporting.rules.profile_words import contents_of_profile
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import published_beside
from pathways.reporting.views.arc import arc_form
from pathways.reporting.views.board import board_form
from pathways.reporting.views.by_service import services_form
from pathways.reporting.views.groups import asked_of, file_of, groups_form
from pathways.reporting.views.profile import profile_form
from pathways.reporting.views.recovery import recovery_form
from pathways.reporting.views.reports import (
    as_xlsx,
    back_to,
    fairness_form,
    overview_form,
    pages,
    pair_in_words,
    read_figures,
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
    edition = form.edition()
    if edition is None:
        return back_to("reporting.overview")
    seen, _ = read_figures(figures.overview, edition)
    contents = contents_of_overview(seen, edition, pair_in_words(form, seen))
    return as_xlsx(contents, edition, "overview", figures.made(viewer(), edition))


@pages.get("/reports/arc.xlsx")
@permit("report.arc")
def arc_xlsx() -> ResponseReturnValue:
    """Who was assessed, what they use, and what became of them."""
    return xlsx_of(arc_form(), figures.arc, _contents_of_arc, "arc", page="reporting.arc")


def _contents_of_arc(report: ArcReport) -> ReportContents:
    """The report with the tables of its charts."""
    charts = arc_charts.both_of_arc(report)
    return contents_of_arc(report, *((each.head, *each.rows) if each else () for each in charts))


@pages.get("/reports/drug-testing.xlsx")
@permit("report.testing")
def testing_xlsx() -> ResponseReturnValue:
    """Every table of the return, and what was published of the nation on sheets of its own."""
    return xlsx_of(testing_form(), figures.testing, _contents_of_testing, "drug-testing", page="reporting.testing")


def _contents_of_testing(report: DrugTestingReturn) -> ReportContents:
    """The return with what was published."""
    return contents_of_testing(report, published_beside(report))


@pages.get("/reports/fairness.xlsx")
@permit("report.fairness")
def fairness_xlsx() -> ResponseReturnValue:
    """Every outcome by every breakdown."""
    return xlsx_of(fairness_form(), figures.fairness, contents_of_fairness, "fairness", page="reporting.fairness")


@pages.get("/reports/services.xlsx")
@permit("report.services")
def by_service_xlsx() -> ResponseReturnValue:
    """Every service, by size."""
    form = services_form(there_are(Report.SERVICES))
    return xlsx_of(form, figures.by_service, _contents_of_services, "services", page="reporting.by_service")


def _contents_of_services(view: ServicesView) -> ReportContents:
    """The comparison with the table of its chart."""
    drawn = of_services(view)
    return contents_of_services(view, drawn.head, drawn.rows, drawn.note)


@pages.get("/reports/own-services.xlsx")
@permit("report.own_services")
def own_services_xlsx() -> ResponseReturnValue:
    """A provider's own services, and the rest."""
    edition = services_form(figures.years_of_services(viewer())).edition()
    if edition is None:
        return back_to("reporting.own_services")
    contents = contents_of_own_services(figures.own_services(viewer(), edition))
    return as_xlsx(contents, edition, "own-services", figures.own_made(viewer(), edition), of="own services")


@pages.get("/reports/treatment.xlsx")
@permit("report.treatment")
def treatment_xlsx() -> ResponseReturnValue:
    """Every rate, and everybody by class."""
    return xlsx_of(treatment_form(), figures.treatment, contents_of_treatment, "treatment", page="reporting.treatment")


@pages.get("/reports/recovery.xlsx")
@permit("report.recovery")
def recovery_xlsx() -> ResponseReturnValue:
    """Every rate, and everybody by class."""
    return xlsx_of(recovery_form(), figures.recovery, contents_of_recovery, "recovery", page="reporting.recovery")


@pages.get("/reports/who-engages.xlsx")
@permit("report.groups")
def by_group_xlsx() -> ResponseReturnValue:
    """Those who are asked for, by each other kind of group."""
    form = groups_form()
    edition = form.edition()
    name = file_of(form) if edition else ""
    return xlsx_of(form, asked_of(form), contents_of_groups, name, page="reporting.by_group")


@pages.get("/reports/drug-profile.xlsx")
@permit("report.profile")
def profile_xlsx() -> ResponseReturnValue:
    """Both parts, of everybody and by area."""
    return xlsx_of(profile_form(), figures.profile, contents_of_profile, "drug-profile", page="reporting.profile")


@pages.get("/reports/board.xlsx")
@permit("report.board")
def board_xlsx() -> ResponseReturnValue:
    """The five measures of a quarter."""
    return xlsx_of(board_form(), figures.board, contents_of_board, "board", page="reporting.board", of="board")
