"""The blueprint of the room, and what its pages share: reasons, open steps, looks and redirects."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permission_of, viewer
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.queries import RUNNING, DisposalView
from pathways.disposals.proposal.rules.verdicts import RuleReason
from pathways.disposals.proposal.rules.what_clears_a_rule import OpenedIn, Opening, where_it_opens
from pathways.disposals.steps import queries as steps_queries
from pathways.disposals.steps.rules.guards import NOTHING_TYPED, DisposalStanding, guard_reasons, is_time_for
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, OWN_PAGE, may, steps_asked
from pathways.law.rules.disposal_terms import NOTHING, Kind, Verdict
from pathways.people import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import adult_form_bars
from pathways.step_tables.rules import StepAsked
from pathways.vocabulary import Mark

pages = Blueprint("disposals", __name__)

_ICONS = {
    Verdict.NOT_AVAILABLE: "no",
    Verdict.NEEDS_INFO: "ask",
    Verdict.NEEDS_AUTHORITY: "authority",
    Verdict.AVAILABLE: "done",
}


_OPENED_ON = {
    OpenedIn.FACTS: "disposals.choose",
    OpenedIn.EARLIER: "disposals.earlier",
    OpenedIn.RISKS: "safeguarding.risks",
    OpenedIn.REVIEW: "safeguarding.concerns",
    OpenedIn.OFFENCES: "arrest_tests.arrest",
    OpenedIn.CUSTODY: "people.detention",
}


@dataclass(frozen=True)
class ReasonShown:
    """One reason as `components/reasons.html` draws it. `opens_at` has the words and the address of each question.

    `asks` is True if these questions are not answered yet, and False if an answer would have to be different.
    """

    message: str
    state: str
    opens_if: str
    kind: str
    source: str
    mark: Mark | str
    stays_shut: str = ""
    opens_at: tuple[tuple[str, str], ...] = ()
    asks: bool = False


def as_shown(
    reasons: Iterable[RuleReason],
    *,
    later: bool = False,
    openings: Callable[[RuleReason], tuple[tuple[str, str], ...]] = lambda reason: (),
    aside: Collection[str] = (),
) -> list[ReasonShown]:
    """The rules' reasons for a page. With `later` they have a dashed ring, except a known stop.

    `openings` gives the questions that may open a reason (`openings_of`). `aside` are the rules that the viewer may set
    aside: the page does not say of them that nothing opens them.
    """
    return [
        ReasonShown(
            message=reason.message,
            state="dashed" if later and reason.verdict is not Verdict.NOT_AVAILABLE else _ICONS[reason.verdict],
            opens_if=_opens_if(reason, aside),
            stays_shut="" if _opens_if(reason, aside) else reason.opens_if.removeprefix(NOTHING),
            opens_at=openings(reason),
            asks=bool(reason.missing),
            kind=f"{'Local policy' if reason.waits_for_the_force else reason.basis.label} {reason.rule_id}",
            source="Force setting" if reason.waits_for_the_force and not reason.missing else reason.source,
            mark="not set" if reason.waits_for_the_force and not reason.missing else reason.mark,
        )
        for reason in reasons
    ]


def _opens_if(reason: RuleReason, aside: Collection[str]) -> str:
    """What opens a reason, in words; "" if nothing does."""
    if not reason.opens_if.startswith(NOTHING):
        return reason.opens_if
    return "you set it aside with a reason, below" if reason.rule_id in aside else ""


def openings_of(case: CaseView, *, left: Collection[str]) -> Callable[[RuleReason], tuple[tuple[str, str], ...]]:
    """A function from a reason to its questions in this case: (words, address where they are answered).

    The address is "" if the viewer may not open that page. `left` are questions that another part of the record
    answers.
    """
    episode = case.view.episode

    @cache
    def sees() -> bool:
        return case.view.is_in_sight or people.sees_episode(viewer(), episode)

    def address(opening: Opening) -> str:
        endpoint = _OPENED_ON[opening.part]
        is_own = endpoint.startswith("disposals.")
        if not viewer().may(permission_of(current_app, endpoint) or "") or not (is_own or sees()):
            return ""
        if opening.part is OpenedIn.FACTS:
            return url_for(endpoint, episode_id=episode.id, change="", _anchor=opening.question)
        return url_for(endpoint, episode_id=episode.id)

    def openings(reason: RuleReason) -> tuple[tuple[str, str], ...]:
        places = where_it_opens(reason, case.answers, case.case, left=left)
        return tuple((opening.words, address(opening)) for opening in places)

    return openings


@dataclass(frozen=True)
class OpenStep:
    """A step that the viewer may take now, and whether it is rarely taken."""

    asked: StepAsked
    is_rare: bool


RARE = frozenset(
    {"transfer_force", "new_offence", "error_found", "quashed", "suspect_not_found", "refer_youth", "person_died"}
)
"""Steps that a page folds below the others, unless the person has died or is under 18."""


def open_steps(disposal: Disposal, now: DisposalStanding) -> list[OpenStep]:
    """The steps that the viewer may take now, without those that have a page of their own."""
    taken = [event for event in _theirs(disposal) if event not in OWN_PAGE and is_time_for(event, now)]
    pressing = now.is_dead or now.is_under_18
    return [OpenStep(steps_asked()[event], event in RARE and not pressing) for event in taken]


def _theirs(disposal: Disposal) -> list[str]:
    """The steps that the machine has now and that are the viewer's to take."""
    who, steps = viewer(), DISPOSAL_STEPS[disposal.kind].steps_from(disposal.state)
    return [step.event for step in steps if step.is_open_to(who.role, who.rank.level if who.rank else None)]


