"""Something was done differently: the page that records what really happened, and refuses nothing for it."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.actions import WhatHappened
from pathways.arrest_tests.forms import ANOTHER, HappenedForm, with_panel
from pathways.arrest_tests.models import DrugTest
from pathways.arrest_tests.rules import Outcome
from pathways.arrest_tests.rules.law import panel_on
from pathways.arrest_tests.rules.words import WARNING_VERSION
from pathways.arrest_tests.views.blueprint import CHECK, pages, record_look
from pathways.arrest_tests.views.panel import panel_of
from pathways.arrest_tests.views.tests import ask_adult, asked_on, filled, record_result_look
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/test/happened", methods=["GET", "POST"])
@permit("test.record")
def happened(episode_id: int) -> ResponseReturnValue:
    """Record what really happened; it is saved, flagged and held."""
    view = people.episode(viewer(), episode_id)
    test = _sample(episode_id)
    kind = with_panel(HappenedForm, panel_on(asked_on(test), queries.law_in_use()))
    form = open_form(kind, title="Record what really happened", of=view.person.id, filled=_known(test))
    ask_adult(form, view)
    if test is None:
        del form.which
    if form.pressed == CHECK:
        form.check()
    elif form.submitted() and (location := once(form, lambda: _record(view, form))):
        return redirect(location)
    if test is None:
        record_look(view, "what really happened")
    else:
        record_result_look(view, test)
    panel = panel_of(view, form.record(), None)
    hold = queries.hold_of(test.id) if test else None
    rules = queries.rules_of(hold.id) if hold else ()
    return show(
        "arrest_tests/happened.html",
        form=form,
        view=view,
        panel=panel,
        version=WARNING_VERSION,
        hold=hold,
        rules=rules,
    )


def _record(view: EpisodeView, form: HappenedForm) -> str:
    said = WhatHappened(
        words=form.what_happened.data or "",
        differences=frozenset(form.differences.data),
        taker=form.taker.data or "",
        lot=form.lot.data or "",
        lot_expires_on=form.lot_expires_on.data,
        is_another_sample="which" in form and form.which.data == ANOTHER,
    )
    actions.record_as_it_happened(
        by=viewer(), view=view, record=form.record(), said=said, seen_version=form.seen_version
    )
    return url_for("arrest_tests.drug_test", episode_id=view.episode.id)


def _sample(episode_id: int) -> DrugTest | None:
    test = queries.deciding_test(episode_id)
    return test if test and test.outcome is Outcome.SAMPLE_GIVEN else None


def _known(test: DrugTest | None) -> dict[str, object]:
    """What is recorded of the sample, or today's date in every time box."""
    return filled(test)
