"""The pages of joint plans: asking a partner to join a case, ending it, and what the viewer's provider was asked."""

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.forms.consents import EndJointForm, JointForm
from pathways.referrals.joint_plans import actions, queries
from pathways.referrals.views import pages
from pathways.ui.pages import marks_asked_for, show

pages.add_app_template_global(queries.joined_to)


@pages.route("/cases/<int:referral_id>/joint", methods=["GET", "POST"])
@permit("case.record")
def joint(referral_id: int) -> ResponseReturnValue:
    """Partners of this case, and a form that asks another. Without consent 4 the page says what to ask first."""
    case = consents_queries.case_for_consents(viewer(), referral_id)
    form = open_form(JointForm, title="Joint plan", of=case.details.person_id)
    partners = queries.partners_for(case.referral)
    form.offer(
        [(partner.id, f"{partner.name}, {partner.town}") for partner in partners],
        queries.leads_here(viewer(), case.referral),
    )
    if response := once(form, lambda: _ask(form, referral_id)):
        return response
    audit.look(viewer(), case.details.person_id, "referral.viewed", ("referral", referral_id))
    consent = queries.sharing_with_mental_health(case.referral)
    joined = queries.joined_to(referral_id)
    return show(
        "referrals/joint_plans/joint.html", form=form, case=case, consent=consent, joined=joined, partners=partners
    )


def _ask(form: JointForm, referral_id: int) -> str:
    answers = {"partner_id": form.partner.data, "lead_there": form.lead_there.data, "lead_here_id": form.lead_here.data}
    actions.ask_partner(by=viewer(), referral_id=referral_id, **answers)
    return url_for("referrals.joint", referral_id=referral_id)


@pages.route("/cases/<int:referral_id>/joint/<int:plan_id>/end", methods=["GET", "POST"])
@permit("case.record")
def end_joint(referral_id: int, plan_id: int) -> ResponseReturnValue:
    """End a joint plan, and say why."""
    case = consents_queries.case_for_consents(viewer(), referral_id)
    plan = queries.joint_plan(referral_id, plan_id)
    form = open_form(EndJointForm, title="End a joint plan", of=case.details.person_id)
    if response := once(form, lambda: _end(form, referral_id, plan_id)):
        return response
    audit.look(viewer(), case.details.person_id, "referral.viewed", ("joint_plan", plan_id))
    return show("referrals/joint_plans/end_joint.html", form=form, case=case, plan=plan)


def _end(form: EndJointForm, referral_id: int, plan_id: int) -> str:
    actions.end_joint(by=viewer(), referral_id=referral_id, plan_id=plan_id, reason=form.reason.data)
    return url_for("referrals.joint", referral_id=referral_id)


@pages.get("/inbox/joint")
@permit("inbox.read")
def asked_to_join() -> ResponseReturnValue:
    """People for whom other services asked us to join: the name and whom to ring, only while the person agrees."""
    marks = marks_asked_for()
    page = queries.asked_of_us(viewer(), marks["after"])
    audit.listed(viewer(), "inbox.viewed", [row.details.person_id for row in page.rows])
    return show("referrals/joint_plans/asked_to_join.html", page=page, marks=marks)