NOT_AWAITED = frozenset({"refer_youth", "person_died"})
"""Steps that are never listed as still to come."""
NEXT_END = {Kind.O22: "close_22"}
"""The end of a disposal that is listed as still to come while it runs."""


def closed_now(disposal_view: DisposalView, event: str, now: DisposalStanding) -> str:
    """Why a step of a disposal may not be taken now, in words; "" if it may."""
    disposal = disposal_view.disposal
    if not may(disposal.kind, disposal.state, event):
        return steps_queries.closed_words(disposal, event, disposal_view.events)
    words = (reason.message for reason in guard_reasons(event, now, NOTHING_TYPED) if reason.field is None)
    return "" if is_time_for(event, now) else ". ".join(words)


def not_yet(disposal_view: DisposalView, now: DisposalStanding) -> list[tuple[str, str]]:
    """The steps that are still to come for the viewer, each with why it is not open yet: (title, words)."""
    disposal = disposal_view.disposal
    events = [event for event in _theirs(disposal) if event not in NOT_AWAITED]
    end = NEXT_END.get(disposal.kind)
    if end and disposal.state in RUNNING and end not in events:
        events.append(end)
    closed = ((event, closed_now(disposal_view, event, now)) for event in events if event not in OWN_PAGE)
    return [(steps_asked()[event].title, words) for event, words in closed if words]


def record_look(view: EpisodeView, page: str, disposal_id: int | None = None) -> None:
    """Log that the viewer was shown a case. The page commits this before it is served."""
    subject = ("disposal", disposal_id) if disposal_id else ("episode", view.episode.id)
    audit.look(viewer(), view.person.id, "disposal.viewed", subject, page=page)


def back_to(disposal_id: int) -> str:
    """The address after a step: the disposal, or the list if the viewer can no longer see the disposal."""
    if not proposal_queries.sees_disposal(viewer(), disposal_id):
        return url_for("disposals.due")
    return url_for("disposals.disposal", disposal_id=disposal_id)


def young(view: EpisodeView) -> ResponseReturnValue | None:
    """A redirect to the page for under 18 if the person is, or may be, that young; else None."""
    if adult_form_bars(view.details, clock.today()):
        return redirect(url_for("people.under_18", episode_id=view.episode.id))
    return None
