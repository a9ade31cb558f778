"""Authority, signature and taking back: the pages of those who decide."""

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.queries import ResultView
from pathways.arrest_tests.rules import Purpose
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals import actions, documents, queries
from pathways.disposals.actions.judging import Judged
from pathways.disposals.forms import AuthorityForm, SignForm, TakeBackForm
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import TAKES_EFFECT, Gate, State, may, may_override, read_back, with_margin_day
from pathways.disposals.rules.gravity import Gravity
from pathways.disposals.views.blueprint import as_shown, open_steps, openings_of, pages, record_look, young
from pathways.disposals.views.choosing import answered_elsewhere
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show
from pathways.vocabulary import YesNo

CHECK = "check"
"""What the button posts that works the gravity score out without recording anything."""
TAKES_EFFECT_WORDS = {"sign": "Explain and sign", "agree": "Explain and agree", "give": "Explain and give"}


@pages.route("/disposals/<int:disposal_id>/authorise", methods=["GET", "POST"])
@permit("disposal.authorise")
def authorise(disposal_id: int) -> ResponseReturnValue:
    """What an officer who did not propose it reads before deciding."""
    found = queries.disposal(viewer(), disposal_id)
    if elsewhere := _not_now(found, "authorise"):
        return elsewhere
    form = open_form(AuthorityForm, title="Authorise a disposal", of=found.view.person.id)
    table = queries.gravity_table_on(found.disposal.organisation_id, clock.today())
    form.offer_factors([(one.code, f"{one.words} ({one.change:+})") for one in table.factors.values()] if table else ())
    case = queries.case_of(found.view)
    gravity = queries.gravity_of(case, form.factors)
    step = actions.step_now(viewer(), gravity_final=gravity.final if gravity else None)
    judged = actions.at_gate(viewer(), found, Gate.AUTHORISE, step)
    form.offer_overrides(_may_be_set_aside(judged))
    asks_score = form.pressed == CHECK
    if not asks_score and form.submitted() and (location := once(form, lambda: _decide(form, disposal_id, gravity))):
        return redirect(location)
    record_look(found.view, "authorise", disposal_id)
    return show(
        "disposals/authorise.html",
        form=form,
        found=found,
        case=case,
        told=read_back(case.answers),
        opinion=with_margin_day(judged.opinion, case.keeps_margin_until),
        as_shown=partial(as_shown, openings=openings_of(case, left=answered_elsewhere(case))),
        is_own=found.disposal.proposed_by_id == viewer().user_id,
        names=names_of([found.disposal.proposed_by_id]),
        gates=tuple(Gate),
        result=_result_relied_on(found),
        purpose=Purpose.CONDITIONAL_CAUTION,
        other_steps=[one for one in open_steps(found) if not one.is_rare],
        asks_score=asks_score,
        set_aside=queries.set_aside(found.events),
        gravity=gravity,
    )


def _may_be_set_aside(judged: Judged) -> list[tuple[str, str]]:
    """The rules against it that this officer could set aside with a reason."""
    by_id = {rule.id: rule for rule in judged.book.rules_on(clock.today(), judged.opinion.kind)}
    rank = judged.facts.get("authority_rank_level")
    level = rank if isinstance(rank, int) else None
    return [
        (one.rule_id, one.message)
        for one in judged.opinion.reasons
        if not may_override(by_id[one.rule_id], level, judged.facts)
    ]


def _result_relied_on(found: DisposalView) -> ResultView | None:
    """The test result, for whoever decides a conditional caution whose reasons rely on it; the look is recorded."""
    if not found.a_test_may_inform_it:
        return None
    result = arrest_tests.result_for(viewer(), found.view.episode.id, Purpose.CONDITIONAL_CAUTION)
    if result:
        subject = ("drug_test", result.test_id)
        audit.look(viewer(), found.view.person.id, "test.result.viewed", subject, purpose=result.purpose.value)
    return result


def _decide(form: AuthorityForm, disposal_id: int, gravity: Gravity | None) -> str:
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
    """Read aloud, print, sign; or the person's no."""
    found = queries.disposal(viewer(), disposal_id)
    if elsewhere := _not_now(found, TAKES_EFFECT[found.disposal.kind]):
        return elsewhere
    title = TAKES_EFFECT_WORDS[TAKES_EFFECT[found.disposal.kind]]
    form = open_form(SignForm, title=title, of=found.view.person.id, filled={"explained_at": clock.today()})
    form.for_kind(found.disposal.kind)
    if form.submitted() and (location := once(form, lambda: _sign(form, disposal_id))):
        return redirect(location)
    record_look(found.view, "sign", disposal_id)
    return show(
        "disposals/sign.html",
        form=form,
        found=found,
        case=queries.case_of(found.view),
        words=documents.WORDS[found.disposal.kind],
        leaflet=queries.leaflet_on(found.disposal.organisation_id, found.disposal.kind, clock.today()),
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
    found = queries.disposal(viewer(), disposal_id)
    if request.method != "POST" and not may(found.disposal.kind, found.disposal.state, "withdraw_proposal"):
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    form = open_form(TakeBackForm, title="Take back a proposal", of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _take_back(form, disposal_id))):
        return redirect(location)
    record_look(found.view, "take back", disposal_id)
    return show("disposals/take_back.html", form=form, found=found)


def _take_back(form: TakeBackForm, disposal_id: int) -> str:
    if form.why.data == "decline":
        offered = form.advice_offered.data is YesNo.YES
        actions.decline(by=viewer(), disposal_id=disposal_id, legal_advice_offered=offered, version=form.seen_version)
    else:
        actions.withdraw_proposal(
            by=viewer(), disposal_id=disposal_id, reason=form.reason.data, version=form.seen_version
        )
    return url_for("disposals.disposal", disposal_id=disposal_id)


def _not_now(found: DisposalView, event: str) -> ResponseReturnValue | None:
    """To the disposal's own page when this step is not its next one, or to the young people's route.

    A form sent when a colleague was first is answered in words, with what was typed: only a look is led elsewhere.
    """
    if request.method != "POST" and not may(found.disposal.kind, State(found.disposal.state), event):
        return redirect(url_for("disposals.disposal", disposal_id=found.disposal.id))
    return young(found.view)
