"""Held records: the inspector's list, and the page that releases one or voids it."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import HoldForm, TellingForm, with_rules
from pathways.arrest_tests.queries import HeldRecord
from pathways.arrest_tests.queries.required_otherwise import requirements_waiting
from pathways.arrest_tests.queries.resting import resting_on
from pathways.arrest_tests.queries.telling import telling, told_outside_waiting
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show


@pages.route("/held")
@permit("hold.decide")
def held_records() -> ResponseReturnValue:
    """What waits for an inspector, the oldest first."""
    rows, tellings = queries.held_records(viewer()), told_outside_waiting(viewer())
    required = requirements_waiting(viewer())
    shown = [one.details.person_id for one in rows] + [one.view.person.id for one in tellings]
    shown += [one.view.person.id for one in required]
    audit.listed(viewer(), "hold.listed", shown)
    done = request.args.get("done", "")
    return show("arrest_tests/held_records.html", rows=rows, tellings=tellings, required=required, done=done)


@pages.route("/held/<int:hold_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_hold(hold_id: int) -> ResponseReturnValue:
    """What happened, each rule it met, and the inspector's decision with a reason for each."""
    held = queries.held_record(viewer(), hold_id)
    kind = with_rules([one.id for one in held.open_rules], HoldForm)
    form = open_form(kind, title="Held record", of=held.view.person.id)
    if form.submitted() and (location := once(form, lambda: _decide(held, form))):
        return redirect(location)
    audit.look(viewer(), held.view.person.id, "hold.viewed", ("hold", hold_id))
    people = [row.noticed_by_id for row in held.rules] + [row.decided_by_id for row in held.decided_rules]
    return show(
        "arrest_tests/decide_hold.html",
        form=form,
        held=held,
        record=actions.recorded(held.test),
        resting=resting_on(held.test),
        names=names_of([held.test.recorded_by_id, *people]),
    )


@pages.route("/held/told/<int:telling_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_telling(telling_id: int) -> ResponseReturnValue:
    """A result that was told although it might not be, and the inspector's decision about it."""
    held = telling(viewer(), telling_id)
    form = open_form(TellingForm, title="Result told outside the rules", of=held.view.person.id)
    if form.submitted():

        def decide() -> str:
            said = {"decision": form.decision.data, "reason": form.reason.data or ""}
            actions.decide_told_outside(by=viewer(), telling_id=telling_id, **said, seen_version=form.seen_version)
            return url_for("arrest_tests.held_records", done="decided")

        if location := once(form, decide):
            return redirect(location)
    audit.look(viewer(), held.view.person.id, "hold.viewed", ("telling", telling_id))
    names = names_of([held.row.recorded_by_id])
    return show("arrest_tests/decide_telling.html", form=form, held=held, names=names)


def _decide(held: HeldRecord, form: HoldForm) -> str:
    actions.decide_hold(
        by=viewer(),
        hold_id=held.hold.id,
        decision=form.decision.data,
        reasons=form.reasons,
        sample_is=form.sample_is.data,
        is_person_told=form.is_person_told,
        seen_version=form.seen_version,
    )
    return url_for("arrest_tests.held_records", done=form.decision.data.value)
