"""The form on the page of a change: its proposer takes it back, or another person decides it."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from pathways.approvals.forms import DecideBySourceForm, DecideForm, WithdrawForm
from pathways.approvals.models import ApprovedRecord
from pathways.auth.guard import viewer
from pathways.drafts.desk import answered, once, open_form
from pathways.ui.forms import Form


def answer_to(
    change: ApprovedRecord,
    *,
    title: str,
    decide: Callable[..., object],
    end: Callable[..., object],
    stands: Callable[[], str],
    onward: str,
    may_stop: bool = False,
) -> tuple[Form | None, ResponseReturnValue | None]:
    """The form for the viewer (None where nothing is asked of them), and the answer to whoever sent it.

    `decide` and `end` are the actions of the room; `stands` gives what a decision is taken on.
    """
    form = _form_for(change, title, may_stop=may_stop)
    if form is None:
        answered()
        return None, None

    def act() -> str:
        facts: dict[str, Any] = {"by": viewer(), "change_id": change.id, "seen": form["seen"].data or ""}
        if isinstance(form, DecideForm):
            decide(**facts, **form.decision)
        else:
            end(**facts, why=form["ended_why"].data or "")
        return onward

    response = once(form, act, settles=True)
    if response is None and isinstance(form, DecideForm) and not change.waits:
        answered()
    form["seen"].data = stands()  # pressed again, it is about the change as it now stands
    return form, response


def _form_for(change: ApprovedRecord, title: str, *, may_stop: bool) -> Form | None:
    ends = change.proposed_by_id == viewer().user_id if change.waits else may_stop
    if request.method == "POST":  # what was sent is answered as what it was, though the change moved on meanwhile
        ends = "ended_why" in request.form
    elif not change.waits and not may_stop:
        return None
    return open_form(
        WithdrawForm if ends else DecideForm if change.is_demonstration else DecideBySourceForm, title=title
    )
