"""The custody board."""

from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Row
from pathways.casefile.rules import NEXT, NextAction, hours_of, on_the_line
from pathways.casefile.views.parts import may, pages, part_url
from pathways.ui.pages import show

VIEWS = {
    "detained": "Everyone detained",
    "mine": "My cases",
    "authority": "Detained here, waiting for authority",
    "leaving": "Leaving before 06:00",
    "released": "Released, last 28 days",
}


@pages.get("/custody")
@permit("custody.board")
def board() -> ResponseReturnValue:
    """Who is here, what runs out first, one next action each. Never a result."""
    looking = viewer()
    asked = request.args.get("view", "")
    chosen = asked if asked in VIEWS else "detained"
    rows, now = queries.detained(looking), clock.now()
    views = {
        "detained": rows,
        "mine": tuple(row for row in rows if row.is_mine),
        "authority": tuple(row for row in rows if row.waits_for_authority),
        "leaving": tuple(row for row in rows if row.leaves_early),
    }
    left = queries.released(looking) if chosen == "released" else ()
    listed = views.get(chosen, ())
    shown = [row.view.person.id for row in (*rows[:1], *listed)] + [one.view.person.id for one in left]
    audit.listed(looking, "custody.board.viewed", shown, view=chosen)
    return show(
        "casefile/board.html",
        detained=len(rows),
        rows=[_with_action(row) for row in listed],
        half_written=queries.left_half_written(looking, [row.view for row in listed]),
        first=_with_action(rows[0]) if rows else None,
        marks=on_the_line([(row.view.details.surname, row.clock) for row in rows], now),
        hours=hours_of(now),
        released=left,
        views=[(_counted(name, views, now), url_for("casefile.board", view=name), name == chosen) for name in VIEWS],
        chosen=chosen,
        place=queries.place_of(looking),
        now=now,
        sets_up=may("arrest_tests.shift"),
        quiet_until=now + NEXT,
    )


def _counted(name: str, views: dict[str, tuple[Row, ...]], now: datetime) -> str:
    is_tomorrow = name == "leaving" and clock.london_date(queries.early_until(now)) > clock.london_date(now)
    words = f"{VIEWS[name]} tomorrow" if is_tomorrow else VIEWS[name]
    return f"{words} ({len(views[name])})" if name in views else words


def _with_action(row: Row) -> tuple[Row, str]:
    return row, _where(row.action, row)


def _where(action: NextAction, row: Row) -> str:
    """The page of the next action; the task list where this role cannot take it."""
    episode_id = row.view.episode.id
    if action.is_safeguarding:
        if row.concern_id is not None and may("safeguarding.review"):
            return url_for("safeguarding.review", concern_id=row.concern_id)
        return url_for("safeguarding.concerns", episode_id=episode_id)
    if action.is_youth and may("people.under_18"):
        return url_for("people.under_18", episode_id=episode_id)
    if action.is_authority and may("arrest_tests.authority"):
        return url_for("arrest_tests.authority", episode_id=episode_id)
    if action.after:
        return url_for("casefile.task_list", episode_id=episode_id, after=action.after.value)
    page = part_url(action.part, episode_id, row.disposal_id, None) if action.part else ""
    return page or url_for("casefile.task_list", episode_id=episode_id)
