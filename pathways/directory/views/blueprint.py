"""The blueprint on which the directory's pages stand, and what those of one entry share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.directory import queries
from pathways.directory.forms import Seen
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show

pages = Blueprint("directory", __name__)
SeenForm = TypeVar("SeenForm", bound=Seen)


def entry_page(
    template: str,
    service: Service,
    kind: type[SeenForm],
    act: Callable[[SeenForm], Any],
    *,
    title: str,
    filled: Mapping[str, Any] | None = None,
    offer: Callable[[SeenForm], Any] | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """A form about one entry: shown, or done once and back to the service's page. `offer` sets what may be chosen."""
    back = url_for("directory.service", service_id=service.id)
    form = open_form(kind, title=f"{title}: {service.name}", filled={**(filled or {}), "seen": _newest(service.id)})
    if offer:
        offer(form)

    def done() -> str:
        act(form)
        return back

    if form.submitted() and (location := once(form, done)):
        return redirect(location)
    newest = _newest(service.id)
    form.record_moved_on = bool(form.draft_saved_at) and form.seen.data != newest
    form.seen.data = newest  # pressed again, it is about the entry as it now stands
    return show(template, form=form, service=service, back=back, **context)


def _newest(service_id: int) -> str:
    return str(queries.newest_change(service_id))
