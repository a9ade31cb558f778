"""Sharing a result. The page tells nothing of the result itself: it asks for what it is told, and to whom."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import SharingForm, with_recipients
from pathways.arrest_tests.queries.laboratory import is_not_confirmed, lab_check_of
from pathways.arrest_tests.queries.telling import told_outside_of
from pathways.arrest_tests.rules import Purpose
from pathways.arrest_tests.rules.findings import stops
from pathways.arrest_tests.views.blueprint import pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/test/share", methods=["GET", "POST"])
@permit("test.record")
def share_result(episode_id: int) -> ResponseReturnValue:
    """For which purpose of the Act a result is told, and to whom; and to whom it was told before."""
    view = people.episode(viewer(), episode_id)
    test = queries.deciding_test(episode_id)
    if test is None or test.overall_result is None:
        raise OutOfSight
    form = open_form(with_recipients(), title="Share the result", of=view.person.id)
    if form.submitted() and (location := once(form, lambda: _share(view, form))):
        return redirect(location)
    record_look(view, "share the result")
    shared = queries.shared_of(episode_id)
    outside = told_outside_of(episode_id)
    return show(
        "arrest_tests/share_result.html",
        form=form,
        view=view,
        purposes=tuple(Purpose),
        held=stops("V-055") if queries.is_held(test) else None,
        is_overturned=is_not_confirmed(lab_check_of(test.id)),
        shared=shared,
        outside=outside,
        names=names_of([*(row.shared_by_id for row in shared), *(row.recorded_by_id for row in outside)]),
    )


def _share(view: EpisodeView, form: SharingForm) -> str:
    told_to = form.told_to.data or ""
    if form.has_happened:
        told = {"told_to": told_to, "told_at": form.told_at.data}
        actions.record_told_outside(by=viewer(), view=view, facts=form.facts(), **told, seen_version=form.seen_version)
        return url_for("arrest_tests.share_result", episode_id=view.episode.id)
    actions.share_result(by=viewer(), view=view, facts=form.facts(), told_to=told_to, seen_version=form.seen_version)
    return url_for("arrest_tests.share_result", episode_id=view.episode.id)
