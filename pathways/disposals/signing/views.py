"""The pages that authorise, sign and take back a disposal; its scans, and the letter to the victim."""

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.testing import queries as arrest_tests
from pathways.arrest_tests.testing.queries import ResultView
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.documents import words as documents
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.rules.fact_sheet import read_back
from pathways.disposals.facts.rules.gravity import Gravity
from pathways.disposals.forms.case import ScanForm
from pathways.disposals.forms.proposal import AuthoriseForm, SignForm, TakeBackForm
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.actions import Judged
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.proposal.rules.verdicts import with_margin_day
from pathways.disposals.proposal.rules.what_clears_a_rule import may_override
from pathways.disposals.proposal.views import answered_elsewhere
from pathways.disposals.signing import actions
from pathways.disposals.steps import queries as steps_queries
from pathways.disposals.steps.rules.machine import TAKES_EFFECT, State, may
from pathways.disposals.views import as_shown, open_steps, openings_of, pages, record_look, young
from pathways.documents.scans import ENDINGS
from pathways.drafts.desk import once, open_form
from pathways.law.rules.disposal_terms import Gate
from pathways.ui.files import takes_a_file
from pathways.ui.pages import hand_back, hand_over, show
from pathways.vocabulary import YesNo

# Authority, signature and taking back.


CHECK = "check"
"""What the button posts that works out the gravity score without recording anything."""
TAKES_EFFECT_WORDS = {"sign": "Explain and sign", "agree": "Explain and agree", "give": "Explain and give"}


@pages.route("/disposals/<int:disposal_id>/authorise", methods=["GET", "POST"])
@permit("disposal.authorise")
def authorise(disposal_id: int) -> ResponseReturnValue:
    """Authorise a disposal or send it back, for an officer who did not propose it."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    if elsewhere := _not_now(disposal_view, "authorise"):
        return elsewhere
    form = open_form(AuthoriseForm, title="Authorise a disposal", of=disposal_view.view.person.id)
    case = facts_queries.case_of(disposal_view.view)
    factors = case.gravity_table.factors.values() if case.gravity_table else ()
    form.offer_factors([(factor.code, f"{factor.words} ({factor.change:+})") for factor in factors])
    gravity = facts_queries.gravity_of(case, form.factors)
    step = proposal_actions.step_now(viewer().rank, gravity_final=gravity.final if gravity else None)
    judged = proposal_actions.at_gate(disposal_view, case, Gate.AUTHORISE, step)
    form.offer_overrides(_may_be_set_aside(judged))
    asks_score = form.pressed == CHECK
    if not asks_score and (response := once(form, lambda: _decide(form, disposal_id, gravity), settles=True)):
        return response
    now = steps_queries.standing_of(viewer(), disposal_view, case)
    record_look(disposal_view.view, "authorise", disposal_id)
    return show(
        "disposals/signing/authorise.html",
        form=form,
        disposal_view=disposal_view,
        case=case,
        answers=read_back(case.answers),
        opinion=with_margin_day(judged.opinion, case.keeps_margin_until),
        as_shown=partial(as_shown, openings=openings_of(case, left=answered_elsewhere(case))),
        is_own=disposal_view.disposal.proposed_by_id == viewer().user_id,
        names=names_of([disposal_view.disposal.proposed_by_id]),
        gates=tuple(Gate),
        result=_result_relied_on(disposal_view),
        purpose=ResultPurpose.CONDITIONAL_CAUTION,
        other_steps=[step for step in open_steps(disposal_view.disposal, now) if not step.is_rare],
        asks_score=asks_score,
        set_aside=proposal_queries.set_aside(disposal_view.events),
        gravity=gravity,
    )


def _may_be_set_aside(judged: Judged) -> list[tuple[str, str]]:
    """The rules against a disposal that this officer could set aside with a reason: (id, message)."""
    by_id = {rule.id: rule for rule in judged.book.rules_on(clock.today(), judged.opinion.kind)}
    rank = judged.facts.get("authority_rank_level")
    level = rank if isinstance(rank, int) else None
    return [
        (reason.rule_id, reason.message)
        for reason in judged.opinion.reasons
        if not may_override(by_id[reason.rule_id], level, judged.facts)
    ]


def _result_relied_on(disposal_view: DisposalView) -> ResultView | None:
    """The test result, for the officer who decides a conditional caution that relies on it. The look is logged."""
    if not disposal_view.a_test_may_inform_it:
        return None
    result = arrest_tests.result_for(viewer(), disposal_view.view.episode.id, ResultPurpose.CONDITIONAL_CAUTION)
    if result:
        subject = ("drug_test", result.test_id)
        audit.look(viewer(), disposal_view.view.person.id, "test.result.viewed", subject, purpose=result.purpose.value)
    return result


def _decide(form: AuthoriseForm, disposal_id: int, gravity: Gravity | None) -> str:
    if form.decision.data == "authorise":
        actions.authorise(
            by=viewer(),
            disposal_id=disposal_id,
            reason=form.reason.data,
            overrides=form.overrides,
            gravity=gravity,
            version=form.seen_version,
        )
    else:
        actions.send_back(by=viewer(), disposal_id=disposal_id, reason=form.reason.data, version=form.seen_version)
    return url_for("disposals.disposal", disposal_id=disposal_id, done="decided")


@pages.route("/disposals/<int:disposal_id>/sign", methods=["GET", "POST"])
@permit("disposal.sign")
def sign(disposal_id: int) -> ResponseReturnValue:
    """Read the words aloud, print the document, and record the signature or that the person does not agree."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    if elsewhere := _not_now(disposal_view, TAKES_EFFECT[disposal_view.disposal.kind]):
        return elsewhere
    title = TAKES_EFFECT_WORDS[TAKES_EFFECT[disposal_view.disposal.kind]]
    form = open_form(SignForm, title=title, of=disposal_view.view.person.id, filled={"explained_at": clock.today()})
    form.for_kind(disposal_view.disposal.kind)
    if response := once(form, lambda: _sign(form, disposal_id)):
        return response
    record_look(disposal_view.view, "sign", disposal_id)
    return show(
        "disposals/signing/sign.html",
        form=form,
        disposal_view=disposal_view,
        case=facts_queries.case_of(disposal_view.view),
        words=documents.WORDS[disposal_view.disposal.kind],
        leaflet=facts_queries.leaflet_on(
            disposal_view.disposal.organisation_id, disposal_view.disposal.kind, clock.today()
        ),
        title=title,
    )


