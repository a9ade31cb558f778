"""The blueprint of the room, and what its pages share: log a look, find the next page, answer for both routes."""

from collections.abc import Iterable

from flask import Blueprint, g, url_for

from pathways import clock
from pathways.arrest_tests.assessment.rules import WORDS_VERSION
from pathways.arrest_tests.lawful_basis import queries
from pathways.arrest_tests.lawful_basis.queries import ArrestRows, arrest_of
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, OffenceFacts
from pathways.audit import record as audit
from pathways.auth.guard import viewer
from pathways.people.custody.queries import EpisodeView
from pathways.ui.forms import Form

pages = Blueprint("arrest_tests", __name__)
CHECK = "check"
"""What the button "Check" posts: it draws the panel again without saving or validating."""


@pages.app_template_global()
def wording_of_the_assessment() -> str:
    """The version of the words read aloud about a required assessment, as it is stored with the notice."""
    return WORDS_VERSION


def record_look(view: EpisodeView, page: str) -> None:
    """Log that the viewer was shown a person. The page commits this before it is served."""
    audit.look(viewer(), view.person.id, "person.viewed", ("person", view.person.id), page=page)


def shown_arrest(view: EpisodeView, before: ArrestRows, form: Form | None = None) -> ArrestRows:
    """What the page rests on and the head drawn over it: `before`, which the page has read already.

    After an action that refused it is read again: that was rolled back, and others may have written meanwhile.
    """
    rows = arrest_of(view) if form is not None and form.refusals else before
    g.arrest_shown = view, rows
    return rows


def next_page(form: Form, episode_id: int, onward: str, *, after: str = "", done: str = "") -> str:
    """The address of the next page: the task list if the officer chose that, else `onward`.

    `done` says what was saved. On the task list, `after` names the part that was saved, to find the next open one.
    """
    if form.pressed == "task_list":
        return url_for("casefile.task_list", episode_id=episode_id)
    goes_on = after if onward == "casefile.task_list" else ""
    return url_for(onward, episode_id=episode_id, after=goes_on or None, done=done or None)


def answer_now(
    view: EpisodeView,
    offences: Iterable[OffenceFacts] | None = None,
    *,
    rows: ArrestRows | None = None,
    needs_were_said: bool = True,
) -> BasisAnswer:
    """Both routes, as if the sample were asked for at this moment; `offences` are those on a form."""
    facts = queries.case_facts(view, clock.now(), rows=rows, offences=offences, needs_were_said=needs_were_said)
    return may_a_sample_be_requested(facts)
