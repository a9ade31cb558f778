"""What stands: one disposal with its conditions; and the page of any step that has none of its own."""

from functools import partial

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.authority.queries import authorities_to_confirm
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, police_names_of
from pathways.auth.roles import Rank
from pathways.directory.entries.queries import service_names
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.conditions.actions import REPORTS, VARIES
from pathways.disposals.documents import papers as documents
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.forms.case import given_by, step_form
from pathways.disposals.forms.proposal import AcceptForm
from pathways.disposals.outcome_codes import queries as outcome_codes_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions, queries
from pathways.disposals.steps.rules.machine import (
    OWN_PAGE,
    TAKES_EFFECT,
    Desk,
    State,
    is_deciding_sergeant,
    is_ended,
    may,
    steps_asked,
    taken_at,
    told_of,
)
from pathways.disposals.victims import queries as victims_queries
from pathways.disposals.views import back_to, closed_now, not_yet, open_steps, pages, record_look
from pathways.documents.kinds import ScanPurpose
from pathways.drafts.desk import once, open_form
from pathways.people.custody.queries import custody_numbers_of
from pathways.step_tables.rules import StepAsked
from pathways.ui.files import takes_a_file
from pathways.ui.forms import Form
from pathways.ui.pages import copy_asked_for, hand_over, show

# What stands: one disposal, its document, its conditions, and what waits for authority.


@pages.route("/disposals/<int:disposal_id>")
@permit("disposal.read")
def disposal(disposal_id: int) -> ResponseReturnValue:
    """What stands, why, and the one next action."""
    found = proposal_queries.disposal(viewer(), disposal_id)
    people = [found.disposal.proposed_by_id, found.disposal.authorised_by_id, found.disposal.signed_by_id]
    people += [event.by_id for event in found.events] + [row.accepted_by_id for row in found.conditions]
    record_look(found.view, "disposal", disposal_id)
    case, rank = facts_queries.case_of(found.view), viewer().rank
    return show(
        "disposals/steps/disposal.html",
        found=found,
        today=clock.today(),
        late=conditions_queries.late_conditions(found),
        days_late=conditions_queries.days_late(found),
        offences=case.offence_words,
        why_no_last_day=case.why_no_last_day,
        names=names_of(people),
        police_names=police_names_of(row.reported_by_id for row in found.conditions),
        services=service_names([row.service_id for row in found.conditions if row.service_id]),
        is_own=found.disposal.proposed_by_id == viewer().user_id,
        just_decided=_just_decided(found),
        may_authorise=viewer().may("disposal.authorise"),
        may_sign=viewer().may("disposal.sign"),
        states=State,
        ended_by_death=State.CLOSED_DIED.label,
        has_ended=is_ended(found.disposal.kind, found.disposal.state),
        letter=documents.victim_letter(found, case, force="") and not found.view.person.died_at,
        has_victim=queries.victim_may_exist(found.disposal),
        victim_told=victims_queries.victim_told(found.disposal),
        steps=open_steps(found),
        not_yet=not_yet(found),
        asked=steps_asked(),
        followed=taken_at(Desk.MONITOR, found.disposal.kind),
        told_of=told_of,
        contacts=queries.contacts_of(disposal_id),
        codes=outcome_codes_queries.code_history(disposal_id),
        takes_effect=TAKES_EFFECT[found.disposal.kind],
        varies=VARIES.get(found.disposal.kind, ""),
        reports=(found.disposal.kind, found.disposal.state) in REPORTS,
        may_move=partial(may, found.disposal.kind, found.disposal.state),
        follows=viewer().may("disposal.follow"),
        may_vary=viewer().may("disposal.vary"),
        may_accept=viewer().may("condition.accept"),
        is_sergeant=is_deciding_sergeant(viewer().role.value, rank.level if rank else None),
        may_explain=viewer().may("disposal.explain"),
        may_propose=viewer().may("disposal.propose"),
    )


def _just_decided(found: DisposalView) -> str:
    """The decision that the viewer comes from, where nothing was done since."""
    last = found.events[-1] if found.events else None
    if last is None:
        return ""
    is_theirs = last.event in ("authorise", "refuse") and last.by_id == viewer().user_id
    return last.event if is_theirs and request.args.get("done") == "decided" else ""


