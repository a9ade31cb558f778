"""The pages of packs, for managers: order one, see how far it is, download it, and the schedules."""

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.packs import actions, queries, rules
from pathways.packs.forms import PackForm
from pathways.packs.rules import When
from pathways.reporting.forms.reports import interval_of
from pathways.reporting.queries.figures import being_made
from pathways.reporting.rules.editions import none_yet_in_words
from pathways.reporting.rules.periods import Stretch
from pathways.ui.forms import ButtonForm
from pathways.ui.pages import hand_over, marks_asked_for, show

pages = Blueprint("packs", __name__)
ZIP = "application/zip"


@pages.route("/reports/packs", methods=["GET", "POST"])
@permit("pack.order")
def packs() -> ResponseReturnValue:
    """Order a pack, once or each quarter; the viewer's own packs and schedules."""
    looking = viewer()
    reports = queries.reports_for(looking)
    periods = rules.periods_of(queries.editions_for(looking, reports))
    newest = {"days": interval_of(periods[0])} if periods else {}
    form = open_form(PackForm, title="Pack of reports", filled={"when": When.ONCE, **newest})
    form.offer(reports, periods)
    if response := once(form, lambda: _order(form)):
        return response
    marks = marks_asked_for("after", "schedules_after")
    return show(
        "packs/packs.html",
        form=form,
        packs=queries.packs_of(looking, marks["after"]),
        marks=marks,
        schedules=queries.schedules_of(looking, marks["schedules_after"]),
        none_yet="" if periods else _none_yet(),
        kept_for=rules.kept_in_words(clock.today()),
    )


def _none_yet() -> str:
    """Why there is nothing to put in a pack, in the words of the reports."""
    under_way = current_app.extensions["import_under_way"]()
    return none_yet_in_words(clock.today(), being_made(viewer()), under_way)


def _order(form: PackForm) -> str:
    reports, shapes = form.reports.data, form.shapes.data
    if form.when.data is When.EACH_QUARTER:
        schedule = actions.order_each_quarter(by=viewer(), reports=reports, shapes=shapes)
        return url_for("packs.schedule", schedule_id=schedule.id)
    pack = actions.order_pack(by=viewer(), reports=reports, shapes=shapes, days=form.days.data)
    return url_for("packs.pack", pack_id=pack.id)


AGAIN = "again"


@pages.route("/reports/packs/<int:pack_id>", methods=["GET", "POST"])
@permit("pack.order")
def pack(pack_id: int) -> ResponseReturnValue:
    """How far a pack is, and its download once it is made. While it waits or is made it can be cancelled; once it is
    over the same can be made again."""
    queries.own_pack(viewer(), pack_id)
    form = open_form(ButtonForm, title="Pack of reports")
    if response := once(form, lambda: _cancel_or_again(form, pack_id)):
        return response
    line = queries.pack_of(viewer(), pack_id)
    return show(
        "packs/pack.html",
        form=form,
        pack=line,
        title_of=rules.title_of,
        nobody_makes=queries.nobody_makes(line),
        again=AGAIN,
    )


def _cancel_or_again(form: ButtonForm, pack_id: int) -> str:
    if form.pressed == AGAIN:
        return url_for("packs.pack", pack_id=actions.order_again(by=viewer(), pack_id=pack_id).id)
    actions.cancel_pack(by=viewer(), pack_id=pack_id)
    return url_for("packs.pack", pack_id=pack_id)


@pages.get("/reports/packs/<int:pack_id>.zip")
@permit("pack.order")
def pack_zip(pack_id: int) -> ResponseReturnValue:
    """A pack that was made, until it expires: in the log before it leaves."""
    row, content = queries.pack_to_hand_over(viewer(), pack_id)
    actions.record_download(by=viewer(), pack=row)
    return hand_over(content, kind=ZIP, name=rules.zip_name(Stretch(row.from_on, row.to_on), str(row.sha256)))


@pages.route("/reports/packs/schedules/<int:schedule_id>", methods=["GET", "POST"])
@permit("pack.order")
def schedule(schedule_id: int) -> ResponseReturnValue:
    """What a schedule makes each quarter and when next; while it goes on it can be stopped."""
    queries.own_schedule(viewer(), schedule_id)
    form = open_form(ButtonForm, title="Pack each quarter")
    if response := once(form, lambda: _stop(schedule_id)):
        return response
    line = queries.schedule_of(viewer(), schedule_id)
    return show(
        "packs/schedule.html",
        form=form,
        schedule=line,
        last_pack_id=queries.last_pack_of(line),
        next=rules.next_in_words(clock.today()),
    )


def _stop(schedule_id: int) -> str:
    actions.stop_schedule(by=viewer(), schedule_id=schedule_id)
    return url_for("packs.schedule", schedule_id=schedule_id)
