"""Before release, or before somebody who came freely leaves: overdose risk, naloxone, and the slip."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.referrals import actions, queries
from pathways.referrals.forms import LeavingForm
from pathways.referrals.rules import what_to_do_about_drinking
from pathways.referrals.views.blueprint import adult_form_is_shut, pages
from pathways.safeguarding.queries import risks_told
from pathways.ui.pages import copy_asked_for, hand_over, show
from pathways.vocabulary import Origin


@pages.route("/episodes/<int:episode_id>/before-release", methods=["GET", "POST"])
@permit("leaving.record")
def before_release(episode_id: int) -> ResponseReturnValue:
    """What the person takes away. The answers are the same that the needs page shows."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    asked, given = queries.asked_of(episode_id), queries.naloxone_row_of(episode_id)
    risks = asked.risks
    filled = {"naloxone": given.answer, "naloxone_why": given.why_not} if given else None
    form = open_form(LeavingForm, title="Before release", of=view.person.id, filled=filled)
    form.ask_only_new(risks)
    form.ask_naloxone(must_answer=asked.must_answer_naloxone)
    if form.submitted() and (to := once(form, lambda: _record(form, view))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "screen.viewed", ("episode", episode_id))
    return show(
        "referrals/before_release.html",
        form=form,
        view=view,
        risks=risks_told(episode_id),
        is_urgent=risks.is_urgent,
        to_do=what_to_do_about_drinking(
            asked.screen.facts.drinks_daily if asked.screen else None,
            in_custody=view.episode.origin is Origin.DETENTION,
        ),
        asked=asked,
        given=given,
        by=name_of(given.recorded_by_id) if given else "",
        slip=queries.slip_of(view, tells_required=not viewer().is_liaison),
    )


def _record(form: LeavingForm, view: EpisodeView) -> str:
    facts = form.naloxone_facts()
    actions.record_leaving(by=viewer(), view=view, naloxone=facts, risks=form.risks(), seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)


@pages.get("/episodes/<int:episode_id>/slip.pdf")
@permit("leaving.record")
def slip(episode_id: int) -> ResponseReturnValue:
    """The slip as a PDF."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    paper = actions.print_slip(by=viewer(), view=view, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name="where-to-go-next.pdf", inline=True)
