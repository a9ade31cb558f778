"""The leaflets of a force: what each disposal means for the person, and a new version to be signed off by another."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.rules import WITH_LEAFLETS, Kind
from pathways.drafts.desk import once, open_form
from pathways.policy import actions, queries
from pathways.policy.forms.signed_off import LeafletForm
from pathways.policy.rules.changes import Subject
from pathways.policy.views.blueprint import pages
from pathways.policy.views.words_in_use import words_on
from pathways.ui.pages import show

KINDS = ", ".join(f"'{kind.value}'" for kind in WITH_LEAFLETS)


@pages.get("/policy/leaflets")
@permit("policy.change")
def leaflets() -> ResponseReturnValue:
    """Every leaflet with the words that hold today, placeholders first."""
    found = [words_on(viewer().organisation_id, kind, clock.today()) for kind in WITH_LEAFLETS]
    rows = sorted(found, key=lambda one: one.is_signed_off)
    return show("policy/leaflets.html", rows=rows, waiting=queries.waiting_of(viewer(), Subject.LEAFLET), kinds=Kind)


@pages.route(f"/policy/leaflets/<any({KINDS}):leaflet_kind>", methods=["GET", "POST"])
@permit("policy.change")
def leaflet(leaflet_kind: str) -> ResponseReturnValue:
    """One leaflet: the words that hold, every version there was, and a new one."""
    kind = Kind(leaflet_kind)
    now = words_on(viewer().organisation_id, kind, clock.today())
    form = open_form(LeafletForm, title=f"Leaflet: {kind.label}", filled={"text": "\n\n".join(now.paragraphs)})

    def propose() -> str:
        made = actions.propose_leaflet(by=viewer(), kind=kind, text=form.text.data or "", **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if form.submitted() and (location := once(form, propose)):
        return redirect(location)
    changes = queries.changes_of(viewer(), Subject.LEAFLET, kind.value)
    people = [person for one in changes for person in (one.proposed_by_id, one.decided_by_id, one.ended_by_id)]
    kept = [row for row in queries.leaflets(viewer().organisation_id) if row.kind is kind]
    return show("policy/leaflet.html", form=form, now=now, kept=kept, changes=changes, names=names_of(people))
