"""The gravity table of a force: the one in use, those before it, and a new one to be approved by another."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.queries import gravity_table_on
from pathways.drafts.desk import once, open_form
from pathways.policy import actions, queries
from pathways.policy.forms.signed_off import GravityForm
from pathways.policy.rules.changes import Subject
from pathways.policy.views.blueprint import pages
from pathways.policy.views.words_in_use import offences_in
from pathways.ui.pages import show


@pages.get("/policy/gravity")
@permit("policy.change")
def gravity() -> ResponseReturnValue:
    """The table in use today, and every table there was."""
    changes = queries.changes_of(viewer(), Subject.GRAVITY)
    table = gravity_table_on(viewer().organisation_id, clock.today())
    people = [person for one in changes for person in (one.proposed_by_id, one.decided_by_id, one.ended_by_id)]
    return show(
        "policy/gravity.html",
        table=table,
        offences=offences_in(table),
        kept=queries.gravity_tables(viewer().organisation_id),
        changes=changes,
        names=names_of(people),
    )


@pages.route("/policy/gravity/load", methods=["GET", "POST"])
@permit("policy.change")
def load_gravity() -> ResponseReturnValue:
    """Paste a table; every fault is named with its line and column."""
    form = open_form(GravityForm, title="Load a gravity table")

    def propose() -> str:
        version, text = form.version_named.data or "", form.text.data or ""
        made = actions.propose_gravity(by=viewer(), version=version, text=text, **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if form.submitted() and (location := once(form, propose)):
        return redirect(location)
    return show("policy/load_gravity.html", form=form)
