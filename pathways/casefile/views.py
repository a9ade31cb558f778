"""The custody board, liaison's first page, task lists, timelines, the outcome of a referral, and the head of a case."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.arrest_tests.failures_to_attend.queries import failures_of
from pathways.audit import record as audit
from pathways.auth.guard import permission_of, permit, viewer
from pathways.auth.roles import Role, Viewer
from pathways.casefile.queries import board as board_queries
from pathways.casefile.queries import referral_outcome as referral_outcome_queries
from pathways.casefile.queries import tasks as tasks_queries
from pathways.casefile.queries import timeline as timeline_queries
from pathways.casefile.queries import to_see as to_see_queries
from pathways.casefile.queries.board import BoardRow
from pathways.casefile.queries.tasks import Parts
from pathways.casefile.rules.board_clocks import NEXT, RowClock, hours_of, on_the_line
from pathways.casefile.rules.tasks import AssessmentStage, Task, TaskPart, TaskState, done_count, next_after, next_task
from pathways.people import queries as people_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import OpenPart
from pathways.people.restrictions.queries import is_restricted
from pathways.people.rules import in_sight_for
from pathways.safeguarding.rules.concerns import NOTHING_RAISED, Guidance, ReviewStage, Safeguarding
from pathways.ui.pages import show

# Where each part of an episode is, and what the head over every page of a case shows.


pages = Blueprint("casefile", __name__)
ENDPOINTS = {
    TaskPart.ARREST: "arrest_tests.arrest",
    TaskPart.TEST: "arrest_tests.drug_test",
    TaskPart.ASSESSMENT: "arrest_tests.required_assessment",
    TaskPart.DISPOSAL: "disposals.choose",
    TaskPart.NEEDS: "referrals.needs",
    TaskPart.REFERRAL: "referrals.refer",
    TaskPart.LEAVING: "referrals.before_release",
}
ICONS = {
    TaskState.DONE: "done",
    TaskState.IN_PROGRESS: "progress",
    TaskState.PAST_DATE: "warn",
    TaskState.REVIEW_FIRST: "warn",
    TaskState.NOT_STARTED: "ring",
    TaskState.CANNOT_START: "dashed",
    TaskState.NOT_APPLICABLE: "no",
}
# Which part a page belongs to, where it is not the part's own page; a page of the disposals room always is one.
ALSO = {
    "arrest_tests.offences": TaskPart.ARREST,
    "arrest_tests.authority": TaskPart.ARREST,
    "arrest_tests.ask_for_authority": TaskPart.ARREST,
    "safeguarding.risks": TaskPart.ARREST,
    "safeguarding.concerns": TaskPart.ARREST,
    "safeguarding.avoid": TaskPart.NEEDS,
    "arrest_tests.correct_test": TaskPart.TEST,
    "arrest_tests.serve_notice": TaskPart.ASSESSMENT,
    "referrals.consents": TaskPart.NEEDS,
    "referrals.sent": TaskPart.REFERRAL,
    "referrals.not_sent": TaskPart.REFERRAL,
}


@leaving_custody_queries.open_parts_by
def parts_left(looking: Viewer, view: EpisodeView) -> tuple[OpenPart, ...]:
    """The parts that are not done when the person is released, read now; the head of that page takes what was read."""
    parts = g.parts_read = tasks_queries.parts_of(looking, view)
    return tasks_queries.parts_left(parts)


def _parts_read(view: EpisodeView) -> Parts:
    """The parts of the case whose head is drawn, read once for its clock and its steps."""
    read: Parts | None = g.get("parts_read")
    shown, arrest = g.get("arrest_shown", (None, None))
    rows = arrest if shown is view else None
    parts = read if read and read.view is view else tasks_queries.parts_of(viewer(), view, rows)
    g.parts_read = parts
    return parts


@pages.app_template_global()
def clock_of(view: EpisodeView) -> tuple[RowClock, datetime] | None:
    """What runs out first for somebody who is in custody, and as at when; None for anybody else.

    A condition monitor reads neither the clocks of a test nor what was said at a desk (trust matrix).
    """
    if viewer().follows_conditions:
        return None
    detention, now = view.detention, clock.now()
    return (board_queries.clock_of(_parts_read(view), now), now) if detention and not detention.released_at else None


@pages.app_template_global()
def is_restricted_record(view: EpisodeView) -> bool:
    """Whether only some people may see the record whose head is drawn."""
    return is_restricted(view.episode.person_id) if viewer().follows_conditions else _parts_read(view).is_restricted


@pages.app_template_global()
def know_of(view: EpisodeView) -> list[tuple[str, str]]:
    """What to know before anything is asked, each with how it is marked.

    A safeguarding review that comes first, then the risks that were recorded, then care needs.
    """
    if viewer().follows_conditions:
        return []
    parts = _parts_read(view)
    care = board_queries.flags_of(view, is_adult=parts.facts.is_adult)
    review = parts.safeguarding.stage
    first = [(review.label, "risk")] if review.comes_first else []
    if review is ReviewStage.HELD:
        care = (review.label, *care)
    return first + [(words, "risk") for words in parts.risks] + [(words, "care") for words in care]


@pages.app_template_global()
def safeguarding_of(view: EpisodeView) -> Safeguarding:
    """How a concern stands in the case whose head is drawn, as far as the viewer may know."""
    return NOTHING_RAISED if viewer().follows_conditions else _parts_read(view).safeguarding


@pages.app_template_global()
def healthcare_of(view: EpisodeView) -> Guidance | None:
    """What comes before a sample or an authority where a risk to health is recorded."""
    return _parts_read(view).healthcare


@pages.app_template_global()
def opens_case(view: EpisodeView) -> bool:
    """Whether the episode's own pages open for the viewer: a referral or a disposal stays in sight for longer."""
    if "opens_case" not in g:
        g.opens_case = may("casefile.task_list") and (
            view.is_in_sight or people_queries.sees_episode(viewer(), view.episode)
        )
    return bool(g.opens_case)


