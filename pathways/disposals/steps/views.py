"""The pages of one disposal, of what waits for authority, and of any step that has no page of its own."""

from datetime import datetime
from functools import partial

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.authority.queries import OralToConfirm, RequestWaiting, authorities_to_confirm
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
from pathways.disposals.forms.proposal import AcceptEvidenceForm
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.queries import DisposalView, WaitingProposal
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions, queries
from pathways.disposals.steps.rules import machine
from pathways.disposals.victims import queries as victims_queries
from pathways.disposals.views import back_to, closed_now, not_yet, open_steps, pages, record_look
from pathways.documents.kinds import ScanPurpose
from pathways.drafts.desk import once, open_form
from pathways.people.custody.queries import custody_numbers_of
from pathways.step_tables.forms import form_of, given_by
from pathways.step_tables.rules import StepAsked
from pathways.store.paging import page_among
from pathways.ui.files import takes_a_file
from pathways.ui.forms import Form
from pathways.ui.pages import copy_asked_for, hand_over, marks_asked_for, show

# One disposal, its document, the evidence for a condition, and the list of what waits for authority.


@pages.route("/disposals/<int:disposal_id>")
@permit("disposal.read")
def disposal(disposal_id: int) -> ResponseReturnValue:
    """One disposal: its state, why, and the next action."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    people = [
        disposal_view.disposal.proposed_by_id,
        disposal_view.disposal.authorised_by_id,
        disposal_view.disposal.signed_by_id,
    ]
    people += [event.by_id for event in disposal_view.events] + [row.accepted_by_id for row in disposal_view.conditions]
    record_look(disposal_view.view, "disposal", disposal_id)
    case, rank = facts_queries.case_of(disposal_view.view), viewer().rank
    now, follows = queries.standing_of(viewer(), disposal_view, case), viewer().may("disposal.follow")
    codes, contacts = queries.beside_disposal(disposal_id)
    return show(
        "disposals/steps/disposal.html",
        disposal_view=disposal_view,
        today=clock.today(),
        late=conditions_queries.late_conditions(disposal_view),
        days_late=conditions_queries.days_late(disposal_view),
        offences=case.offence_words,
        why_no_last_day=case.why_no_last_day,
        names=names_of(people),
        police_names=police_names_of(row.reported_by_id for row in disposal_view.conditions),
        services=service_names([row.service_id for row in disposal_view.conditions if row.service_id]),
        is_own=disposal_view.disposal.proposed_by_id == viewer().user_id,
        just_decided=_just_decided(disposal_view),
        may_authorise=viewer().may("disposal.authorise"),
        may_sign=viewer().may("disposal.sign"),
        states=machine.State,
        ended_by_death=machine.State.CLOSED_DIED.label,
        has_ended=machine.is_ended(disposal_view.disposal.kind, disposal_view.disposal.state),
        document=proposal_queries.document_of(disposal_view.disposal),
        letter=documents.victim_letter(disposal_view, case, force="") and not disposal_view.view.person.died_at,
        has_victim=now.victim_exists,
        victim_told=victims_queries.victim_told(disposal_view.disposal, disposal_view.events),
        steps=open_steps(disposal_view.disposal, now),
        not_yet=not_yet(disposal_view, now),
        asked=machine.steps_asked(),
        followed=machine.taken_at(machine.Desk.MONITOR, disposal_view.disposal.kind),
        told_of=machine.told_of,
        contacts=contacts if follows and disposal_view.disposal.signed_at else (),
        codes=codes,
        takes_effect=machine.TAKES_EFFECT[disposal_view.disposal.kind],
        varies=VARIES.get(disposal_view.disposal.kind, ""),
        reports=(disposal_view.disposal.kind, disposal_view.disposal.state) in REPORTS,
        may_move=partial(machine.may, disposal_view.disposal.kind, disposal_view.disposal.state),
        follows=follows,
        may_vary=viewer().may("disposal.vary"),
        may_accept=viewer().may("condition.accept"),
        is_sergeant=machine.is_deciding_sergeant(viewer().role.value, rank.level if rank else None),
        may_explain=viewer().may("disposal.explain"),
        may_propose=viewer().may("disposal.propose"),
    )


def _just_decided(disposal_view: DisposalView) -> str:
    """The decision that the viewer has just taken, if nothing was done since; else ""."""
    last = disposal_view.events[-1] if disposal_view.events else None
    if last is None:
        return ""
    is_theirs = last.event in ("authorise", "refuse") and last.by_id == viewer().user_id
    return last.event if is_theirs and request.args.get("done") == "decided" else ""


@pages.route("/disposals/<int:disposal_id>/document.pdf")
@permit("disposal.read")
def document(disposal_id: int) -> ResponseReturnValue:
    """The signed document, byte for byte as it was stored; before that, a copy to be signed."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    content = signing_actions.print_document(by=viewer(), disposal_view=disposal_view, number=copy_asked_for())
    if content is None:  # nothing was signed, and nothing is to be signed now
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    return hand_over(
        content,
        kind="application/pdf",
        name=f"{disposal_view.disposal.kind.value.lower()}-{disposal_id}.pdf",
        inline=True,
    )


