"""The pages of safeguarding: the risks, a concern and its review, services to avoid."""

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of, names_of
from pathways.dates import age_on
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import ADULT
from pathways.safeguarding import actions, queries
from pathways.safeguarding.forms import AvoidForm, ConcernForm, RisksForm, SafeguardingReviewForm
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules.concerns import ConcernKind, Passed, exploitation_signs, what_to_do
from pathways.safeguarding.rules.risks import RISKS
from pathways.ui.pages import marks_asked_for, show

# The blueprint of the room, and a concern in words.


pages = Blueprint("safeguarding", __name__)


@dataclass(frozen=True, kw_only=True)
class InWords:
    """The lists of a concern in the words that staff read."""

    kinds: tuple[str, ...]
    signs: tuple[str, ...]
    passed_to: tuple[str, ...]


@pages.app_template_global()
def said_in_words(row: Concern) -> InWords:
    """The kinds, signs and recipients of a concern by their labels, in the order of the vocabulary."""
    return InWords(
        kinds=tuple(each.label for each in ConcernKind if each.value in row.kinds),
        signs=tuple(each.label for each in exploitation_signs().values() if each.code in row.signs),
        passed_to=tuple(each.label for each in Passed if each.value in (row.passed_to or ())),
    )


# Services to avoid, asked at a desk of police or of liaison and diversion.


@pages.route("/episodes/<int:episode_id>/avoid", methods=["GET", "POST"])
@permit("safeguarding.raise")
def avoid(episode_id: int) -> ResponseReturnValue:
    """Which services this person must not be sent to, and why, in confidence."""
    view = people.episode(viewer(), episode_id)
    rows = queries.to_avoid(viewer(), view.person.id)
    filled = {"services": sorted({row.service_id for row in rows})}
    form = open_form(AvoidForm, title="Services to avoid", of=view.person.id, filled=filled)
    offered = queries.services_offered(rows)
    form.offer_services(offered)
    if response := once(form, lambda: _record_services_to_avoid(form, view)):
        return response
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("episode", episode_id))
    return show("safeguarding/avoid.html", form=form, view=view, rows=rows, names=dict(offered))


def _record_services_to_avoid(form: AvoidForm, view: EpisodeView) -> str:
    actions.record_services_to_avoid(by=viewer(), view=view, facts=form.facts(), seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)


# Raising a concern, the list of those that wait, and the review.


@pages.route("/episodes/<int:episode_id>/safeguarding", methods=["GET", "POST"])
@permit("safeguarding.raise")
def concerns(episode_id: int) -> ResponseReturnValue:
    """What to do now, what was raised so far (as far as the viewer may read it), and raising a concern."""
    view = people.episode(viewer(), episode_id)
    form = open_form(ConcernForm, title="Safeguarding", of=view.person.id)
    form.offer(queries.forces_for(view.episode), queries.services_offered())
    if response := once(form, lambda: _raise(form, view)):
        return response
    rows = queries.concerns_of(viewer(), episode_id)
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("episode", episode_id))
    return show(
        "safeguarding/concerns.html",
        form=form,
        view=view,
        rows=rows,
        names=names_of(row.raised_by_id for row in rows),
        stands=queries.exploitation_of(episode_id),
        to_do=what_to_do(by_provider=False, is_child=_is_child(view)),
        may_review=viewer().may("safeguarding.review"),
    )


def _raise(form: ConcernForm, view: EpisodeView) -> str:
    actions.raise_concern(by=viewer(), episode=view.episode, facts=form.concern())
    return url_for("casefile.task_list", episode_id=view.episode.id)


@pages.get("/safeguarding")
@permit("safeguarding.review")
def waiting() -> ResponseReturnValue:
    """The concerns of the force that nobody reviewed yet: who and since when, never what was said."""
    marks, is_reviewed = marks_asked_for(), request.args.get("done") == "reviewed"
    page = queries.waiting(viewer(), marks["after"])
    audit.listed(viewer(), "safeguarding.listed", [row.view.person.id for row in page.rows])
    return show("safeguarding/waiting.html", page=page, marks=marks, is_reviewed=is_reviewed)


@pages.route("/safeguarding/<int:concern_id>", methods=["GET", "POST"])
@permit("safeguarding.review")
def review(concern_id: int) -> ResponseReturnValue:
    """Read a concern and decide whom to tell. A disposal waits for this."""
    row, view = queries.concern(viewer(), concern_id)
    form = open_form(SafeguardingReviewForm, title="Safeguarding review", of=view.person.id)
    form.is_child = _is_child(view)
    if response := once(form, lambda: _review(form, concern_id)):
        return response
    audit.look(viewer(), view.person.id, "safeguarding.viewed", ("concern", concern_id))
    return show(
        "safeguarding/review.html",
        form=form,
        view=view,
        row=row,
        raised_by=name_of(row.raised_by_id),
        reviewed_by=name_of(row.reviewed_by_id) if row.reviewed_by_id else "",
        to_do=what_to_do(by_provider=False, is_child=form.is_child, kinds=[ConcernKind(each) for each in row.kinds]),
    )


def _review(form: SafeguardingReviewForm, concern_id: int) -> str:
    actions.review_concern(by=viewer(), concern_id=concern_id, facts=form.review(), seen_version=form.seen_version)
    return url_for("safeguarding.waiting", done="reviewed")


def _is_child(view: EpisodeView) -> bool:
    return age_on(view.details.date_of_birth, clock.today()) < ADULT


# The three risks on a page of their own: where nothing else is asked, and where an answer is changed.


@pages.route("/episodes/<int:episode_id>/risks", methods=["GET", "POST"])
@permit("risk.record")
def risks(episode_id: int) -> ResponseReturnValue:
    """Overdose, suicide or self-harm, exploitation: answered here, shown everywhere else."""
    view, row = people.episode(viewer(), episode_id), queries.risk_row_of(episode_id)
    form = open_form(RisksForm, title="Risks", of=view.person.id, filled=vars(queries.risks_of(episode_id)))
    if response := once(form, lambda: _record_risks(form, view)):
        return response
    audit.look(viewer(), view.person.id, "screen.risks.viewed", ("episode", episode_id))
    by = name_of(row.recorded_by_id) if row else ""
    return show("safeguarding/risks.html", form=form, view=view, row=row, by=by, risks=RISKS)


def _record_risks(form: RisksForm, view: EpisodeView) -> str:
    actions.record_risks(by=viewer(), view=view, answers=form.risks(), seen_version=form.seen_version)
    if form.pressed == "task_list":
        return url_for("casefile.task_list", episode_id=view.episode.id)
    if queries.exploitation_of(view.episode.id).waits:
        return url_for("safeguarding.concerns", episode_id=view.episode.id)
    return url_for("casefile.task_list", episode_id=view.episode.id, after="arrest")
