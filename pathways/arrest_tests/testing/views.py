"""The pages of a drug test: ask again later, the laboratory, the set-up of the shift, the test and its correction."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import may_assessment_be_required
from pathways.arrest_tests.failures_to_attend.views import TOO_LATE
from pathways.arrest_tests.forms.testing import (
    AskLaterForm,
    CorrectTestForm,
    DrugTestForm,
    LabForm,
    LabToldForm,
    ShiftForm,
    with_panel,
)
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.lawful_basis import actions as lawful_basis_actions
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.actions import basis_at
from pathways.arrest_tests.lawful_basis.queries import ArrestRows
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, OffenceFacts, Tag, charge_notes
from pathways.arrest_tests.models.testing import DrugTest, LabCheck, ShiftSetUp
from pathways.arrest_tests.rules import AUTHORITY_WORDS, WARNING, WARNING_VERSION, AllSaid
from pathways.arrest_tests.testing import actions, queries
from pathways.arrest_tests.testing import queries as labs
from pathways.arrest_tests.testing.rules.record import (
    RecordedTest,
    before_the_sample,
    negative_faults,
    unwarned_refusal,
)
from pathways.arrest_tests.testing.rules.results import (
    AdultStep,
    AnalyteResult,
    LabState,
    OverallResult,
    SampleOutcome,
    result_findings,
    steps_from,
    what_it_allows,
)
from pathways.arrest_tests.views import CHECK, next_page, pages, record_look, shown_arrest
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.documents.copies import copies_of_episode
from pathways.documents.kinds import PaperKind
from pathways.drafts.desk import carry, once, open_form
from pathways.law import queries as law_queries
from pathways.law.rules.findings import Bearing, Finding, met, once_it_has_happened
from pathways.law.rules.offences_and_drugs import devices_on, panel_on
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.ui.pages import show
from pathways.vocabulary import YesNo


@pages.route("/episodes/<int:episode_id>/test/later", methods=["GET", "POST"])
@permit("test.record")
def ask_later(episode_id: int) -> ResponseReturnValue:
    """Record why a sample is not asked for now, and when to ask again."""
    view = people.episode(viewer(), episode_id)
    form = open_form(AskLaterForm, title="Ask again later", of=view.person.id, filled={"ask_again_at": clock.today()})

    def remind() -> str:
        actions.ask_later(by=viewer(), view=view, facts=form.facts(), seen_version=form.seen_version)
        return url_for("casefile.task_list", episode_id=episode_id)

    if response := once(form, remind):
        return response
    record_look(view, "ask again later")
    earlier = queries.reminders_of(episode_id)
    names = names_of(row.recorded_by_id for row in earlier)
    return show("arrest_tests/testing/ask_later.html", form=form, view=view, earlier=earlier, names=names)


@pages.route("/episodes/<int:episode_id>/drug-test/laboratory", methods=["GET", "POST"])
@permit("test.record")
def laboratory(episode_id: int) -> ResponseReturnValue:
    """The laboratory's check: dispute, send, answer, tell the person. The form is that of the next step."""
    view = people.episode(viewer(), episode_id)
    test = queries.deciding_test(episode_id)
    if test is None or test.overall_result is None:
        raise OutOfSight
    check = labs.lab_check_of(test.id)
    form = _lab_form(view, check)
    if isinstance(form, LabForm) and not form.step.choices:
        form.comes_too_late(TOO_LATE)
    elif form is not None and (response := once(form, lambda: _lab_done(view, form))):
        return response
    audit.look(viewer(), view.person.id, "test.result.viewed", ("drug_test", test.id), purpose="s63B7_b")
    steps = labs.steps_of(check)
    names = names_of(step.recorded_by_id for step in steps)
    return show(
        "arrest_tests/testing/laboratory.html", form=form, view=view, test=test, check=check, steps=steps, names=names
    )


def _lab_form(view: EpisodeView, check: LabCheck | None) -> LabForm | LabToldForm | None:
    """The form of the next step; None if nothing follows. A form sent too late is still read."""
    filled, of = {"at": clock.today()}, view.person.id
    is_late = request.method == "POST" and "words" in request.form
    if check is not None and check.state is LabState.NOT_CONFIRMED and not check.told_at and not is_late:
        return open_form(LabToldForm, title="Laboratory", of=of, filled=filled)
    steps = steps_from(check.state if check else None)
    if not steps and request.method != "POST":
        return None
    form = open_form(LabForm, title="Laboratory", of=of, filled=filled)
    form.offer(steps)
    return form