@pages.route("/conditions/<int:condition_id>/accept", methods=["GET", "POST"])
@permit("condition.accept")
def accept(condition_id: int) -> ResponseReturnValue:
    """An officer accepts the evidence for one condition."""
    row, disposal_view = proposal_queries.condition(viewer(), condition_id)
    settled = disposal_view.disposal.state is not machine.State.ACTIVE or row not in disposal_view.open_conditions
    if settled and request.method != "POST":
        return redirect(url_for("disposals.disposal", disposal_id=disposal_view.disposal.id))
    form = open_form(AcceptEvidenceForm, title="Accept a condition as met", of=disposal_view.view.person.id)
    if response := once(form, lambda: _accept(form, condition_id)):
        return response
    record_look(disposal_view.view, "accept condition", disposal_view.disposal.id)
    return show(
        "disposals/steps/accept.html",
        form=form,
        row=row,
        disposal_view=disposal_view,
        is_last=len(disposal_view.open_conditions) == 1,
        has_victim=queries.victim_may_exist(disposal_view.disposal),
        names=names_of([row.reported_by_id]),
    )


def _accept(form: AcceptEvidenceForm, condition_id: int) -> str:
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
    """What waits for an officer: oral authorities to confirm, requests for a test, proposed disposals."""
    looking = viewer()
    marks = marks_asked_for("after", "after_request", "after_oral")
    waiting = proposal_queries.waiting_for_authority(looking)
    proposals = page_among(waiting.proposals, _proposed, (datetime, int), after=marks["after"])
    requests = page_among(waiting.requests, _asked, (datetime, int), after=marks["after_request"])
    oral = page_among(authorities_to_confirm(looking), _given, (datetime, int), after=marks["after_oral"])
    shown = [row.details.person_id for page in (proposals, requests, oral) for row in page.rows]
    audit.listed(looking, "disposal.listed", shown, page="waiting")
    return show(
        "disposals/steps/waiting.html",
        proposals=proposals,
        records=custody_numbers_of([proposal.disposal.episode_id for proposal in proposals.rows]),
        requests=requests,
        oral=oral,
        marks=marks,
        elsewhere=proposal_queries.waiting_elsewhere(looking),
        names=names_of(
            [proposal.disposal.proposed_by_id for proposal in proposals.rows]
            + [test_request.request.asked_by_id for test_request in requests.rows]
            + [oral_authority.authority.recorded_by_id for oral_authority in oral.rows]
        ),
        me=looking.user_id,
        may_authorise=looking.may("disposal.authorise"),
        may_answer=looking.rank is not None and looking.rank.at_least(Rank.INSPECTOR),
        now=clock.now(),
    )


def _proposed(proposal: WaitingProposal) -> tuple[datetime, int]:
    return proposal.disposal.proposed_at, proposal.disposal.id


def _asked(test_request: RequestWaiting) -> tuple[datetime, int]:
    return test_request.request.asked_at, test_request.request.id


def _given(oral_authority: OralToConfirm) -> tuple[datetime, int]:
    return oral_authority.authority.given_at, oral_authority.authority.id


# The page of any step that has none of its own. The table of steps says what it asks.


@pages.route("/disposals/<int:disposal_id>/step/<event>", methods=["GET", "POST"])
@permit("disposal.step")
@takes_a_file
def step(disposal_id: int, event: str) -> ResponseReturnValue:
    """Take one step of a disposal."""
    asked = None if event in machine.OWN_PAGE else machine.steps_asked().get(event)
    if asked is None:
        abort(404)
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    closed = _closed(disposal_view, event) if request.method != "POST" else ""
    form = open_form(form_of(asked), title=asked.title, of=disposal_view.view.person.id)
    if response := once(form, lambda: _take(form, asked, disposal_id)):
        return response
    record_look(disposal_view.view, event, disposal_id)
    return show("disposals/steps/step.html", form=form, disposal_view=disposal_view, asked=asked, closed=closed)


def _closed(disposal_view: DisposalView, event: str) -> str:
    now = queries.standing_of(viewer(), disposal_view, facts_queries.case_of(disposal_view.view))
    return closed_now(disposal_view, event, now)


def _take(form: Form, asked: StepAsked, disposal_id: int) -> str:
    given = given_by(form, asked)
    actions.take_step(by=viewer(), disposal_id=disposal_id, event=asked.event, given=given, version=form.seen_version)
    if "scan" in form and form.scan.data:
        purpose = ScanPurpose.CPS_DECISION
        signing_actions.receive_scan(by=viewer(), disposal_id=disposal_id, purpose=purpose, scan=form.scan.data)
    return back_to(disposal_id)
