"""Open Referral UK: downloading the directory, and a file sent in: what it changes, taking or dropping it."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.directory.entries.views import pages
from pathways.directory.forms import FileForm, TakeInForm
from pathways.directory.models import DirectoryFile
from pathways.directory.open_referral import actions as exchange
from pathways.directory.open_referral.queries import ImportPlan, files, newest_change_of_all
from pathways.directory.open_referral.queries import file as file_of
from pathways.drafts.desk import once, open_form
from pathways.ui.files import takes_a_data_file
from pathways.ui.pages import hand_over, show

SHOWN = 50


@pages.get("/admin/services/open-referral.json")
@permit("admin.services")
def open_referral() -> ResponseReturnValue:
    """Every service of the directory, as of today."""
    content = exchange.write_file(by=viewer())
    return hand_over(content, kind="application/json", name=f"services-{clock.today()}.json")


@pages.route("/admin/services/files", methods=["GET", "POST"])
@permit("admin.services")
@takes_a_data_file
def take_in() -> ResponseReturnValue:
    """Send in a file, and the files that were sent in before."""
    form = open_form(TakeInForm, title="Take in a file of services")

    def act() -> str:
        row = exchange.receive_file(by=viewer(), name=form.file.data.name, content=form.file.data.content)
        return url_for("directory.file", file_id=row.id)

    if response := once(form, act):
        return response
    rows = files()
    return show(
        "directory/open_referral/take_in.html", form=form, rows=rows, names=names_of([each.read_by_id for each in rows])
    )


@pages.route("/admin/services/files/<int:file_id>", methods=["GET", "POST"])
@permit("admin.services")
def file(file_id: int) -> ResponseReturnValue:
    """What a file would change, before it changes it."""
    row = file_of(file_id)
    newest = str(newest_change_of_all())
    form = open_form(FileForm, title="Take in a file of services", filled={"seen": newest})
    if response := once(form, lambda: _decide(form, row)):
        return response
    form.seen.data = newest
    plan = exchange.plan_for(row, clock.today()) if row.ended_at is None else ImportPlan()
    on_their_way = {each.id: current_app.extensions["on_their_way"](each.id) for each in plan.closes}
    return show(
        "directory/open_referral/file.html", form=form, file=row, plan=plan, shown=SHOWN, on_their_way=on_their_way
    )


def _decide(form: FileForm, row: DirectoryFile) -> str:
    if form.what.data == "take":
        exchange.take_file(by=viewer(), row=row, seen=form.seen_change)
        return url_for("directory.services")
    exchange.drop_file(by=viewer(), row=row)
    return url_for("directory.take_in")
