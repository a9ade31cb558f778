"""What a custody suite is notified for: the administrator's page. It names no person."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import LastDayForm, SiteNotificationForm
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.auth.models import Suite
from pathways.auth.queries import suite
from pathways.drafts.desk import once, open_form
from pathways.refusals import OutOfSight
from pathways.ui.pages import show


@pages.route("/suites/<int:suite_id>/testing", methods=["GET", "POST"])
@permit("admin.places")
def site_notification(suite_id: int) -> ResponseReturnValue:
    """Record a notification; read those there are."""
    place = _suite(suite_id)
    form = open_form(SiteNotificationForm, title="Drug testing notification", filled={"valid_from": clock.today()})
    if form.submitted() and (location := once(form, lambda: _notify(suite_id, form))):
        return redirect(location)
    rows = queries.notifications_of(suite_id)
    return show("arrest_tests/site_notification.html", form=form, suite=place, rows=rows)


@pages.route("/suites/<int:suite_id>/testing/<int:notification_id>/withdraw", methods=["GET", "POST"])
@permit("admin.places")
def withdraw_notification(suite_id: int, notification_id: int) -> ResponseReturnValue:
    """Give a notification its last day."""
    place = _suite(suite_id)
    row = next((one for one in queries.notifications_of(suite_id) if one.id == notification_id), None)
    if row is None:
        raise OutOfSight
    form = open_form(LastDayForm, title="Withdraw a notification", filled={"valid_to": clock.today()})
    if form.submitted():

        def withdraw() -> str:
            actions.withdraw_notification(by=viewer(), notification_id=notification_id, last_day=form.valid_to.data)
            return url_for("arrest_tests.site_notification", suite_id=suite_id)

        if location := once(form, withdraw):
            return redirect(location)
    return show("arrest_tests/withdraw_notification.html", form=form, suite=place, row=row)


def _notify(suite_id: int, form: SiteNotificationForm) -> str:
    actions.notify_suite(
        by=viewer(),
        suite_id=suite_id,
        routes=form.routes.data,
        under18="under18" in form.also.data,
        assessment="assessment" in form.also.data,
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
        source=form.source.data,
    )
    return url_for("arrest_tests.site_notification", suite_id=suite_id)


def _suite(suite_id: int) -> Suite:
    place = suite(suite_id)
    if place is None:
        raise OutOfSight
    return place
