"""The pages of an authority: an officer asks, an inspector decides, and confirms or denies an oral authority."""

from collections.abc import Iterable
from typing import Any, cast

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests.authority import actions, queries
from pathways.arrest_tests.authority.rules import confirm_by
from pathways.arrest_tests.forms.offences import AskForAuthorityForm, AuthorityForm, DisownForm
from pathways.arrest_tests.lawful_basis.queries import ArrestRows, arrest_of
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal
from pathways.arrest_tests.offences.queries import OffenceLine
from pathways.arrest_tests.views import answer_now, next_page, pages, record_look, shown_arrest
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of, suite
from pathways.auth.roles import Rank
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/authority", methods=["GET", "POST"])
@permit("test.authorise")
def authority(episode_id: int) -> ResponseReturnValue:
    """Give an authority or refuse it, or record what was said orally."""
    view = people.episode(viewer(), episode_id)
    rows = arrest_of(view)
    form = open_form(AuthorityForm, title="Inspector’s authority", of=view.person.id, filled=_expected(view))
    _offer(form, view, rows)
    if response := once(form, lambda: _decide(view, form)):
        return response
    confirm = Form(None, data={"version": form.version.data})
    return _page(view, shown_arrest(view, rows, form), form, confirm)


@pages.route("/episodes/<int:episode_id>/authority/ask", methods=["GET", "POST"])
@permit("test.record")
def ask_for_authority(episode_id: int) -> ResponseReturnValue:
    """Put one offence on the list of every inspector of the force who may answer."""
    view = people.episode(viewer(), episode_id)
    rows = arrest_of(view)
    lines = _words_of(_offences_to_ask(view, rows))
    only = {"offence_id": lines[0][0]} if len(lines) == 1 else {}
    form = open_form(AskForAuthorityForm, title="Ask an inspector", of=view.person.id, filled=only)
    form.offer(lines)

    def ask() -> str:
        chosen, words = form.offence_id.data, form.grounds.data
        actions.ask_for_authority(
            by=viewer(), view=view, offence_id=chosen, grounds=words, seen_version=form.seen_version
        )
        return next_page(form, episode_id, "arrest_tests.ask_for_authority")

    if response := once(form, ask):
        return response
    record_look(view, "ask an inspector")
    rows = shown_arrest(view, rows, form)
    withdraw = Form(None, data={"version": form.version.data})
    about = {"withdraw": withdraw, "me": viewer().user_id, "answer": answer_now(view, rows=rows), **_waiting(view)}
    return show("arrest_tests/authority/ask_for_authority.html", form=form, view=view, **about)


@pages.route("/episodes/<int:episode_id>/authority/requests/<int:request_id>/withdraw", methods=["POST"])
@permit("test.record")
def withdraw_request(episode_id: int, request_id: int) -> ResponseReturnValue:
    """The officer who asked takes the request off the list, even if other things were recorded meanwhile."""
    view = people.episode(viewer(), episode_id)
    withdraw = open_form(Form, title="Withdraw a request for authority", of=view.person.id)

    def take_off() -> str:
        actions.withdraw_request(by=viewer(), view=view, request_id=request_id)
        return url_for("arrest_tests.ask_for_authority", episode_id=episode_id)

    if response := once(withdraw, take_off):
        return response
    form, rows = AuthorityForm(None, data=_expected(view) | {"version": withdraw.version.data}), arrest_of(view)
    _offer(form, view, rows)
    return _page(view, shown_arrest(view, rows), form, withdraw)


@pages.route("/episodes/<int:episode_id>/authority/<int:authority_id>/confirm", methods=["POST"])
@permit("test.authorise")
def confirm_authority(episode_id: int, authority_id: int) -> ResponseReturnValue:
    """The officer who gave it orally confirms it in writing."""
    view = people.episode(viewer(), episode_id)
    confirm = open_form(Form, title="Confirm authority", of=view.person.id)

    def sign() -> str:
        actions.confirm_authority(by=viewer(), view=view, authority_id=authority_id, seen_version=confirm.seen_version)
        return url_for("arrest_tests.authority", episode_id=episode_id, done="confirmed")

    if response := once(confirm, sign):
        return response
    form, rows = AuthorityForm(None, data=_expected(view) | {"version": confirm.version.data}), arrest_of(view)
    _offer(form, view, rows)
    return _page(view, shown_arrest(view, rows), form, confirm)


@pages.route("/episodes/<int:episode_id>/authority/<int:authority_id>/disown", methods=["POST"])
@permit("test.authorise")
def disown_authority(episode_id: int, authority_id: int) -> ResponseReturnValue:
    """The officer whose oral authority was recorded says that it is not what they said."""
    view = people.episode(viewer(), episode_id)
    disown = open_form(DisownForm, title="Not what I said", of=view.person.id)

    def deny() -> str:
        words = disown.words.data
        actions.disown_authority(
            by=viewer(), view=view, authority_id=authority_id, words=words, seen_version=disown.seen_version
        )
        return url_for("arrest_tests.authority", episode_id=episode_id, done="disowned")

    if response := once(disown, deny):
        return response
    form, rows = AuthorityForm(None, data=_expected(view) | {"version": disown.version.data}), arrest_of(view)
    _offer(form, view, rows)
    return _page(view, shown_arrest(view, rows), form, Form(None, data={"version": disown.version.data}), disown)


