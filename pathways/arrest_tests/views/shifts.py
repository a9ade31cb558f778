"""The set-up of a shift: once, and changed at any time. Before an outage the blank papers are printed here."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import ShiftForm
from pathways.arrest_tests.models import ShiftSetUp
from pathways.arrest_tests.rules.panel import devices_on
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/shift", methods=["GET", "POST"])
@permit("test.record")
def shift() -> ResponseReturnValue:
    """Device, cartridge lot and who takes the samples, for every test of this shift."""
    for_episode = request.args.get("test", type=int)
    devices, latest = devices_on(clock.today(), queries.law_in_use()), queries.latest_set_up(viewer())
    form = open_form(ShiftForm, title="Shift set-up", filled=_filled(latest, devices, viewer().name))
    form.device.choices = [(one, one) for one in devices]
    if form.submitted() and (location := once(form, lambda: _set_up(form, for_episode))):
        return redirect(location)
    running = queries.set_up_now(viewer())
    return show("arrest_tests/shift.html", form=form, running=running, for_episode=for_episode)


def _set_up(form: ShiftForm, for_episode: int | None) -> str:
    actions.set_up_shift(by=viewer(), facts=form.facts())
    if for_episode is not None:
        return url_for("arrest_tests.drug_test", episode_id=for_episode)
    return url_for("casefile.board")


def _filled(latest: ShiftSetUp | None, devices: tuple[str, ...], name: str) -> dict[str, Any]:
    """What was set up last, but never that a check passed: each shift says so itself."""
    checked: dict[str, Any] = {"check_passed_at": clock.today()}
    if latest is None:
        return checked | {"device": devices[0] if len(devices) == 1 else None, "taker": name}
    kept = ("device", "serial", "lot", "lot_expires_on", "taker", "category", "trained_until")
    known = {field: getattr(latest, field) for field in kept}
    if latest == queries.set_up_now(viewer()):
        return known | {"check_passed_at": latest.check_passed_at, "has_passed": YesNo.YES}
    return checked | known