def _lab_done(view: EpisodeView, form: LabForm | LabToldForm) -> str:
    by, seen = viewer(), form.seen_version
    if isinstance(form, LabToldForm):
        actions.tell_not_confirmed(by=by, view=view, at=form.at.data, seen_version=seen)
    else:
        words, reference = form.words.data or "", form.reference.data or ""
        actions.record_lab_step(
            by=by,
            view=view,
            step=form.step.data,
            at=form.at.data,
            words=words,
            reference=reference,
            basis=form.basis.data,
            seen_version=seen,
        )
    return url_for("arrest_tests.laboratory", episode_id=view.episode.id)


@dataclass(frozen=True, kw_only=True)
class TestPanel:
    """The panel beside the form, and the words to say. `answer` is None once there is an outcome."""

    __test__ = False  # so that pytest does not collect it

    answer: BasisAnswer | None
    relied_on: tuple[OffenceFacts, ...]
    words: tuple[str, ...]
    verdict: str
    findings: tuple[Finding, ...]
    set_up: ShiftSetUp | None
    before_sample: tuple[Finding, ...]


def panel_of(view: EpisodeView, record: RecordedTest, test: DrugTest | None, rows: ArrestRows) -> TestPanel:
    """The panel for what is on the page now, saved or not."""
    at = record.requested_at or clock.now()
    answer = basis_at(view, record, at, test, rows)
    route = next((route for route in answer.routes if route.tag is Tag.OPEN), None)
    allows = _may_require(view, rows)
    has_outcome = test is not None or record.overall_result is not None
    outcome = record.outcome if has_outcome else SampleOutcome.NOT_ASKED
    may_require = allows and record.overall_result is OverallResult.POSITIVE
    may_ask_again = lawful_basis_queries.may_take_second(view, test, clock.now(), rows)
    unwarned = unwarned_refusal(record) if outcome is SampleOutcome.REFUSED else None
    findings = (
        *((unwarned,) if unwarned else ()),
        *what_it_allows(outcome, record.overall_result, may_require=may_require, may_ask_again=may_ask_again),
        *dict.fromkeys(
            (*result_findings(record.analytes), *once_it_has_happened(negative_faults(record.analytes, record.told_as)))
        ),
        *charge_notes(is_treated_as_charge_sample=bool(test and test.treated_as_charge_at)),
    )
    set_up = queries.set_up_of(test) or (queries.set_up_now(viewer()) if test is None else None)
    return TestPanel(
        answer=None if has_outcome else answer,
        relied_on=route.relied_on if route else (),
        words=(*WARNING, *_words_of_authority(rows, route.relied_on if route and route.by_authority else ())),
        verdict=_verdict(record) if has_outcome else "",
        findings=findings,
        set_up=set_up,
        before_sample=() if has_outcome or not answer.may_be_asked else _before_the_sample(set_up, record),
    )


def _before_the_sample(set_up: ShiftSetUp | None, record: RecordedTest) -> tuple[Finding, ...]:
    """V-022 to V-024 before a sample is asked for. That no force may be used is shown every time."""
    day = dates.london_date(record.taken_at or clock.now())
    faults = before_the_sample(queries.shift_facts(set_up) if set_up else None, day)
    return (*faults, replace(met("V-024"), bearing=Bearing.NOTES))


def _verdict(record: RecordedTest) -> str:
    """The result in words, for example "Positive for cocaine and opiates", or what happened instead."""
    result = record.overall_result
    if record.outcome is not SampleOutcome.SAMPLE_GIVEN:
        return record.outcome.label
    if result is None:
        return "Not read yet"
    shown = [analyte for analyte, read in record.analytes.items() if read is AnalyteResult.POSITIVE]
    if result is not OverallResult.POSITIVE:  # a spoiled sample may have been read all the same
        return result.label
    return f"Positive for {' and '.join(shown)}"


def _words_of_authority(rows: ArrestRows, relied_on: tuple[OffenceFacts, ...]) -> tuple[str, ...]:
    """The words that tell the person of an authority and its grounds before asking (s.63B(5)(b))."""
    keys = {offence.key for offence in relied_on}
    lines = {line.id: line.key for line in rows.offences.lines}
    given = [row for row in rows.offences.authorities if lines.get(row.offence_id) in keys]
    return tuple(AUTHORITY_WORDS.format(grounds=row.grounds) for row in given[:1])


