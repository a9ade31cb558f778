"""Arrest, offences and risks: the page that answers, for each route, whether a sample may be asked for."""

from dataclasses import asdict
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import ROWS_AT_LEAST, ROWS_AT_MOST, ArrestForm, blank_rows
from pathways.arrest_tests.rules import OffenceFacts, Tag
from pathways.arrest_tests.rules.law import is_known
from pathways.arrest_tests.views.blueprint import CHECK, answer_now, next_page, pages, record_look
from pathways.auth import Rank
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.people.rules import adult_form_bars
from pathways.safeguarding.queries import exploitation_of, risks_of
from pathways.safeguarding.rules import RISKS
from pathways.ui.pages import show
from pathways.vocabulary import Answer


@pages.route("/episodes/<int:episode_id>/arrest", methods=["GET", "POST"])
@permit("arrest.record")
def arrest(episode_id: int) -> ResponseReturnValue:
    """Record, add to, correct and take out offences; "Check" answers without saving."""
    view = people.episode(viewer(), episode_id)
    form = open_form(ArrestForm, title="Arrest, offences and risks", of=view.person.id, filled=_recorded(view))
    form.in_detention, form.is_for_an_offence = view.detention is not None, view.is_for_an_offence
    form.offer(queries.law_in_use())
    if form.pressed == CHECK:
        form.check()
    elif form.submitted():

        def record() -> str:
            why, seen = form.correction_reason.data or "", form.seen_version
            actions.record_offences(
                by=viewer(), view=view, offences=form.entries(), reason=why, risks=form.risks(), seen_version=seen
            )
            return onward(view, form)

        if location := once(form, record):
            return redirect(location)
    record_look(view, "arrest, offences and risks")
    return show(
        "arrest_tests/arrest.html",
        form=form,
        view=view,
        answer=answer_now(view, offences_on(form, view)),
        has_recorded=bool(queries.offence_rows(episode_id)),
        risks=RISKS,
        young=adult_form_bars(view.details, clock.today()),
    )


@pages.route("/episodes/<int:episode_id>/offences")
@permit("arrest.read")
def offences(episode_id: int) -> ResponseReturnValue:
    """The same to read: the offences as recorded, what was corrected, and the answer for each route."""
    view = people.episode(viewer(), episode_id)
    earlier = queries.earlier_offences(episode_id)
    record_look(view, "offences")
    return show(
        "arrest_tests/offences.html",
        view=view,
        looking=viewer(),
        lines=queries.offences_of(episode_id),
        earlier=queries.as_lines(earlier),
        names=names_of(row.recorded_by_id for row in earlier),
        answer=answer_now(view),
    )


def _recorded(view: EpisodeView) -> dict[str, Any]:
    """The recorded offences as the form asks for them, and blank rows up to three, or one more than there are."""
    rows = [asdict(actions.entered(row)) for row in queries.offence_rows(view.episode.id)]
    for row in rows:
        row["offence"] = row.pop("code")
    missing = max(ROWS_AT_LEAST - len(rows), 1 if len(rows) < ROWS_AT_MOST else 0)
    return {"offences": rows + blank_rows(view.offence_arrested_at, missing), **vars(risks_of(view.episode.id))}


def offences_on(form: ArrestForm, view: EpisodeView) -> tuple[OffenceFacts, ...]:
    """The offences on the page, saved or not, as the rules read them."""
    arrived, law = view.detention.arrived_at if view.detention else None, queries.law_in_use()
    return tuple(
        OffenceFacts(
            key=queries.key_of(one.number or -one.row - 1, one.code),
            code=one.code,
            drug=queries.drug_of(one.drug, law),
            arrested_at=one.arrested_at,
            detention_start_at=queries.detention_start(one.arrested_at, arrived),
            charged_at=one.charged_at,
            closed_at=one.closed_at,
            described_as=one.described_as or "",
            law=law,
        )
        for one in form.entries()
        if is_known(one.code, law)
    )


def onward(view: EpisodeView, form: ArrestForm) -> str:
    """Where the answer leads: to an inspector, to the test, or back to the task list."""
    if form.pressed == "another":
        return url_for("arrest_tests.arrest", episode_id=view.episode.id)
    if form.risks().exploitation is Answer.YES and exploitation_of(view.episode.id).waits:
        return next_page(form, view.episode.id, "safeguarding.concerns")
    if not view.is_for_an_offence:
        return next_page(form, view.episode.id, "casefile.task_list")
    tags = {route.tag for route in answer_now(view).routes}
    if Tag.OPEN not in tags and Tag.NEEDS_AUTHORITY in tags:
        rank = viewer().rank
        decides = rank is not None and rank.at_least(Rank.INSPECTOR)
        page = "arrest_tests.authority" if decides else "arrest_tests.ask_for_authority"
        return next_page(form, view.episode.id, page)
    return next_page(form, view.episode.id, "arrest_tests.drug_test" if view.detention else "casefile.task_list")