@pages.app_template_global()
def steps_of(view: EpisodeView) -> list[dict[str, Any]]:
    """The seven parts under the head of each case page, the present one marked.

    Empty where the adult form is shut, for a role that has no task list (it may not read what became of a test), and
    once the episode is out of sight, because none of the pages opens any more.
    """
    if not opens_case(view):
        return []
    parts = _parts_read(view)
    if not parts.facts.is_adult:
        return []
    here = {endpoint: part for part, endpoint in ENDPOINTS.items()} | ALSO
    part = TaskPart.DISPOSAL if request.blueprint == "disposals" else here.get(request.endpoint or "")
    return [{**item(parts, task), "is_current": task.part is part} for task in parts.tasks]


@pages.app_template_global()
def first_page() -> tuple[str, str]:
    """The page that this role lands on, as the head of a case links to it."""
    if viewer().is_liaison:
        return "People to see", url_for("casefile.to_be_seen")
    if viewer().follows_conditions:
        return "What falls due", url_for("disposals.due")
    return "Custody board", url_for("casefile.board")


@pages.app_template_global("may_open")
def may(endpoint: str) -> bool:
    permission = permission_of(current_app, endpoint)
    return permission is not None and viewer().may(permission)


def part_url(part: TaskPart, episode_id: int, disposal_id: int | None, referral_id: int | None) -> str:
    """The page of a part, "" for a role that has none there; a disposal or a sent referral has its own."""
    if part is TaskPart.DISPOSAL and disposal_id is not None:
        return url_for("disposals.disposal", disposal_id=disposal_id)
    if part is TaskPart.REFERRAL and referral_id is not None:
        return url_for("casefile.became", referral_id=referral_id)
    return url_for(ENDPOINTS[part], episode_id=episode_id) if may(ENDPOINTS[part]) else ""


def item(parts: Parts, task: Task) -> dict[str, str]:
    """One task as the page draws it; closed parts have no address, done ones keep theirs."""
    referral_id = parts.referral.id if parts.referral else None
    opens = task.state.is_open or task.state is TaskState.DONE
    url = part_url(task.part, parts.view.episode.id, parts.disposal_id, referral_id) if opens else ""
    return {
        "label": task.part.label,
        "state": ICONS[task.state],
        "word": task.state.label,
        "why": task.why,
        "url": url,
    }


