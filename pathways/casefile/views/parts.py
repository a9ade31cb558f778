"""The blueprint, and where each part of an episode is: its page, its icon, and whether this role may open it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, g, request, url_for

from pathways import clock
from pathways.auth.guard import permission_of, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Parts
from pathways.casefile.rules import Part, RowClock, Task, TaskState
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.safeguarding.rules import NOTHING_RAISED, Guidance, ReviewStage, Safeguarding

pages = Blueprint("casefile", __name__)
ENDPOINTS = {
    Part.ARREST: "arrest_tests.arrest",
    Part.TEST: "arrest_tests.drug_test",
    Part.ASSESSMENT: "arrest_tests.required_assessment",
    Part.DISPOSAL: "disposals.choose",
    Part.NEEDS: "referrals.needs",
    Part.REFERRAL: "referrals.refer",
    Part.LEAVING: "referrals.before_release",
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
    "arrest_tests.offences": Part.ARREST,
    "arrest_tests.authority": Part.ARREST,
    "arrest_tests.ask_for_authority": Part.ARREST,
    "safeguarding.risks": Part.ARREST,
    "safeguarding.concerns": Part.ARREST,
    "safeguarding.avoid": Part.NEEDS,
    "arrest_tests.correct_test": Part.TEST,
    "arrest_tests.serve_notice": Part.ASSESSMENT,
    "referrals.consents": Part.NEEDS,
    "referrals.sent": Part.REFERRAL,
    "referrals.not_sent": Part.REFERRAL,
}


def keep_for_the_head(found: Parts) -> None:
    """A page that has read the parts for itself: the head that is drawn over it does not read them again."""
    g.parts_read = found


def _parts_read(view: EpisodeView) -> Parts:
    """The parts of the case whose head is drawn, read once for its clock and its steps."""
    read: Parts | None = g.get("parts_read")
    found = read if read and read.view is view else queries.parts_of(viewer(), view)
    keep_for_the_head(found)
    return found


@pages.app_template_global()
def clock_of(view: EpisodeView) -> tuple[RowClock, datetime] | None:
    """What runs out first for somebody who is in custody, and as at when; None for anybody else.

    Whoever follows conditions reads neither the clocks of a test nor what was said at a desk (trust matrix).
    """
    if viewer().follows_conditions:
        return None
    held, now = view.detention, clock.now()
    return (queries.clock_of(_parts_read(view), now), now) if held and not held.released_at else None


@pages.app_template_global()
def know_of(view: EpisodeView) -> list[tuple[str, str]]:
    """What to know before anything is asked, each with how it is marked: that a safeguarding review comes first, the
    risks that were said, then care needs."""
    if viewer().follows_conditions:
        return []
    found = _parts_read(view)
    care = queries.flags_of(view, is_adult=found.facts.is_adult)
    review = found.safeguarding.stage
    first = [(review.label, "risk")] if review.comes_first else []
    if review is ReviewStage.HELD:
        care = (review.label, *care)
    return first + [(words, "risk") for words in found.risks] + [(words, "care") for words in care]


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
        g.opens_case = may("casefile.task_list") and people.sees_episode(viewer(), view.episode)
    return bool(g.opens_case)


@pages.app_template_global()
def steps_of(view: EpisodeView) -> list[dict[str, Any]]:
    """The seven parts under the head of each case page, the present one marked.

    None where the adult form is shut, nor for whoever has no task list: what became of a test is not theirs to read.
    Nor once the episode is out of sight: none of them opens any more.
    """
    if not opens_case(view):
        return []
    found = _parts_read(view)
    if not found.facts.is_adult:
        return []
    here = {endpoint: part for part, endpoint in ENDPOINTS.items()} | ALSO
    part = Part.DISPOSAL if request.blueprint == "disposals" else here.get(request.endpoint or "")
    return [{**item(found, one), "is_current": one.part is part} for one in found.tasks]


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


def part_url(part: Part, episode_id: int, disposal_id: int | None, referral_id: int | None) -> str:
    """The page of a part, "" for a role that has none there; a disposal or a sent referral has its own."""
    if part is Part.DISPOSAL and disposal_id is not None:
        return url_for("disposals.disposal", disposal_id=disposal_id)
    if part is Part.REFERRAL and referral_id is not None:
        return url_for("casefile.became", referral_id=referral_id)
    return url_for(ENDPOINTS[part], episode_id=episode_id) if may(ENDPOINTS[part]) else ""


def item(found: Parts, task: Task) -> dict[str, str]:
    """One task as the page draws it; closed parts have no address, done ones keep theirs."""
    referral_id = found.referral.id if found.referral else None
    opens = task.state.is_open or task.state is TaskState.DONE
    url = part_url(task.part, found.view.episode.id, found.disposal_id, referral_id) if opens else ""
    return {
        "label": task.part.label,
        "state": ICONS[task.state],
        "word": task.state.label,
        "why": task.why,
        "url": url,
    }
