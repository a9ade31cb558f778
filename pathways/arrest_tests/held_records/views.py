"""The pages that record what was done differently, and the inspector's list and decisions."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure.queries import telling, told_outside_waiting
from pathways.arrest_tests.forms.assessment import (
    ANOTHER,
    HappenedForm,
    HoldForm,
    RequirementHappenedForm,
    RequirementHoldForm,
    with_rules,
)
from pathways.arrest_tests.forms.testing import TellingForm, with_panel
from pathways.arrest_tests.held_records import actions, queries
from pathways.arrest_tests.held_records.actions import WhatHappened
from pathways.arrest_tests.held_records.queries import (
    HeldRecord,
    OtherwiseView,
    requirement_waiting,
    requirements_waiting,
    resting_on,
    rules_of_requirement,
    why_not_enforceable,
)
from pathways.arrest_tests.held_records.rules import Spoken
from pathways.arrest_tests.lawful_basis import actions as lawful_basis_actions
from pathways.arrest_tests.lawful_basis.queries import ArrestRows, arrest_of
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.rules import WARNING_VERSION
from pathways.arrest_tests.testing.queries import TestStanding
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.arrest_tests.testing.views import ask_adult, asked_on, filled, panel_of, record_result_look
from pathways.arrest_tests.views import CHECK, pages, record_look, shown_arrest
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of, names_of
from pathways.directory.entries.queries import services_open_on
from pathways.drafts.desk import once, open_form
from pathways.law import queries as law_queries
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.ui.choices import Choice
from pathways.ui.pages import marks_asked_for, show

# What really happened at a test. The page refuses nothing because a rule was broken.


@pages.route("/episodes/<int:episode_id>/test/happened", methods=["GET", "POST"])
@permit("test.record")
def happened(episode_id: int) -> ResponseReturnValue:
    """Record what really happened at a test; it is saved, flagged and held."""
    view = custody_queries.episode(viewer(), episode_id)
    rows = arrest_of(view)
    counts = _sample(rows)
    test = counts.test if counts else None
    kind = with_panel(HappenedForm, panel_on(asked_on(test), law_queries.law_in_use()))
    form = open_form(kind, title="Record what really happened", of=view.person.id, filled=filled(test))
    ask_adult(form, view, rows)
    if test is None:
        del form.which
    if form.pressed == CHECK:
        form.check()
    elif response := once(form, lambda: _record_test(view, form)):
        return response
    if test is None:
        record_look(view, "what really happened")
    else:
        record_result_look(view, test)
    rows = shown_arrest(view, rows, form)
    panel, counts = panel_of(view, form.record(), None, rows), _sample(rows)
    hold = counts.hold if counts else None
    rules = queries.rules_of(hold.id) if hold else ()
    return show(
        "arrest_tests/held_records/happened.html",
        form=form,
        view=view,
        panel=panel,
        version=WARNING_VERSION,
        hold=hold,
        rules=rules,
    )


def _record_test(view: EpisodeView, form: HappenedForm) -> str:
    what_happened = WhatHappened(
        words=form.what_happened.data or "",
        differences=frozenset(form.differences.data),
        taker=form.taker.data or "",
        lot=form.lot.data or "",
        lot_expires_on=form.lot_expires_on.data,
        is_another_sample="which" in form and form.which.data == ANOTHER,
    )
    actions.record_as_it_happened(
        by=viewer(), view=view, record=form.record(), what_happened=what_happened, seen_version=form.seen_version
    )
    return url_for("arrest_tests.drug_test", episode_id=view.episode.id)


def _sample(rows: ArrestRows) -> TestStanding | None:
    """The sample that counts; None without one."""
    counts = rows.tests.deciding
    return counts if counts and counts.test.outcome is SampleOutcome.SAMPLE_GIVEN else None


# The inspector's list of held records, and the decisions about a test and about a result that was told.


@pages.route("/held")
@permit("hold.decide")
def held_records() -> ResponseReturnValue:
    """The tests, the requirements and the results told to somebody that wait for an inspector, the oldest first."""
    marks = marks_asked_for("after", "after_required", "after_told")
    tests = queries.held_records(viewer(), marks["after"])
    required = requirements_waiting(viewer(), marks["after_required"])
    tellings = told_outside_waiting(viewer(), marks["after_told"])
    shown = [row.details.person_id for row in tests.rows] + [telling.view.person.id for telling in tellings.rows]
    shown += [requirement.view.person.id for requirement in required.rows]
    audit.listed(viewer(), "hold.listed", shown)
    return show(
        "arrest_tests/held_records/held_records.html",
        tests=tests,
        required=required,
        tellings=tellings,
        marks=marks,
        done=request.args.get("done", ""),
    )


@pages.route("/held/<int:hold_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_hold(hold_id: int) -> ResponseReturnValue:
    """A held test: what happened, each rule it broke, and the inspector's decision with a reason for each."""
    held_record = queries.held_record(viewer(), hold_id)
    kind = with_rules([rule.id for rule in held_record.open_rules], HoldForm)
    form = open_form(kind, title="Held record", of=held_record.view.person.id)
    if response := once(form, lambda: _decide_test(held_record, form), settles=True):
        return response
    audit.look(viewer(), held_record.view.person.id, "hold.viewed", ("hold", hold_id))
    rows = shown_arrest(held_record.view, arrest_of(held_record.view))
    people = [row.noticed_by_id for row in held_record.rules] + [row.decided_by_id for row in held_record.decided_rules]
    return show(
        "arrest_tests/held_records/decide_hold.html",
        form=form,
        held_record=held_record,
        record=lawful_basis_actions.recorded(held_record.test),
        resting=resting_on(held_record.test, rows.tests),
        names=names_of([held_record.test.recorded_by_id, *people]),
    )


