"""Who engages, by group, as page, picture, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit
from pathways.documents.chart import Chart
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts import groups as group_charts
from pathways.reporting.documents.reports import ReportFiles, groups_files
from pathways.reporting.forms.reports import GroupsForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import groups_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.groups_words import GroupsView, GroupTable
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.views.reports import (
    as_picture,
    csv_of,
    pages,
    pdf_of,
    read_figures,
    shown_on_page,
    there_are,
    when_made,
    width,
)
from pathways.ui.pages import show


@pages.get("/reports/who-engages")
@permit("report.groups")
def by_group() -> ResponseReturnValue:
    """Those in the groups of the address, everybody where it names none, and each other group among them."""
    form = groups_form()
    edition, view, fresh = shown_on_page(form, files_of(form).read)
    return show(
        "reporting/by_group.html",
        form=form,
        edition=edition,
        view=view,
        fresh=fresh,
        words=groups_words,
        drawn=_drawn(view) if view else (),
        address=address_of(edition) | form.groups if edition else {},
        days=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get(f"/charts/<any{group_charts.GROUPS}:name>.svg")
@permit("report.groups")
def by_group_chart(name: str) -> ResponseReturnValue:
    """The groups of one kind as a picture, under the address of its page."""
    form = groups_form()
    view, _ = read_figures(files_of(form).read, or_out_of_sight(form.edition()))
    table = or_out_of_sight(next((each for each in view.tables if group_charts.name_of(each) == name), None))
    return as_picture(group_charts.of_groups(view, table, width()))


@pages.get("/reports/who-engages.csv")
@permit("report.groups")
def by_group_csv() -> ResponseReturnValue:
    """Every figure of the page."""
    form = groups_form()
    return csv_of(form, files_of(form), page="reporting.by_group")


@pages.get("/reports/who-engages.pdf")
@permit("report.groups")
def by_group_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    form = groups_form()
    return pdf_of(form, files_of(form), page="reporting.by_group")


def _drawn(view: GroupsView) -> list[tuple[GroupTable, str, Chart]]:
    """Each table with its chart and what that is called."""
    return [(each, group_charts.name_of(each), group_charts.of_groups(view, each)) for each in view.tables]


def files_of(form: GroupsForm) -> ReportFiles[GroupsView]:
    """The files of those whom the form asks for."""
    return groups_files(form.which, form.groups.values())


def groups_form() -> GroupsForm:
    """The year and the groups of the address."""
    form = GroupsForm.asked(request.args, there_are(Report.GROUPS), (YEAR,))
    form.offer(groups_words.groups_to_ask_for(figures.areas_of(clock.today())))
    return form
