"""What stands: one disposal, its document, its conditions, and what waits for authority."""

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests.queries import authorities_to_confirm
from pathways.auth import Rank
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, police_names_of
from pathways.directory.queries import service_names
from pathways.disposals import actions, documents, queries
from pathways.disposals.actions.conditions import REPORTS
from pathways.disposals.actions.varying import VARIES
from pathways.disposals.forms import AcceptForm
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import TAKES_EFFECT, State, is_ended, may
from pathways.disposals.rules.actors import Desk, is_deciding_sergeant, taken_at
from pathways.disposals.rules.steps import steps_asked, told_of
from pathways.disposals.views.blueprint import back_to, not_yet, open_steps, pages, record_look
from pathways.drafts.desk import once, open_form
from pathways.people.queries import custody_numbers_of
from pathways.ui.pages import copy_asked_for, hand_over, show


@pages.route("/disposals/<int:disposal_id>")
@permit("disposal.read")
def disposal(disposal_id: int) -> ResponseReturnValue:
    """What stands, why, and the one next action."""
    found = queries.disposal(viewer(), disposal_id)
    people = [found.disposal.proposed_by_id, found.disposal.authorised_by_id, found.disposal.signed_by_id]
    people += [event.by_id for event in found.events] + [row.accepted_by_id for row in found.conditions]
    record_look(found.view, "disposal", disposal_id)
    case, rank = queries.case_of(found.view), viewer().rank
    return show(
        "disposals/disposal.html",
        found=found,
        today=clock.today(),
        late=queries.late_conditions(found),
        days_late=queries.days_late(found),
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
        victim_told=queries.victim_told(found.disposal),
        steps=open_steps(found),
        not_yet=not_yet(found),
        asked=steps_asked(),
        followed=taken_at(Desk.MONITOR, found.disposal.kind),
        told_of=told_of,
        contacts=queries.contacts_of(disposal_id),
        codes=queries.code_history(disposal_id),
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
    found = queries.disposal(viewer(), disposal_id)
    content = actions.print_document(by=viewer(), found=found, number=copy_asked_for())
    if content is None:  # nothing was signed, and nothing is to be signed now
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    return hand_over(
        content, kind="application/pdf", name=f"{found.disposal.kind.value.lower()}-{disposal_id}.pdf", inline=True
    )


@pages.route("/conditions/<int:condition_id>/accept", methods=["GET", "POST"])
@permit("condition.accept")
def accept(condition_id: int) -> ResponseReturnValue:
    """An officer accepts the evidence for one condition."""
    row, found = queries.condition(viewer(), condition_id)
    settled = found.disposal.state is not State.ACTIVE or row not in found.open_conditions
    if settled and request.method != "POST":
        return redirect(url_for("disposals.disposal", disposal_id=found.disposal.id))
    form = open_form(AcceptForm, title="Accept a condition as met", of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _accept(form, condition_id))):
        return redirect(location)
    record_look(found.view, "accept condition", found.disposal.id)
    return show(
        "disposals/accept.html",
        form=form,
        row=row,
        found=found,
        is_last=len(found.open_conditions) == 1,
        has_victim=queries.victim_may_exist(found.disposal),
        names=names_of([row.reported_by_id]),
    )


def _accept(form: AcceptForm, condition_id: int) -> str:
    row = actions.accept_condition(
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
    found, oral = queries.waiting_for_authority(looking), authorities_to_confirm(looking)
    shown = [
        *(one.disposal.person_id for one in found.proposals),
        *(one.details.person_id for one in found.requests),
        *(one.details.person_id for one in oral),
    ]
    audit.listed(looking, "disposal.listed", shown, page="waiting")
    return show(
        "disposals/waiting.html",
        rows=found.proposals,
        records=custody_numbers_of([one.disposal.episode_id for one in found.proposals]),
        requests=found.requests,
        oral=oral,
        elsewhere=queries.waiting_elsewhere(looking),
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