@pages.route("/held/told/<int:telling_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_telling(telling_id: int) -> ResponseReturnValue:
    """A result that was told against the rules, and the inspector's decision about it."""
    incident = telling(viewer(), telling_id)
    form = open_form(TellingForm, title="Result told outside the rules", of=incident.view.person.id)

    def decide() -> str:
        answers = {"decision": form.decision.data, "reason": form.reason.data or ""}
        disclosure_actions.decide_told_outside(
            by=viewer(), telling_id=telling_id, **answers, seen_version=form.seen_version
        )
        return url_for("arrest_tests.held_records", done="decided")

    if response := once(form, decide, settles=True):
        return response
    audit.look(viewer(), incident.view.person.id, "hold.viewed", ("telling", telling_id))
    names = names_of([incident.row.recorded_by_id])
    return show("arrest_tests/held_records/decide_telling.html", form=form, incident=incident, names=names)


def _decide_test(held_record: HeldRecord, form: HoldForm) -> str:
    actions.decide_hold(
        by=viewer(),
        hold_id=held_record.hold.id,
        decision=form.decision.data,
        reasons=form.reasons,
        sample_is=form.sample_is.data,
        is_person_told=form.is_person_told,
        seen_version=form.seen_version,
    )
    return url_for("arrest_tests.held_records", done=form.decision.data.value)


# How an assessment was really required, and the inspector's decision about that.


@pages.route("/episodes/<int:episode_id>/required-assessment/happened", methods=["GET", "POST"])
@permit("assessment.impose")
def requirement_happened(episode_id: int) -> ResponseReturnValue:
    """Record how an assessment was really required; it is saved, flagged and held."""
    view = custody_queries.episode(viewer(), episode_id)
    required = assessment_queries.required_assessment_of(episode_id)
    form = open_form(
        RequirementHappenedForm,
        title="How it was really required",
        of=view.person.id,
        filled=_known_of_requirement(required),
    )
    open_now = services_open_on(clock.today())
    form.service_id.choices = [
        Choice(str(service.id), f"{service.name}, {service.town}", means=service.id) for service in open_now
    ]
    if response := once(form, lambda: _record_requirement(view, form)):
        return response
    record_look(view, "how an assessment was really required")
    return show("arrest_tests/held_records/requirement_happened.html", form=form, view=view, required=required)


@pages.route("/held/required/<int:otherwise_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_requirement(otherwise_id: int) -> ResponseReturnValue:
    """A held requirement: what happened, each rule it broke, and the inspector's decision with a reason for each."""
    requirement = requirement_waiting(viewer(), otherwise_id)
    rules = rules_of_requirement(otherwise_id)
    kind = with_rules([rule.id for rule in rules], RequirementHoldForm)
    form = open_form(kind, title="Held requirement", of=requirement.view.person.id)
    if response := once(form, lambda: _decide_requirement(requirement, form), settles=True):
        return response
    audit.look(viewer(), requirement.view.person.id, "hold.viewed", ("required_otherwise", otherwise_id))
    rows = shown_arrest(requirement.view, arrest_of(requirement.view))
    return show(
        "arrest_tests/held_records/decide_requirement.html",
        form=form,
        requirement=requirement,
        rules=rules,
        spoken=[each.label for each in Spoken if each.value in requirement.row.spoken],
        against=why_not_enforceable(requirement, rules, rows),
        by=name_of(requirement.row.recorded_by_id),
    )


def _record_requirement(view: EpisodeView, form: RequirementHappenedForm) -> str:
    words = form.what_happened.data or ""
    actions.record_requirement_as_it_happened(
        by=viewer(), view=view, entry=form.entry(), words=words, seen_version=form.seen_version
    )
    return url_for("arrest_tests.required_assessment", episode_id=view.episode.id)


def _decide_requirement(requirement: OtherwiseView, form: RequirementHoldForm) -> str:
    actions.decide_requirement(
        by=viewer(),
        otherwise_id=requirement.row.id,
        decision=form.decision.data,
        reasons=form.reasons,
        is_person_told=form.is_person_told,
        seen_version=form.seen_version,
    )
    return url_for("arrest_tests.held_records", done="decided")


def _known_of_requirement(required: RequiredAssessment | None) -> dict[str, object]:
    """What is recorded of the requirement, to be corrected; else today's date in every time box."""
    today = clock.today()
    if required is None:
        return {"imposed_at": today, "notice_served_at": today}
    return {
        "imposed_at": required.imposed_at,
        "initial_at": required.initial_at,
        "service_id": required.service_id,
        "notice_served_at": required.notice_served_at or today,
    }
