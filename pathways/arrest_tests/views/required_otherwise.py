"""A requirement was done differently: the page that records what really happened, and the inspector's decision."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import RequirementHappenedForm, RequirementHoldForm, with_rules
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries.required_otherwise import (
    OtherwiseView,
    requirement_waiting,
    rules_of_requirement,
    why_not_enforceable,
)
from pathways.arrest_tests.rules.required_otherwise import Spoken
from pathways.arrest_tests.views.blueprint import pages, record_look
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.directory.queries import services_open_on
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.ui.fields import Choice
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/required-assessment/happened", methods=["GET", "POST"])
@permit("assessment.impose")
def requirement_happened(episode_id: int) -> ResponseReturnValue:
    """Record how an assessment was really required; it is saved, flagged and held."""
    view = people.episode(viewer(), episode_id)
    required = queries.required_assessment_of(episode_id)
    form = open_form(
        RequirementHappenedForm, title="How it was really required", of=view.person.id, filled=_known(required)
    )
    open_now = services_open_on(clock.today())
    form.service_id.choices = [Choice(str(one.id), f"{one.name}, {one.town}", means=one.id) for one in open_now]
    if form.submitted() and (location := once(form, lambda: _record(view, form))):
        return redirect(location)
    record_look(view, "how an assessment was really required")
    return show("arrest_tests/requirement_happened.html", form=form, view=view, required=required)


@pages.route("/held/required/<int:otherwise_id>", methods=["GET", "POST"])
@permit("hold.decide")
def decide_requirement(otherwise_id: int) -> ResponseReturnValue:
    """What happened, each rule it met, and the inspector's decision with a reason for each."""
    held = requirement_waiting(viewer(), otherwise_id)
    rules = rules_of_requirement(otherwise_id)
    kind = with_rules([one.id for one in rules], RequirementHoldForm)
    form = open_form(kind, title="Held requirement", of=held.view.person.id)
    if form.submitted() and (location := once(form, lambda: _decide(held, form))):
        return redirect(location)
    audit.look(viewer(), held.view.person.id, "hold.viewed", ("required_otherwise", otherwise_id))
    return show(
        "arrest_tests/decide_requirement.html",
        form=form,
        held=held,
        rules=rules,
        spoken=[each.label for each in Spoken if each.value in held.row.spoken],
        against=why_not_enforceable(held),
        by=name_of(held.row.recorded_by_id),
    )


def _record(view: EpisodeView, form: RequirementHappenedForm) -> str:
    words = form.what_happened.data or ""
    actions.record_requirement_as_it_happened(
        by=viewer(), view=view, said=form.said(), words=words, seen_version=form.seen_version
    )
    return url_for("arrest_tests.required_assessment", episode_id=view.episode.id)


def _decide(held: OtherwiseView, form: RequirementHoldForm) -> str:
    actions.decide_requirement(
        by=viewer(),
        otherwise_id=held.row.id,
        decision=form.decision.data,
        reasons=form.reasons,
        is_person_told=form.is_person_told,
        seen_version=form.seen_version,
    )
    return url_for("arrest_tests.held_records", done="decided")


def _known(required: RequiredAssessment | None) -> dict[str, object]:
    """What is recorded of a requirement, to be said otherwise; else today's date in every time box."""
    today = clock.today()
    if required is None:
        return {"imposed_at": today, "notice_served_at": today}
    return {
        "imposed_at": required.imposed_at,
        "initial_at": required.initial_at,
        "service_id": required.service_id,
        "notice_served_at": required.notice_served_at or today,
    }
