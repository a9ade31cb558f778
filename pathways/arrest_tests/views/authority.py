"""The inspector's decision about an offence that is no trigger, and an authority's confirmation in writing."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import AuthorityForm
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
    """Give an authority or refuse it, or record what was said orally."""
    view = people.episode(viewer(), episode_id)
    form = open_form(AuthorityForm, title="Inspector’s authority", of=view.person.id, filled=_expected())
    _offer(form, view)
    if form.submitted() and (location := once(form, lambda: _decide(view, form))):
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


def _decide(view: EpisodeView, form: AuthorityForm) -> str:
    by, seen, at, giver = viewer(), form.seen_version, form.given_at.data, form.given_by_id.data
    about = {"by": by, "view": view, "offence_id": form.offence_id.data, "mode": form.mode.data, "seen_version": seen}
    if form.is_refused:
        actions.refuse_authority(**about, refused_by_id=giver, reason=form.refusal_reason.data, refused_at=at)
    else:
        told = form.told_at.data
        actions.give_authority(**about, given_by_id=giver, grounds=form.grounds.data, given_at=at, told_at=told)
    onward = "arrest_tests.drug_test" if viewer().may("test.record") else "casefile.task_list"
    return next_page(form, view.episode.id, onward)


def _page(view: EpisodeView, form: AuthorityForm, confirm: Form) -> Response:
    given, refused = queries.authorities_of(view.episode.id), queries.refusals_of(view.episode.id)
    record_look(view, "authority")
    return show(
        "arrest_tests/authority.html",
        forms=[form, confirm],
        form=form,
        confirm=confirm,
        view=view,
        looking=viewer(),
        given=given,
        refused=refused,
        offences={row.id: row for row in queries.as_lines(queries.every_offence(view.episode.id))},
        names=names_of([row.given_by_id for row in given] + [row.refused_by_id for row in refused]),
        answer=answer_now(view),
    )


def _offer(form: AuthorityForm, view: EpisodeView) -> None:
    """Offences still open that are no trigger; officers of rank."""
    open_ones = queries.offences_to_authorise(view.episode.id)
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