@pages.route("/shift", methods=["GET", "POST"])
@permit("test.record")
def shift() -> ResponseReturnValue:
    """Set up device, cartridge lot and who takes the samples, for every test of this shift."""
    for_episode = request.args.get("test", type=int)
    devices, latest = devices_on(clock.today(), law_queries.law_in_use()), queries.latest_set_up(viewer())
    form = open_form(ShiftForm, title="Shift set-up", filled=_filled(latest, devices, viewer().name))
    form.device.choices = [(device, device) for device in devices]
    if response := once(form, lambda: _set_up(form, for_episode)):
        return response
    running = queries.set_up_now(viewer())
    return show("arrest_tests/testing/shift.html", form=form, running=running, for_episode=for_episode)


def _set_up(form: ShiftForm, for_episode: int | None) -> str:
    actions.set_up_shift(by=viewer(), facts=form.facts())
    if for_episode is not None:
        return url_for("arrest_tests.drug_test", episode_id=for_episode)
    return url_for("casefile.board")


def _filled(latest: ShiftSetUp | None, devices: tuple[str, ...], name: str) -> dict[str, Any]:
    """What fills the form: the last set-up, without its check unless it is of this shift."""
    checked: dict[str, Any] = {"check_passed_at": clock.today()}
    if latest is None:
        return checked | {"device": devices[0] if len(devices) == 1 else None, "taker": name}
    fields = ("device", "serial", "lot", "lot_expires_on", "taker", "category", "trained_until")
    known = {field: getattr(latest, field) for field in fields}
    if latest == queries.set_up_now(viewer()):
        return known | {"check_passed_at": latest.check_passed_at, "has_passed": YesNo.YES}
    return checked | known


@pages.route("/episodes/<int:episode_id>/test", methods=["GET", "POST"])
@permit("test.record")
def drug_test(episode_id: int) -> ResponseReturnValue:
    """Record a request and what came of it, or the result; or show what is recorded."""
    view = people.episode(viewer(), episode_id)
    rows = lawful_basis_queries.arrest_of(view)
    test = rows.tests.deciding_test
    is_second = lawful_basis_queries.may_take_second(view, test, clock.now(), rows)
    if test and request.method == "GET" and not _goes_on(test, is_second):
        return _recorded_page(view, test, is_second, shown_arrest(view, rows))
    happened = url_for("arrest_tests.happened", episode_id=episode_id)
    is_told_there = bool(test and test.is_irregular and test.outcome is SampleOutcome.SAMPLE_GIVEN)
    if is_told_there and request.method == "GET":
        return redirect(happened)
    waits = test if test and test.outcome is SampleOutcome.SAMPLE_GIVEN and not is_second else None
    kind = with_panel(DrugTestForm, panel_on(asked_on(waits), law_queries.law_in_use()))
    form = open_form(kind, title="Drug test", of=view.person.id, filled=filled(waits))
    ask_adult(form, view, rows)

    def record() -> str:
        if form.is_different or is_told_there:
            return carry(form, happened, title="Record what really happened", of=view.person.id)
        made = actions.record_test(by=viewer(), view=view, record=form.record(), seen_version=form.seen_version)
        return next_page(form, episode_id, _onward(view, made), after="test")

    if form.pressed == CHECK:
        form.check()
    elif response := once(form, record):
        return response
    record_look(view, "drug test")
    panel = panel_of(view, form.record(), waits, shown_arrest(view, rows, form))
    return show(
        "arrest_tests/testing/drug_test.html", form=form, view=view, test=waits, panel=panel, version=WARNING_VERSION
    )


@pages.route("/episodes/<int:episode_id>/test/correct", methods=["GET", "POST"])
@permit("test.record")
def correct_test(episode_id: int) -> ResponseReturnValue:
    """Correct a wrong entry; the one before is kept with the reason."""
    view = people.episode(viewer(), episode_id)
    rows = lawful_basis_queries.arrest_of(view)
    test = or_out_of_sight(rows.tests.deciding_test)
    kind = with_panel(CorrectTestForm, panel_on(asked_on(test), law_queries.law_in_use()))
    form = open_form(kind, title="Correct the drug test", of=view.person.id, filled=filled(test))
    ask_adult(form, view, rows)

    def correct() -> str:
        why, seen = form["correction_reason"].data, form.seen_version
        actions.correct_test(by=viewer(), view=view, record=form.record(), reason=why, seen_version=seen)
        return url_for("arrest_tests.drug_test", episode_id=episode_id)

    if form.pressed == CHECK:
        form.check()
    elif response := once(form, correct):
        return response
    record_result_look(view, test)
    panel = panel_of(view, form.record(), test, shown_arrest(view, rows, form))
    return show(
        "arrest_tests/testing/correct_test.html", form=form, view=view, test=test, panel=panel, version=WARNING_VERSION
    )


