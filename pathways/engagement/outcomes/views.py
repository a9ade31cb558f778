"""The pages of check-ins, feedback, scores, naloxone and peer support."""

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.forms.case import CheckInForm, FeedbackForm
from pathways.engagement.forms.treatment import PeerForm, ScoresForm, SupplyForm, UseForm
from pathways.engagement.outcomes import actions, queries
from pathways.engagement.outcomes.rules import CHECK_INS, FEWEST, WHEN, Grade, at_check_ins, due_on, top_items
from pathways.engagement.views import case_url, pages, show_case
from pathways.referrals.needs import queries as referrals
from pathways.refusals import OutOfSight
from pathways.ui.pages import marks_asked_for, show

# After a planned exit: people whose check-in is due, recording one, and the person's own feedback.


@pages.get("/check-ins")
@permit("case.read")
def check_ins() -> ResponseReturnValue:
    """People whose check-in is due after they completed treatment."""
    marks = marks_asked_for()
    page = queries.check_ins_due(viewer(), marks["after"])
    audit.listed(viewer(), "check_in.listed", [row.details.person_id for row in page.rows])
    return show(
        "engagement/outcomes/check_ins.html",
        page=page,
        marks=marks,
        when=WHEN,
        at=at_check_ins(unit_once=True),
        today=clock.today(),
    )


@pages.route("/check-ins/<int:referral_id>/<int:check_in_number>", methods=["GET", "POST"])
@permit("case.record")
def check_in(referral_id: int, check_in_number: int) -> ResponseReturnValue:
    """One check-in: the name and how to reach them, nothing of the case."""
    after_exit = queries.after_exit(viewer(), referral_id)
    if check_in_number not in CHECK_INS:
        raise OutOfSight
    form = open_form(CheckInForm, title="Check-in", of=after_exit.details.person_id)
    if response := once(form, lambda: _check_in(referral_id, check_in_number, form)):
        return response
    audit.look(viewer(), after_exit.details.person_id, "check_in.viewed", ("referral", referral_id))
    due = due_on(check_in_number, after_exit.exited_on)
    return show(
        "engagement/outcomes/check_in.html",
        after_exit=after_exit,
        form=form,
        number=check_in_number,
        when=WHEN,
        due=due,
    )


@pages.route("/cases/<int:referral_id>/feedback", methods=["GET", "POST"])
@permit("case.record")
def feedback(referral_id: int) -> ResponseReturnValue:
    """The person's own feedback, given on the screen handed to them. Nothing stored identifies them."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(FeedbackForm, title="Feedback", of=case.person.id)
    if response := once(form, lambda: _feedback(referral_id, form)):
        return response
    return show_case("engagement/outcomes/feedback.html", case, form=form)


@pages.get("/feedback")
@permit("feedback.read")
def feedback_read() -> ResponseReturnValue:
    """What people said of the service, for its manager, once five have answered."""
    feedback = queries.feedback_of(viewer())
    asked = FeedbackForm(formdata=None)
    questions = [(name, asked[name].label.text) for name in feedback.answers]
    return show(
        "engagement/outcomes/feedback_read.html",
        feedback=feedback,
        questions=questions,
        grades=tuple(Grade),
        fewest=FEWEST,
    )


def _check_in(referral_id: int, number: int, form: CheckInForm) -> str:
    actions.check_in(
        by=viewer(), referral_id=referral_id, number=number, outcome=form.outcome.data, note=form.note.data or ""
    )
    return url_for("engagement.check_ins")


def _feedback(referral_id: int, form: FeedbackForm) -> str:
    actions.give_feedback(
        by=viewer(),
        referral_id=referral_id,
        respected=form.respected.data,
        in_time=form.in_time.data,
        helped=form.helped.data,
        words=form.words.data or "",
    )
    return case_url(referral_id)


# Outcomes of a case: scores, naloxone supplied and used, peer support.


@pages.get("/cases/<int:referral_id>/outcomes")
@permit("case.read")
def outcomes(referral_id: int) -> ResponseReturnValue:
    """The scores side by side, naloxone, and peer support with what a peer is told."""
    case = case_queries.case(viewer(), referral_id)
    supplies = queries.supplies_of(case)
    return show_case(
        "engagement/outcomes/outcomes.html",
        case,
        items=top_items(),
        scores=queries.scores_of(case),
        supplies=supplies,
        naloxone=queries.naloxone_held(supplies),
        peer=queries.peer_of(case),
        may_tell=queries.may_tell_a_peer(case),
        today=clock.today(),
    )


@pages.route("/cases/<int:referral_id>/scores/new", methods=["GET", "POST"])
@permit("case.record")
def scores(referral_id: int) -> ResponseReturnValue:
    """A set of TOP scores: numbers, not the questionnaire."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(ScoresForm, title="TOP scores", of=case.person.id, filled={"taken_on": clock.today()})
    if response := once(form, lambda: _score(referral_id, form)):
        return response
    groups = list(dict.fromkeys(item.group for item in top_items()))
    return show_case("engagement/outcomes/scores.html", case, form=form, groups=groups)


