"""The inspector's authority for an offence that is no trigger, and its confirmation in writing."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import AuthorityForm
from pathways.arrest_tests.rules import OffenceState
from pathways.arrest_tests.views.blueprint import answer_now, next_page, pages, record_look
from pathways.auth import Rank
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/authority", methods=["GET", "POST"])
@permit("test.authorise")
def authority(episode_id: int) -> ResponseReturnValue:
    """Give an authority, or record one that was given orally."""
    view = people.episode(viewer(), episode_id)
    form = open_form(AuthorityForm, title="Inspector’s authority", of=view.person.id, filled=_expected())
    _offer(form, view)
    if form.submitted() and (location := once(form, lambda: _give(view, form))):
        return redirect(location)
    confirm = Form(None, data={"version": form.version.data})
    return _page(view, form, confirm)


@pages.route("/episodes/<int:episode_id>/authority/<int:authority_id>/confirm", methods=["POST"])
@permit("test.authorise")
def confirm_authority(episode_id: int, authority_id: int) -> ResponseReturnValue:
    """The officer who gave it orally confirms it in writing."""
    view = people.episode(viewer(), episode_id)
    confirm = open_form(Form, title="Confirm authority", of=view.person.id)
    if confirm.submitted():

        def sign() -> str:
            actions.confirm_authority(
                by=viewer(), view=view, authority_id=authority_id, seen_version=confirm.seen_version
            )
            return url_for("arrest_tests.authority", episode_id=episode_id)

        if location := once(confirm, sign):
            return redirect(location)
    form = AuthorityForm(None, data=_expected() | {"version": confirm.version.data})
    _offer(form, view)
    return _page(view, form, confirm)


def _give(view: EpisodeView, form: AuthorityForm) -> str:
    actions.give_authority(
        by=viewer(),
        view=view,
        offence_id=form.offence_id.data,
        given_by_id=form.given_by_id.data,
        mode=form.mode.data,
        grounds=form.grounds.data,
        given_at=form.given_at.data,
        told_at=form.told_at.data,
        seen_version=form.seen_version,
    )
    onward = "arrest_tests.drug_test" if viewer().may("test.record") else "casefile.task_list"
    return next_page(form, view.episode.id, onward)


def _page(view: EpisodeView, form: AuthorityForm, confirm: Form) -> Response:
    given = queries.authorities_of(view.episode.id)
    record_look(view, "authority")
    return show(
        "arrest_tests/authority.html",
        forms=[form, confirm],
        form=form,
        confirm=confirm,
        view=view,
        looking=viewer(),
        given=given,
        offences={row.id: row for row in queries.as_lines(queries.every_offence(view.episode.id))},
        names=names_of(person for row in given for person in (row.given_by_id, row.recorded_by_id)),
        answer=answer_now(view),
    )


def _offer(form: AuthorityForm, view: EpisodeView) -> None:
    """Offences still open that are no trigger; officers of rank."""
    now = clock.now()
    open_ones = [
        line
        for line in queries.offences_of(view.episode.id)
        if queries.offence_facts(line, arrived_at=None).state_at(now) in ((OffenceState.ARRESTED, OffenceState.CHARGED))
        and not (line.is_trigger_on_charge if line.charged_at else line.is_trigger_on_arrest)
    ]
    officers = queries.officers_who_may_authorise(viewer(), view.episode.person_id)
    form.offer(
        [(line.id, f"{line.label}, {line.drug_name}" if line.drug_name else line.label) for line in open_ones],
        [(user.id, f"{user.name}, {rank.label}") for user, rank in officers],
    )


def _expected() -> dict[str, object]:
    """Today; and the viewer, where the viewer is of rank."""
    rank = viewer().rank
    giver = viewer().user_id if rank and rank.at_least(Rank.INSPECTOR) else None
    return {"given_at": clock.today(), "told_at": clock.today(), "given_by_id": giver}