def asked_on(test: DrugTest | None) -> date:
    """The day whose panel applies: that of the request, even if the result is read after midnight."""
    return dates.london_date(test.requested_at) if test and test.requested_at else clock.today()


def ask_adult(form: DrugTestForm, view: EpisodeView, rows: ArrestRows) -> None:
    """Ask about the appropriate adult only of somebody who needed one when the sample was asked for."""
    at = form.requested_at.data or clock.now()
    if not lawful_basis_queries.case_facts(view, at, rows=rows).needs_appropriate_adult:
        form.leave_out_adult()


def _goes_on(test: DrugTest, is_second: bool) -> bool:
    """Whether the page shows a form: a sample waits for its result, or the person is asked again."""
    if test.outcome is SampleOutcome.SAMPLE_GIVEN and not is_second:
        return test.overall_result is None
    return "again" in request.args


def _recorded_page(view: EpisodeView, test: DrugTest, is_second: bool, rows: ArrestRows) -> Response:
    record_result_look(view, test)
    record, earlier = lawful_basis_actions.recorded(test), queries.earlier_tests(view.episode.id)
    others = [each for each in rows.tests.standing if each.test.id != test.id]
    apart = [each for each in others if each.test.is_irregular]
    counts = [each for each in rows.tests.standing if each.test.id == test.id]
    tests_with_hold = [(each.test, each.hold) for each in (*counts, *apart) if each.hold]
    rules = held_records_queries.rules_of_many([hold.id for _, hold in tests_with_hold])
    holds = [(each_test, hold, rules[hold.id]) for each_test, hold in tests_with_hold]
    panel = panel_on(dates.london_date(test.requested_at or test.recorded_at), law_queries.law_of(test.law_version))
    onward = _onward(view, test, rows)
    return show(
        "arrest_tests/testing/drug_test.html",
        form=None,
        view=view,
        test=test,
        record=record,
        labels={analyte.code: analyte.label for analyte in panel},
        earlier=earlier,
        asked_before=[each.test for each in others if not each.test.is_irregular],
        onward=url_for(onward, episode_id=view.episode.id, after=None if "assessment" in onward else "test"),
        may_require="assessment" in onward,
        may_ask_again=is_second or not test.taken_at,
        holds=holds,
        is_held=any(held_test.id == test.id and not hold.state.may_be_used for held_test, hold, _ in holds),
        names=names_of(row.recorded_by_id for row in (test, *earlier)),
        panel=panel_of(view, record, test, rows),
        copies=[copy for copy in copies_of_episode(view.episode.id) if copy.kind in (PaperKind.DT1, PaperKind.DT2)],
    )


def record_result_look(view: EpisodeView, test: DrugTest) -> None:
    if test.overall_result is None:
        record_look(view, "drug test")
    else:
        audit.look(viewer(), view.person.id, "test.result.viewed", ("drug_test", test.id), purpose="s63B7_b")


def _may_require(view: EpisodeView, rows: ArrestRows | None) -> bool:
    facts = assessment_queries.assessment_facts(view, clock.now(), rows=rows)
    return may_assessment_be_required(facts).may_be_required


def _onward(view: EpisodeView, made: DrugTest, rows: ArrestRows | None = None) -> str:
    """The endpoint of the next page: the required assessment if it may be required, else the task list. After a save
    what is recorded is read anew."""
    may_require = made.overall_result is not None and _may_require(view, rows)
    return "arrest_tests.required_assessment" if may_require else "casefile.task_list"


def filled(test: DrugTest | None) -> dict[str, Any]:
    """What fills the form: what is recorded, and today's date in every time box without a time."""
    today = clock.today()
    times: dict[str, Any] = dict.fromkeys(("warned_at", "requested_at", "taken_at", "result_at"), today)
    if test is None:
        return times
    record: RecordedTest = lawful_basis_actions.recorded(test)
    known = {name: value for name, value in vars(record).items() if name != "analytes" and value not in (None, "")}
    medicine = {True: YesNo.YES, False: YesNo.NO}.get(record.has_medicine) if record.has_medicine is not None else None
    all_said = None if test.outcome is SampleOutcome.NOT_ASKED else AllSaid.ALL if record.warned_at else AllSaid.NOT_ALL
    read = {f"analyte_{code}": result for code, result in record.analytes.items()}
    adult: dict[str, Any] = {}
    if record.adult is not None:
        there = sorted(record.adult.there_for) or [AdultStep.NONE]
        adult = {"adult_there": there, "adult_name": record.adult.name, "adult_relation": record.adult.relation}
    return times | known | read | adult | {"has_medicine": medicine, "all_said": all_said}