# The custody board.


VIEWS = {
    "detained": "Everyone detained",
    "mine": "My cases",
    "authority": "Detained here, waiting for authority",
    "leaving": "Leaving before 06:00",
    "released": "Released, last {sight}",
}


@pages.get("/custody")
@permit("custody.board")
def board() -> ResponseReturnValue:
    """Who is here, what runs out first, one next action each. Never a result."""
    looking = viewer()
    asked = request.args.get("view", "")
    chosen = asked if asked in VIEWS else "detained"
    rows, now = board_queries.detained(looking), clock.now()
    views = {
        "detained": rows,
        "mine": tuple(row for row in rows if row.is_mine),
        "authority": tuple(row for row in rows if row.waits_for_authority),
        "leaving": tuple(row for row in rows if row.leaves_early),
    }
    left = board_queries.released(looking) if chosen == "released" else ()
    listed = views.get(chosen, ())
    shown = [row.view.person.id for row in (*rows[:1], *listed)] + [row.view.person.id for row in left]
    audit.listed(looking, "custody.board.viewed", shown, view=chosen)
    return show(
        "casefile/board.html",
        detained=len(rows),
        rows=[(row, _where(row)) for row in listed],
        half_written=tasks_queries.left_half_written(looking, [row.view for row in listed]),
        first=(rows[0], _where(rows[0])) if rows else None,
        marks=on_the_line([(row.view.details.surname, row.clock) for row in rows], now),
        hours=hours_of(now),
        released=left,
        views=[(_counted(name, views, now), url_for("casefile.board", view=name), name == chosen) for name in VIEWS],
        chosen=chosen,
        place=board_queries.place_of(looking),
        now=now,
        sets_up=may("arrest_tests.shift"),
        quiet_until=now + NEXT,
    )


def _counted(name: str, views: dict[str, tuple[BoardRow, ...]], now: datetime) -> str:
    is_tomorrow = name == "leaving" and dates.london_date(board_queries.early_until(now)) > dates.london_date(now)
    sight = dates.count_in_words(in_sight_for(clock.today()).days, "day")
    words = VIEWS[name].format(sight=sight) + (" tomorrow" if is_tomorrow else "")
    return f"{words} ({len(views[name])})" if name in views else words


def _where(row: BoardRow) -> str:
    """The page of the next action; the task list where this role cannot take it."""
    action, episode_id = row.action, row.view.episode.id
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


# The first page of liaison and diversion, and an episode as they see it.


@pages.get("/liaison")
@permit("liaison.list")
def to_be_seen() -> ResponseReturnValue:
    """Who is at the suite and who is the team's: who is still to be seen first."""
    rows = to_see_queries.to_be_seen(viewer())
    audit.listed(viewer(), "liaison.listed", [row.view.person.id for row in rows])
    return show(
        "casefile/to_be_seen.html",
        listed=len(rows),
        waiting=sum(not row.was_seen and not row.referral for row in rows),
        here=[row for row in rows if not row.is_ours],
        ours=[row for row in rows if row.is_ours],
        place=board_queries.place_of(viewer()),
    )


def episode_for_liaison(parts: Parts) -> ResponseReturnValue:
    """The parts of liaison and diversion: needs and consents, the referral, and what is done before release."""
    following = next_task(parts.tasks)
    return show(
        "casefile/episode_for_liaison.html",
        view=parts.view,
        items=[item(parts, task) for task in parts.tasks],
        following=item(parts, following) if following else None,
        done=done_count(parts.tasks),
        is_adult=parts.facts.is_adult,
        young=parts.facts,
        is_ours=parts.view.episode.organisation_id == viewer().organisation_id,
    )


# The timelines, and what became of a referral.


