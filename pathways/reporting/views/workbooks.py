"""Every report as a workbook, under the address and the permission of its page."""

from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.charts.by_service import of_services
from pathways.reporting.queries import figures
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
from pathways.reporting.rules.overview_words import contents_of_overview
from pathways.reporting.rules.testing_published import published_beside
from pathways.reporting.views.arc import arc_form
from pathways.reporting.views.board import board_form
from pathways.reporting.views.by_service import services_form
from pathways.reporting.views.recovery import recovery_form
from pathways.reporting.views.reports import (
    as_xlsx,
    back_to,
    fairness_form,
    overview_form,
    pages,
    pair_in_words,
    read_figures,
    testing_form,
    there_are,
)
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
    edition = arc_form().edition()
    if edition is None:
        return back_to("reporting.arc")
    report, _ = read_figures(figures.arc, edition)
    charts = arc_charts.both_of_arc(report)
    contents = contents_of_arc(report, *((each.head, *each.rows) if each else () for each in charts))
    return as_xlsx(contents, edition, "arc", figures.made(viewer(), edition))


@pages.get("/reports/drug-testing.xlsx")
@permit("report.testing")
def testing_xlsx() -> ResponseReturnValue:
    """Every table of the return, and what was published of the nation on sheets of its own."""
    edition = testing_form().edition()
    if edition is None:
        return back_to("reporting.testing")
    report, _ = read_figures(figures.testing, edition)
    contents = contents_of_testing(report, published_beside(report))
    return as_xlsx(contents, edition, "drug-testing", figures.made(viewer(), edition))


@pages.get("/reports/fairness.xlsx")
@permit("report.fairness")
def fairness_xlsx() -> ResponseReturnValue:
    """Every outcome by every breakdown."""
    edition = fairness_form().edition()
    if edition is None:
        return back_to("reporting.fairness")
    report, _ = read_figures(figures.fairness, edition)
    return as_xlsx(contents_of_fairness(report), edition, "fairness", figures.made(viewer(), edition))


@pages.get("/reports/services.xlsx")
@permit("report.services")
def by_service_xlsx() -> ResponseReturnValue:
    """Every service, by size."""
    edition = services_form(there_are(Report.SERVICES)).edition()
    if edition is None:
        return back_to("reporting.by_service")
    view, _ = read_figures(figures.by_service, edition)
    drawn = of_services(view)
    contents = contents_of_services(view, drawn.head, drawn.rows, drawn.note)
    return as_xlsx(contents, edition, "services", figures.made(viewer(), edition))


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
    edition = treatment_form().edition()
    if edition is None:
        return back_to("reporting.treatment")
    report, _ = read_figures(figures.treatment, edition)
    return as_xlsx(contents_of_treatment(report), edition, "treatment", figures.made(viewer(), edition))


@pages.get("/reports/recovery.xlsx")
@permit("report.recovery")
def recovery_xlsx() -> ResponseReturnValue:
    """Every rate, and everybody by class."""
    edition = recovery_form().edition()
    if edition is None:
        return back_to("reporting.recovery")
    report, _ = read_figures(figures.recovery, edition)
    return as_xlsx(contents_of_recovery(report), edition, "recovery", figures.made(viewer(), edition))


@pages.get("/reports/board.xlsx")
@permit("report.board")
def board_xlsx() -> ResponseReturnValue:
    """The five measures of a quarter."""
    edition = board_form().edition()
    if edition is None:
        return back_to("reporting.board")
    report, _ = read_figures(figures.board, edition)
    return as_xlsx(contents_of_board(report), edition, "board", figures.made(viewer(), edition), of="board")