def _sign(form: SignForm, disposal_id: int) -> str:
    if form.agrees:
        actions.sign(
            by=viewer(),
            disposal_id=disposal_id,
            explained_at=form.explained_at.data if "explained_at" in form else None,
            consents="consents" in form,
            was_signed="was_signed" in form and form.was_signed.data in ("paper", "screen"),
            typed_name=form.typed_name.data if form.is_on_screen else None,
            reference=form.reference.data if "reference" in form else None,
            read_it=form.is_on_screen and bool(form.has_read.data),
            version=form.seen_version,
        )
    else:
        offered = form.advice_offered.data is YesNo.YES
        actions.decline(by=viewer(), disposal_id=disposal_id, legal_advice_offered=offered, version=form.seen_version)
    return url_for("disposals.disposal", disposal_id=disposal_id)


@pages.route("/disposals/<int:disposal_id>/take-back", methods=["GET", "POST"])
@permit("disposal.propose")
def take_back(disposal_id: int) -> ResponseReturnValue:
    """Before it is signed: the proposal is taken back, or the person does not agree."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    if request.method != "POST" and not may(
        disposal_view.disposal.kind, disposal_view.disposal.state, "withdraw_proposal"
    ):
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    form = open_form(TakeBackForm, title="Take back a proposal", of=disposal_view.view.person.id)
    if response := once(form, lambda: _take_back(form, disposal_id)):
        return response
    record_look(disposal_view.view, "take back", disposal_id)
    return show("disposals/signing/take_back.html", form=form, disposal_view=disposal_view)


def _take_back(form: TakeBackForm, disposal_id: int) -> str:
    if form.why.data == "decline":
        offered = form.advice_offered.data is YesNo.YES
        actions.decline(by=viewer(), disposal_id=disposal_id, legal_advice_offered=offered, version=form.seen_version)
    else:
        proposal_actions.withdraw_proposal(
            by=viewer(), disposal_id=disposal_id, reason=form.reason.data, version=form.seen_version
        )
    return url_for("disposals.disposal", disposal_id=disposal_id)


def _not_now(disposal_view: DisposalView, event: str) -> ResponseReturnValue | None:
    """A redirect if this step may not be taken now, or the person may be under 18; else None.

    Only a GET is redirected for the step: a form that was sent too late is answered in words, with what was typed.
    """
    if request.method != "POST" and not may(disposal_view.disposal.kind, State(disposal_view.disposal.state), event):
        return redirect(url_for("disposals.disposal", disposal_id=disposal_view.disposal.id))
    return young(disposal_view.view)


# Scans of what was signed or decided on paper, and the letter to the victim.


@pages.route("/disposals/<int:disposal_id>/scans", methods=["GET", "POST"])
@permit("disposal.propose")
@takes_a_file
def scans(disposal_id: int) -> ResponseReturnValue:
    """The scans about a disposal, and the form that adds one."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    form = open_form(ScanForm, title="Add a scan", of=disposal_view.view.person.id)
    if response := once(form, lambda: _receive(form, disposal_id)):
        return response
    record_look(disposal_view.view, "scans", disposal_id)
    rows = proposal_queries.scans_of(disposal_id)
    return show(
        "disposals/signing/scans.html",
        form=form,
        disposal_view=disposal_view,
        rows=rows,
        names=names_of([r.received_by_id for r in rows]),
    )


def _receive(form: ScanForm, disposal_id: int) -> str:
    actions.receive_scan(
        by=viewer(),
        disposal_id=disposal_id,
        purpose=form.purpose.data,
        scan=form.scan.data,
        version=form.seen_version,
    )
    return url_for("disposals.scans", disposal_id=disposal_id)


@pages.route("/disposals/<int:disposal_id>/scans/<int:scan_id>")
@permit("disposal.desk")
def scan(disposal_id: int, scan_id: int) -> ResponseReturnValue:
    """One scan, byte for byte, as a download under a name made here."""
    row = actions.open_scan(by=viewer(), disposal_id=disposal_id, scan_id=scan_id)
    name = f"{row.purpose.value.replace('_', '-')}-{disposal_id}-{row.id}.{ENDINGS[row.media_type]}"
    return hand_back(row.content, kind=row.media_type, name=name)


@pages.route("/disposals/<int:disposal_id>/victim-letter.pdf")
@permit("disposal.desk")
def victim_letter(disposal_id: int) -> ResponseReturnValue:
    """The letter that tells the victim the outcome; without one, back to the disposal."""
    content = actions.print_victim_letter(by=viewer(), disposal_view=proposal_queries.disposal(viewer(), disposal_id))
    if content is None:
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    return hand_over(content, kind="application/pdf", name=f"victim-letter-{disposal_id}.pdf", inline=True)
