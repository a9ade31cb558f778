"""The switches of a force: which nobody has set, what each holds up, and a proposal for one."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.rules import SWITCHES
from pathways.drafts.desk import once, open_form
from pathways.policy import actions, queries
from pathways.policy.forms.switches import switch_form
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.switches import TITLES, SwitchState, words_of
from pathways.policy.views.blueprint import pages
from pathways.ui.pages import show

NAMES = ", ".join(f"'{name}'" for name in SWITCHES)


@pages.get("/policy/switches")
@permit("policy.change")
def switches() -> ResponseReturnValue:
    """Every switch with its state in words, those that nobody has set first."""
    rows = queries.switches_shown(viewer())
    counts = {state.value: sum(row.state is state for row in rows) for state in SwitchState}
    waiting = queries.waiting_of(viewer(), Subject.SWITCH)
    return show("policy/switches.html", rows=rows, counts=counts, waiting=waiting, titles=TITLES)


@pages.route(f"/policy/switches/<any({NAMES}):switch_name>", methods=["GET", "POST"])
@permit("policy.change")
def switch(switch_name: str) -> ResponseReturnValue:
    """One switch: what it holds up, all that was ever said of it, and a proposal."""
    row, said = queries.switch_shown(viewer(), switch_name)
    form = open_form(switch_form(switch_name), title=f"Switch: {row.title}")

    def propose() -> str:
        made = actions.propose_switch(by=viewer(), name=switch_name, **form.proposed(), **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if form.submitted() and (location := once(form, propose)):
        return redirect(location)
    changes = queries.changes_of(viewer(), Subject.SWITCH, switch_name)
    people = [person for one in changes for person in (one.proposed_by_id, one.decided_by_id, one.ended_by_id)]
    names = names_of(people)
    return show("policy/switch.html", form=form, row=row, said=said, changes=changes, names=names, words_of=words_of)