def _decide(view: EpisodeView, form: AuthorityForm) -> str:
    by, seen, at, giver = viewer(), form.seen_version, form.decided_at, form.given_by_id.data
    about = {"by": by, "view": view, "offence_id": form.offence_id.data, "mode": form.mode.data, "seen_version": seen}
    if form.is_refused:
        actions.refuse_authority(**about, refused_by_id=giver, reason=form.refusal_reason.data, refused_at=at)
    else:
        told_at = form.told_at.data
        actions.give_authority(**about, given_by_id=giver, grounds=form.grounds.data, given_at=at, told_at=told_at)
    if form.pressed == "task_list" or viewer().may("test.record"):
        return next_page(form, view.episode.id, "arrest_tests.drug_test")
    return url_for("arrest_tests.authority", episode_id=view.episode.id, done="refused" if form.is_refused else "given")


def _page(
    view: EpisodeView, rows: ArrestRows, form: AuthorityForm, confirm: Form, disown: Form | None = None
) -> Response:
    given, refused = rows.offences.every_authority[::-1], rows.offences.every_refusal[::-1]
    done = _DONE.get(request.args.get("done", ""), "")
    disown = disown or DisownForm(None, data={"version": form.version.data})
    record_look(view, "authority")
    return show(
        "arrest_tests/authority/authority.html",
        forms=[form, confirm, disown],
        form=form,
        disown=disown,
        done=done,
        who_sees_it=_who_sees_it(view) if done else "",
        confirm=confirm,
        view=view,
        looking=viewer(),
        given=given,
        refused=refused,
        offences=rows.offences.decided_on,
        names=names_of(
            [row.given_by_id for row in given]
            + [row.recorded_by_id for row in given]
            + [row.refused_by_id for row in refused]
        ),
        answer=answer_now(view, rows=rows),
        confirm_by=confirm_by,
        counts_from=queries.counts_from,
        may_be_asked=bool(_offences_to_ask(view, rows)),
        **_waiting(view),
    )


_DONE = {
    "confirmed": "The authority is confirmed in writing, in your name.",
    "given": "Your decision is recorded: authorised.",
    "refused": "Your decision is recorded: refused.",
    "disowned": "Recorded: this is not what you said. It is no authority now, and a sample that rests on it alone is "
    "held for an inspector.",
}


def _who_sees_it(view: EpisodeView) -> str:
    """Who sees a decision from now on: the officer who asked, by name, and the suite where the person is detained."""
    place = suite(view.episode.suite_id)
    here = f"custody staff at {place.name}" if place else "custody staff on this case"
    asked = next(reversed(queries.requests_of(view.episode.id)), None)
    who = "".join(names_of([asked.asked_by_id]).values()) if asked and asked.asked_by_id != viewer().user_id else ""
    return f"{who}, who asked, and {here} see it now." if who else f"{here[0].upper()}{here[1:]} see it now."


def _waiting(view: EpisodeView) -> dict[str, Any]:
    """What waits in this case for an inspector, and who asked."""
    waiting = _requests(view)
    askers = names_of(row.request.asked_by_id for row in waiting) if waiting else {}
    return {"waiting": waiting, "askers": askers, "now": clock.now(), "may_ask": viewer().may("test.record")}


def _requests(view: EpisodeView) -> tuple[queries.RequestWaiting, ...]:
    """The requests that wait in this case; read only once when the page is only shown."""
    if request.method == "POST":
        return queries.requests_waiting(viewer(), [view.episode.id])
    if "requests_waiting" not in g:
        g.requests_waiting = queries.requests_waiting(viewer(), [view.episode.id])
    return cast(tuple[queries.RequestWaiting, ...], g.requests_waiting)


def _offences_to_ask(view: EpisodeView, rows: ArrestRows) -> list[OffenceLine]:
    """Offences that an inspector may be asked about. A form that was sent offers all; the action says why not."""
    lines = queries.still_to_authorise(rows.offences.lines)
    if request.method == "POST":
        return list(lines)
    asked = {row.offence.key for row in _requests(view)}
    return [line for line in lines if line.key not in asked | rows.offences.authorised]


def _offences_to_decide(view: EpisodeView, rows: ArrestRows) -> list[OffenceLine]:
    """The offences still to decide, and those that the viewer refused and may decide again."""
    lines = queries.still_to_authorise(rows.offences.lines)
    if request.method == "POST":
        return list(lines)
    asked = {row.offence.key for row in _requests(view)}
    decisions = {line.key: rows.offences.standing_decision(line.key) for line in lines}
    return [line for line in lines if line.key in asked or _is_open_to_the_viewer(decisions[line.key])]


def _is_open_to_the_viewer(decision: Authority | AuthorityRefusal | None) -> bool:
    return decision is None or getattr(decision, "refused_by_id", None) == viewer().user_id


def _words_of(lines: Iterable[OffenceLine]) -> list[tuple[int, str]]:
    return [(line.id, f"{line.label}, {line.drug_name}" if line.drug_name else line.label) for line in lines]


def _offer(form: AuthorityForm, view: EpisodeView, rows: ArrestRows) -> None:
    """Offer the offences to decide and the officers who may decide."""
    officers = queries.officers_who_may_authorise(viewer(), view.episode.person_id)
    form.offer(
        _words_of(_offences_to_decide(view, rows)), [(user.id, f"{user.name}, {rank.label}") for user, rank in officers]
    )


def _expected(view: EpisodeView) -> dict[str, object]:
    """What fills the form: today, the viewer if an inspector, the one offence asked about, and its grounds."""
    rank = viewer().rank
    giver = viewer().user_id if rank and rank.at_least(Rank.INSPECTOR) else None
    asked = _requests(view) if request.method != "POST" else ()
    offence = {"offence_id": asked[0].offence.id} if len(asked) == 1 else {}
    words = {"grounds": asked[0].request.grounds} if giver and offence else {}
    return {"given_at": clock.today(), "told_at": clock.today(), "given_by_id": giver, **offence, **words}
