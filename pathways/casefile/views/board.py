"""The custody board."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.casefile import queries
from pathways.casefile.rules import NextAction
from pathways.casefile.views.parts import may, pages, part_url
from pathways.ui.pages import show


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
    if action.is_youth and may("people.under_18"):
        return url_for("people.under_18", episode_id=episode_id)
    if action.is_authority and may("arrest_tests.authority"):
        return url_for("arrest_tests.authority", episode_id=episode_id)
    page = part_url(action.part, episode_id, disposal_id, None) if action.part else ""
    return page or url_for("casefile.task_list", episode_id=episode_id)
