"""The drug profile by area as page, picture, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit
from pathways.documents.chart import Chart
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts import profile as profile_charts
from pathways.reporting.documents.reports import PROFILE
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import profile_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.rules.profile_words import ProfilePart, ProfileView
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


@pages.get("/reports/drug-profile")
@permit("report.profile")
def profile() -> ResponseReturnValue:
    """What tests on arrest found, and what people say they use, for a year that is in the address."""
    form = profile_form()
    edition, view, fresh = shown_on_page(form, figures.profile)
    return show(
        "reporting/profile.html",
        form=form,
        view=view,
        fresh=fresh,
        words=profile_words,
        drawn=_drawn(view) if view else (),
        address=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get(f"/charts/<any{profile_charts.PROFILE}:name>.svg")
@permit("report.profile")
def profile_chart(name: str) -> ResponseReturnValue:
    """One part by area as a picture, under the address of its page."""
    view, _ = read_figures(figures.profile, or_out_of_sight(profile_form().edition()))
    part = or_out_of_sight(next((each for each in view.parts if profile_charts.name_of(each) == name), None))
    return as_picture(profile_charts.of_part(part, width()))


@pages.get("/reports/drug-profile.csv")
@permit("report.profile")
def profile_csv() -> ResponseReturnValue:
    """A line for each figure of the page."""
    return csv_of(profile_form(), PROFILE, page="reporting.profile")


@pages.get("/reports/drug-profile.pdf")
@permit("report.profile")
def profile_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    return pdf_of(profile_form(), PROFILE, page="reporting.profile")


def _drawn(view: ProfileView) -> list[tuple[ProfilePart, str, Chart]]:
    """Each part with its chart and what that is called."""
    return [(each, profile_charts.name_of(each), profile_charts.of_part(each)) for each in view.parts]


def profile_form() -> PeriodForm:
    """The year of the address."""
    return PeriodForm.asked(request.args, there_are(Report.PROFILE), (YEAR,))
