"""The papers of a drug test as PDFs, and the blank ones for an outage. A result stands on no other paper."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.models import DrugTest
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.documents import PaperKind
from pathways.people import queries as people
from pathways.refusals import OutOfSight
from pathways.ui.pages import copy_asked_for, hand_over

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
    """DT1, or with `?form=ra1` the notice, to be printed before an outage and written on by hand."""
    kind = PaperKind.RA1 if request.args.get("form") == PaperKind.RA1 else PaperKind.DT1
    return hand_over(actions.print_blank(by=viewer(), kind=kind), kind=PDF, name=f"{kind.value}-blank.pdf", inline=True)


def _test(episode_id: int) -> DrugTest:
    test = queries.deciding_test(episode_id)
    if test is None:
        raise OutOfSight
    return test
