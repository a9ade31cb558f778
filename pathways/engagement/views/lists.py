"""The caseload, and one case."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of, police_names_of
from pathways.disposals.queries import changed_from
from pathways.drafts.desk import open_form
from pathways.drafts.lists import ListSearch, search_of_list, searched, without_words
from pathways.engagement import queries
from pathways.engagement.forms import CaseloadFilter
from pathways.engagement.queries import Case
from pathways.engagement.rules import (
    ENGAGED,
    REVIEW_AFTER,
    Listing,
    Only,
    endings,
    listing_of,
    modalities,
)
from pathways.engagement.rules.ways import by_what_they_do
from pathways.engagement.views.blueprint import pages, show_case
from pathways.referrals import queries as referrals
from pathways.referrals.queries import Screen
from pathways.referrals.rules import lapses_on, needs_in_words
from pathways.ui.pages import show

LATEST = 5


@pages.route("/cases", methods=["GET", "POST"])
@permit("case.read")
def caseload() -> ResponseReturnValue:
    """The open cases of the viewer's provider, narrowed and ordered by the address. Searched by post: no name there."""
    if elsewhere := without_words():
        return elsewhere
    search, after = search_of_list(), request.args.get("after")
    asked = listing_of(request.args, search.words)
    sifted = open_form(CaseloadFilter, title="Caseload", filled=asked.in_address | {"words": asked.words})
    if sifted.submitted():
        wanted = sifted.listing()
        return redirect(url_for("engagement.caseload", **wanted.in_address, **searched(wanted.words)))
    page = queries.caseload(viewer(), asked, after)
    shown = [row.details.person_id for row in page.rows]
    audit.listed(viewer(), "caseload.listed", shown, asked=asked.parts_given)
    return show(
        "engagement/caseload.html",
        page=page,
        sifted=sifted,
        asked=asked,
        search=search,
        kept=asked.in_address | search.in_address,
        views=[(each.label, _narrowed_to(asked, each, search), each is asked.only) for each in Only],
        after=after,
    )


def _narrowed_to(asked: Listing, only: Only, search: ListSearch) -> str:
    """The same list, of these cases only."""
    return url_for("engagement.caseload", **replace(asked, only=only).in_address, **search.in_address)


@pages.get("/cases/<int:referral_id>")
@permit("case.read")
def case(referral_id: int) -> ResponseReturnValue:
    """One case: what is next, what police set, what they can see, and everything recorded."""
    held = queries.case(viewer(), referral_id)
    consent = queries.feedback_answer(held)
    screen = referrals.screen_of(held.referral.episode_id)
    result = queries.result_for_treatment(viewer(), held)
    running = referrals.what_runs(viewer(), [held.referral])[held.referral.id]
    if result:
        subject = ("drug_test", result.test_id)
        audit.look(viewer(), held.person.id, "test.result.viewed", subject, purpose=result.purpose.value)
    return show_case(
        "engagement/case.html",
        held,
        screen=screen,
        risks=screen.flags if screen else (),
        needs=needs_in_words(screen.facts) if screen else (),
        urgent_besides=("Pregnant",) if screen and screen.facts.is_pregnant else (),
        consent=consent,
        consent_until=lapses_on(consent.row.taken_at) if consent.live and consent.row else None,
        keyworker="".join(queries.keyworkers_named(viewer(), [held.referral.keyworker_id]).values()),
        assessor=name_of(held.assessment.assessor_id) if held.assessment else "",
        is_open=held.is_open,
        ending=endings().get(held.exit.reason) if held.exit else None,
        steps=by_what_they_do(queries.open_steps(viewer(), held)),
        attempts=queries.attempts_of(held),
        modality=modalities().get(held.start.modality) if held.start else None,
        engaged=ENGAGED,
        result=result,
        running=running,
        deadline=referrals.next_deadline(running),
        now=clock.now(),
        is_accepted=request.args.get("done") == "accepted" and held.referral.accepted_by_id == viewer().user_id,
        **_beside(held, screen),
    )


def _beside(held: Case, screen: Screen | None) -> dict[str, Any]:
    """The plan, the latest contacts, what is next by when, and what stands beside the case."""
    plan = queries.plan_of(held)
    conditions = queries.conditions_for(viewer(), held)
    return {
        "conditions": conditions,
        "to_confirm": queries.conditions_to_confirm(conditions, held),
        "police_names": police_names_of(condition.reported_by_id for condition in conditions),
        "changed_from": changed_from([condition.id for condition in conditions]),
        "told_by_link": queries.told_by_link(held.referral.id),
        "transfer": referrals.last_transfer_of(held.referral),
        "plan": plan,
        "lines": queries.contacts_of(held)[:LATEST],
        "weeks_12": held.start.started_on + REVIEW_AFTER if held.start else None,
        "naloxone": queries.naloxone_held(queries.supplies_of(held)),
        "said_of_naloxone": screen.naloxone.words if screen and screen.naloxone else "",
        "peer": queries.peer_of(held),
        "contact": queries.contact_facts(held),
        "today": clock.today(),
    }
