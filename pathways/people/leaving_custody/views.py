"""The pages for planning and deciding a release, moving somebody to another suite, and releasing."""

from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, suites_for, suites_of
from pathways.drafts.desk import once, open_form
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.forms.custody import UNDECIDED, LeavingForm, TransferForm, with_open_parts
from pathways.people.leaving_custody import actions, queries
from pathways.people.models.custody import Detention
from pathways.people.views import pages, record_look
from pathways.refusals import OutOfSight
from pathways.ui.pages import show
from pathways.ui.rendering import near
from pathways.vocabulary import YesNo


@pages.route("/episodes/<int:episode_id>/leaving", methods=["GET", "POST"])
@permit("person.record")
def leaving(episode_id: int) -> ResponseReturnValue:
    """The planned release, and how the release was decided; earlier plans and decisions are shown below."""
    view, detention = _held(episode_id)
    form = open_form(LeavingForm, title="Planned release", of=view.person.id, filled=_planned(view))
    form.arrived_at = detention.arrived_at

    def plan() -> str:
        actions.plan_release(by=viewer(), episode=view.episode, facts=form.facts(), seen_version=form.seen_version)
        return url_for("casefile.task_list", episode_id=episode_id)

    if response := once(form, plan):
        return response
    record_look(view.person.id, "planned release")
    plans, decisions = queries.plans_of(episode_id), queries.decisions_of(episode_id)
    names = names_of([plan.recorded_by_id for plan in plans] + [decision.recorded_by_id for decision in decisions])
    return show(
        "people/leaving_custody/leaving.html", form=form, view=view, plans=plans, decisions=decisions, names=names
    )


@pages.route("/episodes/<int:episode_id>/transfer", methods=["GET", "POST"])
@permit("person.record")
def transfer(episode_id: int) -> ResponseReturnValue:
    """Move a detention to another suite, perhaps with another custody record number."""
    view, detention = _held(episode_id)
    moves = queries.transfers_of(episode_id)
    here = viewer().suite_id if viewer().suite_id != detention.suite_id else None
    times = {"left_at": clock.today(), "arrived_at": clock.today()}
    filled = {"to_suite_id": here, "custody_record_no": detention.custody_record_no, **times}
    form = open_form(TransferForm, title="Transfer", of=view.person.id, filled=filled)
    form.leaves(detention.suite_id, moves[0].arrived_at if moves else detention.arrived_at, suites_for(viewer()))

    def move() -> str:
        actions.transfer(by=viewer(), episode=view.episode, facts=form.facts(), seen_version=form.seen_version)
        return url_for("casefile.task_list", episode_id=episode_id)

    if response := once(form, move):
        return response
    record_look(view.person.id, "transfer")
    suites = {suite.id: suite.name for suite in suites_of(viewer().organisation_id)}
    names = names_of(row.recorded_by_id for row in moves)
    return show("people/leaving_custody/transfer.html", form=form, view=view, moves=moves, suites=suites, names=names)


@pages.route("/episodes/<int:episode_id>/release", methods=["GET", "POST"])
@permit("person.record")
def release(episode_id: int) -> ResponseReturnValue:
    """Release somebody from detention. The page asks why each open part is left open."""
    view = custody_queries.episode(viewer(), episode_id)
    decided = queries.decision_of(episode_id)
    filled = {"released_at": clock.today(), "release_type": decided.decision if decided else None}
    kind = with_open_parts(queries.open_parts(viewer(), view))
    form = open_form(kind, title="Release", of=view.person.id, filled=filled)

    def let_go() -> str:
        custody_actions.release(
            by=viewer(),
            episode=view.episode,
            released_at=form.released_at.data,
            release_type=form.release_type.data,
            not_done=form.not_done(),
            seen_version=form.seen_version,
        )
        return url_for("casefile.task_list", episode_id=episode_id)

    if response := once(form, let_go):
        return response
    record_look(view.person.id, "release")
    return show("people/leaving_custody/release.html", form=form, view=view)


@pages.app_template_global()
def since_the_draft(kept_at: datetime) -> str:
    """What to tell an officer who takes up a draft about somebody who left custody after it was saved; "" otherwise."""
    episode_id = (request.view_args or {}).get("episode_id")
    left = queries.released_after(episode_id, kept_at) if isinstance(episode_id, int) else None
    if left is None:
        return ""
    when = near(left, in_sentence=True)
    return f"Released {when}: recorded after this draft was kept. What needs the person in detention is not saved now."


def _held(episode_id: int) -> tuple[EpisodeView, Detention]:
    view = custody_queries.episode(viewer(), episode_id)
    if view.detention is None:
        raise OutOfSight
    return view, view.detention


def _planned(view: EpisodeView) -> dict[str, object]:
    """The plan and the decision as they stand; otherwise today's date, and nothing chosen."""
    decided = queries.decision_of(view.episode.id)
    facts = queries.leaving_facts(view, decided)
    held_only = YesNo.YES if facts.held_only_for_sample else YesNo.NO
    return {
        "planned_release_at": facts.planned_release_at or clock.today(),
        "decision": facts.decision or (UNDECIDED if decided else None),
        "decided_at": facts.decided_at or clock.today(),
        "held_only_for_sample": held_only if facts.decision else None,
    }
