"""The drug test: what was said, what happened, what the device showed. The only page of custody with a result."""

from datetime import date
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import CorrectTestForm, DrugTestForm, with_panel
from pathways.arrest_tests.models import DrugTest
from pathways.arrest_tests.rules import Outcome, RecordedTest, may_assessment_be_required
from pathways.arrest_tests.rules.adults import AdultStep
from pathways.arrest_tests.rules.law import panel_on
from pathways.arrest_tests.rules.words import WARNING_VERSION, AllSaid
from pathways.arrest_tests.views.blueprint import CHECK, next_page, pages, record_look
from pathways.arrest_tests.views.panel import panel_of
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.documents import PaperKind
from pathways.documents.kept import copies_of_episode
from pathways.drafts.desk import carry, once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/episodes/<int:episode_id>/test", methods=["GET", "POST"])
@permit("test.record")
def drug_test(episode_id: int) -> ResponseReturnValue:
    """Record a request and what came of it; read the result; or read what is recorded."""
    view = people.episode(viewer(), episode_id)
    test = queries.deciding_test(episode_id)
    is_second = queries.may_take_second(view, test, clock.now())
    if test and request.method == "GET" and not _goes_on(test, is_second):
        return _recorded_page(view, test, is_second)
    if test and test.is_irregular and test.outcome is Outcome.SAMPLE_GIVEN:
        return redirect(url_for("arrest_tests.happened", episode_id=episode_id))
    waits = test if test and test.outcome is Outcome.SAMPLE_GIVEN and not is_second else None
    kind = with_panel(DrugTestForm, panel_on(asked_on(waits), queries.law_in_use()))
    form = open_form(kind, title="Drug test", of=view.person.id, filled=filled(waits))
    ask_adult(form, view)
    if form.pressed == CHECK:
        form.check()
    elif form.submitted():

        def record() -> str:
            if form.is_different:
                address = url_for("arrest_tests.happened", episode_id=episode_id)
                return carry(form, address, title="Record what really happened", of=view.person.id)
            made = actions.record_test(by=viewer(), view=view, record=form.record(), seen_version=form.seen_version)
            return next_page(form, episode_id, _onward(view, made), after="test")

        if location := once(form, record):
            return redirect(location)
    record_look(view, "drug test")
    panel = panel_of(view, form.record(), waits)
    return show("arrest_tests/drug_test.html", form=form, view=view, test=waits, panel=panel, version=WARNING_VERSION)


@pages.route("/episodes/<int:episode_id>/test/correct", methods=["GET", "POST"])
@permit("test.record")
def correct_test(episode_id: int) -> ResponseReturnValue:
    """Put right an entry that was wrong; the one before is kept with the reason."""
    view = people.episode(viewer(), episode_id)
    test = queries.deciding_test(episode_id)
    if test is None:
        raise OutOfSight
    kind = with_panel(CorrectTestForm, panel_on(asked_on(test), queries.law_in_use()))
    form = open_form(kind, title="Correct the drug test", of=view.person.id, filled=filled(test))
    ask_adult(form, view)
    if form.pressed == CHECK:
        form.check()
    elif form.submitted():

        def correct() -> str:
            why, seen = form["correction_reason"].data, form.seen_version
            actions.correct_test(by=viewer(), view=view, record=form.record(), reason=why, seen_version=seen)
            return url_for("arrest_tests.drug_test", episode_id=episode_id)

        if location := once(form, correct):
            return redirect(location)
    record_result_look(view, test)
    panel = panel_of(view, form.record(), test)
    return show("arrest_tests/correct_test.html", form=form, view=view, test=test, panel=panel, version=WARNING_VERSION)


def asked_on(test: DrugTest | None) -> date:
    """The day whose device a result is read from: that of the request, though it is read after midnight."""
    return clock.london_date(test.requested_at) if test and test.requested_at else clock.today()


def ask_adult(form: DrugTestForm, view: EpisodeView) -> None:
    """Ask about the appropriate adult only of somebody who needed one when the sample was asked for."""
    at = form.requested_at.data or clock.now()
    if not queries.case_facts(view, at).needs_appropriate_adult:
        form.leave_out_adult()


def _goes_on(test: DrugTest, is_second: bool) -> bool:
    """Whether the page asks rather than tells: a sample waits for its result, or the person is asked again."""
    if test.outcome is Outcome.SAMPLE_GIVEN and not is_second:
        return test.overall_result is None
    return "again" in request.args


def _recorded_page(view: EpisodeView, test: DrugTest, is_second: bool) -> Response:
    record_result_look(view, test)
    record, earlier = actions.recorded(test), queries.earlier_tests(view.episode.id)
    beside = [one for one in queries.tests_of(view.episode.id) if one.id != test.id]
    apart = [one for one in beside if one.is_irregular]
    holds = [(one, hold, queries.rules_of(hold.id)) for one in (test, *apart) if (hold := queries.hold_of(one.id))]
    panel = panel_on(clock.london_date(test.requested_at or test.recorded_at), queries.law_of(test.law_version))
    onward = _onward(view, test)
    return show(
        "arrest_tests/drug_test.html",
        form=None,
        view=view,
        test=test,
        record=record,
        labels={one.code: one.label for one in panel},
        earlier=earlier,
        asked_before=[one for one in beside if not one.is_irregular],
        onward=url_for(onward, episode_id=view.episode.id, after=None if "assessment" in onward else "test"),
        may_require="assessment" in onward,
        may_ask_again=is_second or not test.taken_at,
        holds=holds,
        is_held=any(one.id == test.id and not hold.state.may_be_used for one, hold, _ in holds),
        names=names_of(row.recorded_by_id for row in (test, *earlier)),
        panel=panel_of(view, record, test),
        copies=[one for one in copies_of_episode(view.episode.id) if one.kind in (PaperKind.DT1, PaperKind.DT2)],
    )


def record_result_look(view: EpisodeView, test: DrugTest) -> None:
    if test.overall_result is None:
        record_look(view, "drug test")
    else:
        audit.look(viewer(), view.person.id, "test.result.viewed", ("drug_test", test.id), purpose="s63B7_b")


def _onward(view: EpisodeView, made: DrugTest) -> str:
    """A result that may lead to a required assessment leads there; everything else to the next open part."""
    facts = queries.assessment_facts(view, clock.now())
    may_require = made.overall_result is not None and may_assessment_be_required(facts).may_be_required
    return "arrest_tests.required_assessment" if may_require else "casefile.task_list"


def filled(test: DrugTest | None) -> dict[str, Any]:
    """Today's date in every time box, or what is recorded."""
    today = clock.today()
    times: dict[str, Any] = dict.fromkeys(("warned_at", "requested_at", "taken_at", "result_at"), today)
    if test is None:
        return times
    record: RecordedTest = actions.recorded(test)
    known = {name: value for name, value in vars(record).items() if name != "analytes" and value not in (None, "")}
    medicine = {True: YesNo.YES, False: YesNo.NO}.get(record.has_medicine) if record.has_medicine is not None else None
    said = None if test.outcome is Outcome.NOT_ASKED else AllSaid.ALL if record.warned_at else AllSaid.NOT_ALL
    read = {f"analyte_{code}": result for code, result in record.analytes.items()}
    adult: dict[str, Any] = {}
    if record.adult is not None:
        there = sorted(record.adult.there_for) or [AdultStep.NONE]
        adult = {"adult_there": there, "adult_name": record.adult.name, "adult_relation": record.adult.relation}
    return times | known | read | adult | {"has_medicine": medicine, "said": said}
