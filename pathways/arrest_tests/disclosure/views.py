"""The papers of a drug test as PDFs, and the page on which a result is shared."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways.arrest_tests.disclosure import actions, queries
from pathways.arrest_tests.disclosure.queries import told_outside_of
from pathways.arrest_tests.forms.testing import SharingForm, with_recipients
from pathways.arrest_tests.lawful_basis.queries import arrest_of
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.queries import is_not_confirmed
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.arrest_tests.views import pages, record_look, shown_arrest
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.documents.kinds import PaperKind
from pathways.drafts.desk import once, open_form
from pathways.law.rules.findings import stops
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.ui.pages import copy_asked_for, hand_over, show

# The papers of a drug test, and the blank ones for an outage. A result is on no other paper.


PDF = "application/pdf"


@pages.get("/episodes/<int:episode_id>/test/record.pdf")
@permit("test.record")
def test_record(episode_id: int) -> ResponseReturnValue:
    """The record of the drug test (DT1)."""
    view = people.episode(viewer(), episode_id)
    paper = actions.print_test_record(by=viewer(), view=view, test=_test(episode_id), number=copy_asked_for())
    return hand_over(paper, kind=PDF, name=f"DT1-{episode_id}.pdf", inline=True)


@pages.get("/episodes/<int:episode_id>/test/result.pdf")
@permit("test.record")
def result_for_court(episode_id: int) -> ResponseReturnValue:
    """The result for the court and the prosecutor (DT2)."""
    view = people.episode(viewer(), episode_id)
    paper = actions.print_result(by=viewer(), view=view, test=_test(episode_id), number=copy_asked_for())
    return hand_over(paper, kind=PDF, name=f"DT2-{episode_id}.pdf", inline=True)


@pages.get("/papers/blank.pdf")
@permit("test.record")
def blank_paper() -> ResponseReturnValue:
    """A blank DT1, or with `?form=ra1` a blank notice, to print before an outage and fill in by hand."""
    kind = PaperKind.RA1 if request.args.get("form") == PaperKind.RA1 else PaperKind.DT1
    return hand_over(actions.print_blank(by=viewer(), kind=kind), kind=PDF, name=f"{kind.value}-blank.pdf", inline=True)


def _test(episode_id: int) -> DrugTest:
    return or_out_of_sight(testing_queries.deciding_test(episode_id))


# Sharing a result. The page never shows the result: it asks what it is told for, and to whom.


@pages.route("/episodes/<int:episode_id>/test/share", methods=["GET", "POST"])
@permit("test.record")
def share_result(episode_id: int) -> ResponseReturnValue:
    """Record for which purpose of the Act a result is told, and to whom; and show to whom it was told before."""
    view = people.episode(viewer(), episode_id)
    test = testing_queries.deciding_test(episode_id)
    if test is None or test.overall_result is None:
        raise OutOfSight
    form = open_form(with_recipients(), title="Share the result", of=view.person.id)
    if response := once(form, lambda: _share(view, form)):
        return response
    record_look(view, "share the result")
    counts = shown_arrest(view, arrest_of(view)).tests.deciding
    shared = queries.shared_of(episode_id)
    outside = told_outside_of(episode_id)
    return show(
        "arrest_tests/disclosure/share_result.html",
        form=form,
        view=view,
        purposes=tuple(ResultPurpose),
        why_it_waits=stops("V-055") if counts and counts.is_held else None,
        is_overturned=bool(counts and is_not_confirmed(counts.check)),
        shared=shared,
        outside=outside,
        names=names_of([*(row.shared_by_id for row in shared), *(row.recorded_by_id for row in outside)]),
    )


def _share(view: EpisodeView, form: SharingForm) -> str:
    told_to = form.told_to.data or ""
    if form.has_happened:
        telling = {"told_to": told_to, "told_at": form.told_at.data}
        actions.record_told_outside(
            by=viewer(), view=view, facts=form.facts(), **telling, seen_version=form.seen_version
        )
        return url_for("arrest_tests.share_result", episode_id=view.episode.id)
    actions.share_result(by=viewer(), view=view, facts=form.facts(), told_to=told_to, seen_version=form.seen_version)
    return url_for("arrest_tests.share_result", episode_id=view.episode.id)