@pages.get("/people/<int:person_id>/timeline")
@permit("arrest.read")
def timeline(person_id: int) -> ResponseReturnValue:
    """What police did with a person, and of each referral what they may see."""
    timeline = timeline_queries.for_police(viewer(), person_id)
    audit.look(viewer(), timeline.person.id, "person.viewed", ("person", timeline.person.id), page="timeline")
    return show("casefile/timeline.html", history=timeline)


@pages.get("/cases/<int:referral_id>/timeline")
@permit("case.read")
def case_timeline(referral_id: int) -> ResponseReturnValue:
    """What the service did with its own case, newest first."""
    case, entries = timeline_queries.for_service(viewer(), referral_id)
    audit.look(viewer(), case.person.id, "person.viewed", ("referral", referral_id), page="timeline")
    return show("casefile/case_timeline.html", case=case, entries=entries)


@pages.get("/referrals/<int:referral_id>")
@permit("referral.read")
def became(referral_id: int) -> ResponseReturnValue:
    """What became of a referral: as far as the person agreed, and not a word more."""
    outcome, others = referral_outcome_queries.became(viewer(), referral_id)
    audit.look(viewer(), outcome.view.person.id, "referral.viewed", ("referral", referral_id))
    audit.listed(viewer(), "referral.listed", [outcome.view.person.id for _, outcome in others])
    return show("casefile/became.html", outcome=outcome, others=others, now=clock.now())


@pages.get("/cases/<int:referral_id>/as-police")
@permit("case.read")
def as_police(referral_id: int) -> ResponseReturnValue:
    """What police see of this case now, for the service."""
    outcome = referral_outcome_queries.as_police_see(viewer(), referral_id)
    audit.look(viewer(), outcome.view.person.id, "referral.viewed", ("referral", referral_id))
    return show("casefile/as_police.html", outcome=outcome, now=clock.now(), referral_id=referral_id)


# The task list of an episode.


@pages.get("/episodes/<int:episode_id>")
@permit("person.read")
def task_list(episode_id: int) -> ResponseReturnValue:
    """The seven parts of an episode, each with its state and why."""
    case = tasks_queries.case(viewer(), episode_id)
    parts = case.parts
    left = tasks_queries.left_half_written(viewer(), [parts.view]).get(episode_id)
    if onward := left.address if left and "carry_on" in request.args else _next_part(parts):
        return redirect(onward)
    g.parts_read = parts  # for the head drawn over the page, which then does not read them again
    audit.look(viewer(), parts.view.person.id, "person.viewed", ("episode", episode_id))
    if viewer().is_liaison:
        return episode_for_liaison(parts)
    following = next_task(parts.tasks)
    seen = referral_outcome_queries.visible_facts(case.links, clock.now())
    entries = timeline_queries.entries_of(case.views, case.arrests, case.links, seen)
    return show(
        "casefile/task_list.html",
        view=parts.view,
        items=[item(parts, task) for task in parts.tasks],
        following=item(parts, following) if following else None,
        begins=following is not None and following.state is TaskState.NOT_STARTED,
        done=done_count(parts.tasks),
        is_adult=parts.facts.is_adult,
        young=parts.facts,
        disposal_id=parts.disposal_id,
        notice=_notice_url(parts),
        failures=failures_of(viewer(), [parts.view])[episode_id],
        left_open=leaving_custody_queries.left_open(episode_id) if parts.facts.was_released else (),
        timeline=entries[:8],
        records=viewer().role is Role.CO,
        carry_on=left,
    )


def _next_part(parts: Parts) -> str:
    """Where somebody goes who has just saved the part named in the address; "" for the list itself."""
    saved = request.args.get("after", "")
    if saved not in list(TaskPart):
        return ""
    following = next_after(parts.tasks, TaskPart(saved))
    return item(parts, following)["url"] if following else ""


def _notice_url(parts: Parts) -> str:
    """The notice can be printed once an assessment is required."""
    if parts.facts.assessment not in (AssessmentStage.IMPOSED, AssessmentStage.SERVED):
        return ""
    return url_for("arrest_tests.notice", episode_id=parts.view.episode.id) if may("arrest_tests.notice") else ""
