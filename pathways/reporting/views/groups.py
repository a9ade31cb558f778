"""Who engages, by group, as page, picture, file and paper. Aggregates only."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.roles import Viewer
from pathways.documents.chart import Chart
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts import groups as group_charts
from pathways.reporting.documents import files, papers
from pathways.reporting.forms import GroupsForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import groups_words
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.groups_words import GroupsView, GroupTable
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.views.reports import (
    as_csv,
    as_pdf,
    as_picture,
    back_to,
    pages,
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
    edition, view, fresh = shown_on_page(form, asked_of(form))
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
    view, _ = read_figures(asked_of(form), or_out_of_sight(form.edition()))
    table = or_out_of_sight(next((each for each in view.tables if group_charts.name_of(each) == name), None))
    return as_picture(group_charts.of_groups(view, table, width()))


@pages.get("/reports/who-engages.csv")
@permit("report.groups")
def by_group_csv() -> ResponseReturnValue:
    """Every figure of the page. An address that names no figures goes back to the page, which says why."""
    form = groups_form()
    edition = form.edition()
    if edition is None:
        return back_to("reporting.by_group")
    view, _ = read_figures(asked_of(form), edition)
    return as_csv(files.groups_csv_lines(view, edition), edition, file_of(form))


@pages.get("/reports/who-engages.pdf")
@permit("report.groups")
def by_group_pdf() -> ResponseReturnValue:
    """The page as a marked paper. An address that names no figures goes back to the page, which says why."""
    form = groups_form()
    edition = form.edition()
    if edition is None:
        return back_to("reporting.by_group")
    view, _ = read_figures(asked_of(form), edition)
    drawn = [chart for _, _, chart in _drawn(view)]
    content = papers.groups_paper(view, edition, drawn, made_at=clock.now(), made_by=viewer().name)
    return as_pdf(content, edition, file_of(form))


def _drawn(view: GroupsView) -> list[tuple[GroupTable, str, Chart]]:
    """Each table with its chart and what that is called."""
    return [(each, group_charts.name_of(each), group_charts.of_groups(view, each)) for each in view.tables]


def asked_of(form: GroupsForm) -> Callable[[Viewer, Edition], GroupsView]:
    """The figures of those whom the form asks for, once it was looked through."""
    return lambda viewer, edition: figures.by_group(viewer, edition, form.which)


def file_of(form: GroupsForm) -> str:
    """What a file is called: those of two groups do not lie over each other."""
    return "-".join(("who-engages", *form.groups.values())).replace("_", "-")


def groups_form() -> GroupsForm:
    """The year and the groups of the address."""
    form = GroupsForm.asked(request.args, there_are(Report.GROUPS), (YEAR,))
    form.offer(groups_words.groups_to_ask_for(figures.areas_of(clock.today())))
    return form
