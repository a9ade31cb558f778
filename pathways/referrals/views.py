"""The pages of needs, consents and sending. Each authorises, loads, validates, acts, commits and redirects."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.people.rules import adult_form_bars
from pathways.referrals import actions, queries
from pathways.referrals.forms import ConsentsForm, NeedsForm, SendForm, WithdrawForm, as_filled
from pathways.referrals.rules import REFERRAL, bars_to_sending, said_to_police
from pathways.ui.fields import Choice
from pathways.ui.pages import show

pages = Blueprint("referrals", __name__)


@pages.route("/episodes/<int:episode_id>/needs", methods=["GET", "POST"])
@permit("referral.send")
def needs(episode_id: int) -> ResponseReturnValue:
    """What the person says they use and need, the risks, and the safe way to reach them."""
    view = people.episode(viewer(), episode_id)
    if _adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    screen = queries.screen_of(episode_id)
    form = open_form(
        NeedsForm, title="Needs and risks", of=view.person.id, filled=as_filled(screen.facts) if screen else None
    )
    if form.submitted() and (to := once(form, lambda: _record_needs(form, view))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "screen.viewed", ("episode", episode_id))
    return show("referrals/needs.html", form=form, view=view, screen=screen)


@pages.route("/episodes/<int:episode_id>/consents", methods=["GET", "POST"])
@permit("consent.record")
def consents(episode_id: int) -> ResponseReturnValue:
    """Every listed service with its reasons, and two consents that are never one."""
    view = people.episode(viewer(), episode_id)
    if _adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    asking = queries.asking_of(view)
    if asking is None:
        return redirect(url_for("referrals.needs", episode_id=episode_id))
    form = open_form(
        ConsentsForm, title="Service and consents", of=view.person.id, filled={"service": asking.chosen_value}
    )
    form.service.choices = [Choice(str(each.service.service_id), each.service.name) for each in asking.answer.choosable]
    if form.submitted() and (to := once(form, lambda: _record_consents(form, view))):
        return redirect(to)
    audit.look(viewer(), view.person.id, "consent.viewed", ("episode", episode_id))
    return show("referrals/consents.html", form=form, view=view, asking=asking)


@pages.route("/episodes/<int:episode_id>/refer", methods=["GET", "POST"])
@permit("referral.send")
def refer(episode_id: int) -> ResponseReturnValue:
    """Check, then send. Without consent nothing can be sent, and the page says what can still be offered."""
    view = people.episode(viewer(), episode_id)
    if _adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    form = open_form(SendForm, title="Check, then send", of=view.person.id)
    if form.submitted() and (to := once(form, lambda: _send(form, view))):
        return redirect(to)
    draft, screen = queries.draft_of(episode_id), queries.screen_of(episode_id)
    if draft is None or screen is None:
        return redirect(_instead_of_checking(episode_id))
    facts = queries.send_facts(view, draft)
    audit.look(viewer(), view.person.id, "referral.checked", ("referral", draft.id))
    return show(
        "referrals/refer.html",
        form=form,
        view=view,
        draft=draft,
        screen=screen,
        facts=facts,
        bars=bars_to_sending(facts),
        consents=queries.answers_of(view.episode),
        service=directory.service(draft.service_id) if draft.service_id else None,
    )


@pages.get("/referrals/<int:referral_id>/sent")
@permit("referral.read")
def sent(referral_id: int) -> ResponseReturnValue:
    """Sent: with which reference, to whom, when, and what remains before the person leaves."""
    held = queries.referral(viewer(), referral_id)
    view = people.view_of(queries.episode_of(held))
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", held.id))
    service = directory.service(held.service_id) if held.service_id else None
    return show("referrals/sent.html", held=held, view=view, service=service)


@pages.get("/episodes/<int:episode_id>/not-sent")
@permit("referral.read")
def not_sent(episode_id: int) -> ResponseReturnValue:
    """Consent 1 is refused or not asked: nothing left this desk, and what can still be offered."""
    view = people.episode(viewer(), episode_id)
    answer = queries.answers_of(view.episode)[REFERRAL]
    if answer.live or queries.sent_of(episode_id):
        return redirect(url_for("referrals.refer", episode_id=episode_id))
    audit.look(viewer(), view.person.id, "consent.viewed", ("episode", episode_id))
    services = [each for each in directory.services_open_on(clock.today()) if not each.young_people]
    return show("referrals/not_sent.html", view=view, services=services, answer=answer)


@pages.get("/referrals")
@permit("referral.read")
def mine() -> ResponseReturnValue:
    """The referrals the viewer sent, as far as police may always see them: never past "Accepted"."""
    after = request.args.get("after")
    page = queries.mine(viewer(), after)
    ids = {row.person_id for row in page.rows}
    audit.listed(viewer(), "referral.listed", ids)
    names = directory.service_names({row.service_id for row in page.rows if row.service_id})
    known = people.details_of_many(ids)
    return show("referrals/mine.html", page=page, names=names, known=known, told=said_to_police, after=after)


@pages.route("/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@permit("consent.withdraw")
def withdraw(consent_id: int) -> ResponseReturnValue:
    """The person takes a consent back: at once, said to any worker."""
    row = queries.consent(viewer(), consent_id)
    details = people.details_of(row.person_id)
    form = open_form(WithdrawForm, title="Withdraw a consent", of=row.person_id)
    if form.submitted() and (to := once(form, lambda: _withdraw(consent_id, row.episode_id))):
        return redirect(to)
    audit.look(viewer(), row.person_id, "consent.viewed", ("consent", row.id))
    back = _back_from_withdrawing(row.episode_id)
    return show("referrals/withdraw.html", form=form, row=row, details=details, back=back)


def _adult_form_is_shut(view: EpisodeView) -> bool:
    """Under 18, or an age in doubt: the young people's page. (A death is said on the page itself.)"""
    return view.person.died_at is None and bool(adult_form_bars(view.details, clock.today()))