@pages.route("/cases/<int:referral_id>/naloxone/new", methods=["GET", "POST"])
@permit("case.record")
def naloxone(referral_id: int) -> ResponseReturnValue:
    """A supply of take-home naloxone."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(SupplyForm, title="Naloxone supplied", of=case.person.id, filled={"supplied_on": clock.today()})
    if response := once(form, lambda: _supply(referral_id, form)):
        return response
    return show_case("engagement/outcomes/naloxone.html", case, form=form)


@pages.route("/cases/<int:referral_id>/naloxone/<int:supply_id>/used", methods=["GET", "POST"])
@permit("case.record")
def naloxone_used(referral_id: int, supply_id: int) -> ResponseReturnValue:
    """A supply that was used."""
    case, supply = queries.supply_of(viewer(), referral_id, supply_id)
    form = open_form(UseForm, title="Naloxone used", of=case.person.id, filled={"used_on": clock.today()})
    if response := once(form, lambda: _use(referral_id, supply_id, form)):
        return response
    return show_case("engagement/outcomes/naloxone_used.html", case, form=form, supply=supply)


@pages.route("/cases/<int:referral_id>/peer", methods=["GET", "POST"])
@permit("case.record")
def peer(referral_id: int) -> ResponseReturnValue:
    """Peer support offered, the answer, and what the peer is told under consent 4."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(PeerForm, title="Peer support", of=case.person.id, filled=_peer_so_far(case))
    screen = referrals.screen_of(case.referral.episode_id)
    form.offer_risks(screen.flags if screen else ())
    if response := once(form, lambda: _peer(referral_id, form)):
        return response
    return show_case("engagement/outcomes/peer.html", case, form=form, may_tell=queries.may_tell_a_peer(case))


def _peer_so_far(case: Case) -> dict[str, object]:
    stands = queries.peer_of(case)
    if stands is None:
        return {"offered_on": clock.today()}
    names = ("offered_on", "answer", "peer", "contact", "shared_risks", "first_contact_on")
    return {name: getattr(stands, name) for name in names}


def _outcomes(referral_id: int) -> str:
    return url_for("engagement.outcomes", referral_id=referral_id)


def _score(referral_id: int, form: ScoresForm) -> str:
    actions.record_scores(
        by=viewer(),
        referral_id=referral_id,
        stage=form.stage.data,
        taken_on=form.taken_on.data,
        scores=form.scores(),
        correction_reason=form.reason,
        version=form.seen_version,
    )
    return _outcomes(referral_id)


def _supply(referral_id: int, form: SupplyForm) -> str:
    actions.supply_naloxone(by=viewer(), referral_id=referral_id, supply=form.supply(), version=form.seen_version)
    return _outcomes(referral_id)


def _use(referral_id: int, supply_id: int, form: UseForm) -> str:
    actions.record_use(
        by=viewer(),
        referral_id=referral_id,
        supply_id=supply_id,
        used_on=form.used_on.data,
        outcome=form.outcome.data,
    )
    return _outcomes(referral_id)


def _peer(referral_id: int, form: PeerForm) -> str:
    actions.record_peer(by=viewer(), referral_id=referral_id, facts=form.facts(), version=form.seen_version)
    return _outcomes(referral_id)