@pages.route("/disposals/<int:disposal_id>/document.pdf")
@permit("disposal.read")
def document(disposal_id: int) -> ResponseReturnValue:
    """The signed document, byte for byte as it was kept; before the signature a copy to be signed."""
    found = proposal_queries.disposal(viewer(), disposal_id)
    content = signing_actions.print_document(by=viewer(), found=found, number=copy_asked_for())
    if content is None:  # nothing was signed, and nothing is to be signed now
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    return hand_over(
        content, kind="application/pdf", name=f"{found.disposal.kind.value.lower()}-{disposal_id}.pdf", inline=True
    )


@pages.route("/conditions/<int:condition_id>/accept", methods=["GET", "POST"])
@permit("condition.accept")
def accept(condition_id: int) -> ResponseReturnValue:
    """An officer accepts the evidence for one condition."""
    row, found = proposal_queries.condition(viewer(), condition_id)
    settled = found.disposal.state is not State.ACTIVE or row not in found.open_conditions
    if settled and request.method != "POST":
        return redirect(url_for("disposals.disposal", disposal_id=found.disposal.id))
    form = open_form(AcceptForm, title="Accept a condition as met", of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _accept(form, condition_id))):
        return redirect(location)
    record_look(found.view, "accept condition", found.disposal.id)
    return show(
        "disposals/steps/accept.html",
        form=form,
        row=row,
        found=found,
        is_last=len(found.open_conditions) == 1,
        has_victim=queries.victim_may_exist(found.disposal),
        names=names_of([row.reported_by_id]),
    )


def _accept(form: AcceptForm, condition_id: int) -> str:
    row = conditions_actions.accept_condition(
        by=viewer(),
        condition_id=condition_id,
        evidence=form.evidence.data,
        victim_told=form.victim_told.data,
        version=form.seen_version,
    )
    return back_to(row.disposal_id)


@pages.route("/disposals/waiting")
@permit("disposal.desk")
def waiting() -> ResponseReturnValue:
    """What waits for another officer: oral authorities to confirm, requests for a test, proposals of a disposal."""
    looking = viewer()
    found, oral = proposal_queries.waiting_for_authority(looking), authorities_to_confirm(looking)
    shown = [
        *(one.disposal.person_id for one in found.proposals),
        *(one.details.person_id for one in found.requests),
        *(one.details.person_id for one in oral),
    ]
    audit.listed(looking, "disposal.listed", shown, page="waiting")
    return show(
        "disposals/steps/waiting.html",
        rows=found.proposals,
        records=custody_numbers_of([one.disposal.episode_id for one in found.proposals]),
        requests=found.requests,
        oral=oral,
        elsewhere=proposal_queries.waiting_elsewhere(looking),
        names=names_of(
            [one.disposal.proposed_by_id for one in found.proposals]
            + [one.request.asked_by_id for one in found.requests]
            + [one.authority.recorded_by_id for one in oral]
        ),
        me=looking.user_id,
        may_authorise=looking.may("disposal.authorise"),
        may_answer=looking.rank is not None and looking.rank.at_least(Rank.INSPECTOR),
        now=clock.now(),
    )


# The page of any step that has none of its own: what it asks follows from the table of steps.


@pages.route("/disposals/<int:disposal_id>/step/<event>", methods=["GET", "POST"])
@permit("disposal.step")
@takes_a_file
def step(disposal_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a disposal that stands."""
    asked = None if event in OWN_PAGE else steps_asked().get(event)
    if asked is None:
        abort(404)
    found = proposal_queries.disposal(viewer(), disposal_id)
    closed = closed_now(found, event) if request.method != "POST" else ""
    form = open_form(step_form(event), title=asked.title, of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _take(form, asked, disposal_id))):
        return redirect(location)
    record_look(found.view, event, disposal_id)
    fields = [form[each.name] for each in asked.records if each.name in form]
    return show("disposals/steps/step.html", form=form, found=found, asked=asked, fields=fields, closed=closed)


def _take(form: Form, asked: StepAsked, disposal_id: int) -> str:
    given = given_by(form, asked)
    actions.take_step(by=viewer(), disposal_id=disposal_id, event=asked.event, given=given, version=form.seen_version)
    if "scan" in form and form.scan.data:
        purpose = ScanPurpose.CPS_DECISION
        signing_actions.receive_scan(by=viewer(), disposal_id=disposal_id, purpose=purpose, scan=form.scan.data)
    return back_to(disposal_id)