def _record_needs(form: NeedsForm, view: EpisodeView) -> str:
    audit.expect(view.person.id, form.seen_version or 0)
    episode_id = view.episode.id
    actions.record_needs(by=viewer(), episode_id=episode_id, said=form.said())
    return _onward(form.pressed, "referrals.consents", episode_id)


def _record_consents(form: ConsentsForm, view: EpisodeView) -> str:
    audit.expect(view.person.id, form.seen_version or 0)
    episode_id = view.episode.id
    draft = actions.record_consents(by=viewer(), episode_id=episode_id, **form.answers())
    if draft is None and queries.sent_of(episode_id):
        return url_for("casefile.task_list", episode_id=episode_id)
    live = draft is not None and queries.answers_of(queries.episode_of(draft))[REFERRAL].live
    return _onward(form.pressed, "referrals.refer" if live else "referrals.not_sent", episode_id)


def _send(form: SendForm, view: EpisodeView) -> str:
    """A second press, even from another window, finds the first result; a change since the check page is told."""
    if queries.draft_of(view.episode.id):
        audit.expect(view.person.id, form.seen_version or 0)
    return url_for("referrals.sent", referral_id=actions.send(by=viewer(), episode_id=view.episode.id).id)


def _withdraw(consent_id: int, episode_id: int) -> str:
    actions.withdraw_consent(by=viewer(), consent_id=consent_id)
    return _back_from_withdrawing(episode_id)


def _back_from_withdrawing(episode_id: int) -> str:
    if viewer().is_police:
        return url_for("casefile.task_list", episode_id=episode_id)
    return url_for("acceptance.inbox" if viewer().is_treatment else "acceptance.placing")


def _onward(pressed: str, endpoint: str, episode_id: int) -> str:
    return url_for("casefile.task_list" if pressed == "task_list" else endpoint, episode_id=episode_id)


def _instead_of_checking(episode_id: int) -> str:
    """Nothing waits to be checked: it is on its way, or the questions come first."""
    if under_way := queries.sent_of(episode_id):
        return url_for("referrals.sent", referral_id=under_way.id)
    if queries.screen_of(episode_id) is None:
        return url_for("referrals.needs", episode_id=episode_id)
    return url_for("referrals.consents", episode_id=episode_id)
