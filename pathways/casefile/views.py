"""The custody board, the task list, the timelines, and what became of a referral: pages that only read."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth import Role
from pathways.auth.guard import permission_of, permit, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Became, Parts
from pathways.casefile.rules import AssessmentStage, NextAction, Part, Task, TaskState, done_count, next_task
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.ui.pages import show

pages = Blueprint("casefile", __name__)

ENDPOINTS = {
    Part.ARREST: "arrest_tests.arrest",
    Part.TEST: "arrest_tests.drug_test",
    Part.ASSESSMENT: "arrest_tests.required_assessment",
    Part.DISPOSAL: "disposals.choose",
    Part.NEEDS: "referrals.needs",
    Part.REFERRAL: "referrals.refer",
}
ICONS = {
    TaskState.DONE: "done",
    TaskState.IN_PROGRESS: "progress",
    TaskState.NOT_STARTED: "ring",
    TaskState.CANNOT_START: "dashed",
    TaskState.NOT_APPLICABLE: "no",
}
# Which part a page belongs to, where it is not the part's own page; a page of the disposals room always is one.
ALSO = {
    "arrest_tests.offences": Part.ARREST,
    "arrest_tests.authority": Part.ARREST,
    "arrest_tests.correct_test": Part.TEST,
    "arrest_tests.serve_notice": Part.ASSESSMENT,
    "referrals.consents": Part.NEEDS,
    "referrals.sent": Part.REFERRAL,
    "referrals.not_sent": Part.REFERRAL,
}


@pages.app_template_global()
def steps_of(view: EpisodeView) -> list[dict[str, Any]]:
    """The six parts under the head of each case page, the present one marked; none where the adult form is shut."""
    found = queries.parts_of(view)
    if not found.facts.is_adult:
        return []
    here = {endpoint: part for part, endpoint in ENDPOINTS.items()} | ALSO
    part = Part.DISPOSAL if request.blueprint == "disposals" else here.get(request.endpoint or "")
    return [{**_item(found, one), "is_current": one.part is part} for one in found.tasks]


@pages.get("/custody")
@permit("custody.board")
def board() -> ResponseReturnValue:
    """Who is here, who leaves first, one next action each. Never a result."""
    looking = viewer()
    gone = request.args.get("view") == "released"
    rows = queries.detained(looking)
    left = queries.released(looking) if gone else ()
    shown = [one.view.person.id for one in (left if gone else rows)]
    audit.listed(looking, "custody.board.viewed", shown, view="released" if gone else "detained")
    return show(
        "casefile/board.html",
        rows=[(row, _where(row.action, row.view.episode.id, row.disposal_id)) for row in rows],
        released=left,
        gone=gone,
        place=queries.place_of(looking),
        now=clock.now(),
    )


def _where(action: NextAction, episode_id: int, disposal_id: int | None) -> str:
    """The page of the next action; the task list where this role cannot take it."""
    if action.is_youth and _may("people.under_18"):
        return url_for("people.under_18", episode_id=episode_id)
    if action.is_authority and _may("arrest_tests.authority"):
        return url_for("arrest_tests.authority", episode_id=episode_id)
    page = _part_url(action.part, episode_id, disposal_id, None) if action.part else ""
    return page or url_for("casefile.task_list", episode_id=episode_id)


def _may(endpoint: str) -> bool:
    permission = permission_of(current_app, endpoint)
    return permission is not None and viewer().may(permission)


def _part_url(part: Part, episode_id: int, disposal_id: int | None, referral_id: int | None) -> str:
    """The page of a part, "" for a role that has none there; a disposal or a sent referral has its own."""
    if part is Part.DISPOSAL and disposal_id is not None:
        return url_for("disposals.disposal", disposal_id=disposal_id)
    if part is Part.REFERRAL and referral_id is not None:
        return url_for("casefile.became", referral_id=referral_id)
    return url_for(ENDPOINTS[part], episode_id=episode_id) if _may(ENDPOINTS[part]) else ""


@pages.get("/episodes/<int:episode_id>")
@permit("person.read")
def task_list(episode_id: int) -> ResponseReturnValue:
    """The six parts of an episode, each with its state and why."""
    found = queries.parts(viewer(), episode_id)
    audit.look(viewer(), found.view.person.id, "person.viewed", ("episode", episode_id))
    following = next_task(found.tasks)
    return show(
        "casefile/task_list.html",
        view=found.view,
        items=[_item(found, one) for one in found.tasks],
        following=_item(found, following) if following else None,
        begins=following is not None and following.state is TaskState.NOT_STARTED,
        done=done_count(found.tasks),
        is_adult=found.facts.is_adult,
        disposal_id=found.disposal_id,
        risks=found.risks,
        notice=_notice_url(found),
        timeline=queries.for_police(viewer(), found.view.person.id).entries[:8],
        records=viewer().role is Role.CO,
    )


def _item(found: Parts, task: Task) -> dict[str, str]:
    """One task as the page draws it; closed parts have no address, done ones keep theirs."""
    referral_id = found.referral.id if found.referral else None
    opens = task.state.is_open or task.state is TaskState.DONE
    url = _part_url(task.part, found.view.episode.id, found.disposal_id, referral_id) if opens else ""
    return {
        "label": task.part.label,
        "state": ICONS[task.state],
        "word": task.state.label,
        "why": task.why,
        "url": url,
    }


def _notice_url(found: Parts) -> str:
    """The notice can be printed once an assessment is required."""
    if found.facts.assessment not in (AssessmentStage.IMPOSED, AssessmentStage.SERVED):
        return ""
    return url_for("arrest_tests.notice", episode_id=found.view.episode.id) if _may("arrest_tests.notice") else ""


@pages.get("/people/<int:person_id>/timeline")
@permit("person.read")
def timeline(person_id: int) -> ResponseReturnValue:
    """What police did with a person, and of each referral what they may see."""
    found = queries.for_police(viewer(), person_id)
    audit.look(viewer(), found.person.id, "person.viewed", ("person", found.person.id), page="timeline")
    return show("casefile/timeline.html", found=found)


@pages.get("/cases/<int:referral_id>/timeline")
@permit("case.read")
def case_timeline(referral_id: int) -> ResponseReturnValue:
    """What the service did with its own case, newest first."""
    held, entries = queries.for_service(viewer(), referral_id)
    audit.look(viewer(), held.person.id, "person.viewed", ("referral", referral_id), page="timeline")
    return show("casefile/case_timeline.html", held=held, entries=entries)


@pages.get("/referrals/<int:referral_id>")
@permit("referral.read")
def became(referral_id: int) -> ResponseReturnValue:
    """What became of a referral: as far as the person agreed, and not a word more."""
    found = queries.became(viewer(), referral_id)
    _looked(found, referral_id)
    others = queries.others(viewer(), referral_id)
    audit.listed(viewer(), "referral.listed", [one.view.person.id for _, one in others])
    return show("casefile/became.html", found=found, others=others, now=clock.now())


@pages.get("/cases/<int:referral_id>/as-police")
@permit("case.read")
def as_police(referral_id: int) -> ResponseReturnValue:
    """The same page for the service: what police see of this case now."""
    found = queries.as_police_see(viewer(), referral_id)
    _looked(found, referral_id)
    return show("casefile/as_police.html", found=found, now=clock.now(), referral_id=referral_id)


def _looked(found: Became, referral_id: int) -> None:
    person = people.details_of(found.view.person.id)
    audit.look(viewer(), person.person_id, "referral.viewed", ("referral", referral_id))
