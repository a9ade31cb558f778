"""The task list of an episode."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth import Role
from pathways.auth.guard import permit, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Parts
from pathways.casefile.rules import AssessmentStage, Part, TaskState, done_count, next_after, next_task
from pathways.casefile.views.liaison import episode_for_liaison
from pathways.casefile.views.parts import item, keep_for_the_head, may, pages
from pathways.people import queries as people
from pathways.ui.pages import show


@pages.get("/episodes/<int:episode_id>")
@permit("person.read")
def task_list(episode_id: int) -> ResponseReturnValue:
    """The seven parts of an episode, each with its state and why."""
    found = queries.parts(viewer(), episode_id)
    left = queries.left_half_written(viewer(), [found.view]).get(episode_id)
    if onward := left.address if left and "carry_on" in request.args else _next_part(found):
        return redirect(onward)
    keep_for_the_head(found)
    audit.look(viewer(), found.view.person.id, "person.viewed", ("episode", episode_id))
    if viewer().is_liaison:
        return episode_for_liaison(found)
    following = next_task(found.tasks)
    seen = queries.visible_facts(found.view.episode, clock.now())
    return show(
        "casefile/task_list.html",
        view=found.view,
        items=[item(found, one) for one in found.tasks],
        following=item(found, following) if following else None,
        begins=following is not None and following.state is TaskState.NOT_STARTED,
        done=done_count(found.tasks),
        is_adult=found.facts.is_adult,
        young=found.facts,
        disposal_id=found.disposal_id,
        notice=_notice_url(found),
        failure=queries.failure_reported(seen),
        left_open=people.left_open(episode_id),
        timeline=queries.for_police(viewer(), found.view.person.id, {episode_id: seen}).entries[:8],
        records=viewer().role is Role.CO,
        carry_on=left,
    )


def _next_part(found: Parts) -> str:
    """Where somebody goes who has just saved the part named in the address; "" for the list itself."""
    saved = request.args.get("after", "")
    if saved not in list(Part):
        return ""
    following = next_after(found.tasks, Part(saved))
    return item(found, following)["url"] if following else ""


def _notice_url(found: Parts) -> str:
    """The notice can be printed once an assessment is required."""
    if found.facts.assessment not in (AssessmentStage.IMPOSED, AssessmentStage.SERVED):
        return ""
    return url_for("arrest_tests.notice", episode_id=found.view.episode.id) if may("arrest_tests.notice") else ""
