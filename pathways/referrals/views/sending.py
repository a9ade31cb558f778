"""Check, then send; and the two pages that may follow."""

from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.directory.rules import next_open_after, open_words
from pathways.drafts.desk import once, open_form
from pathways.outbox import queries as outbox
from pathways.people import queries as people
from pathways.people.queries import EpisodeView
from pathways.referrals import actions, queries
from pathways.referrals.forms import SendForm
from pathways.referrals.queries import Screen
from pathways.referrals.rules import (
    FIRST_TURN,
    REFERRAL,
    bars_to_sending,
    kept_routing,
    said_of_sex,
    what_to_do_about_drinking,
)
from pathways.referrals.views.blueprint import adult_form_is_shut, pages
from pathways.safeguarding.queries import may_be_sent_to
from pathways.safeguarding.rules import Guidance
from pathways.ui.pages import copy_asked_for, hand_over, show
from pathways.vocabulary import Answer


@pages.route("/episodes/<int:episode_id>/refer", methods=["GET", "POST"])
@permit("referral.send")
def refer(episode_id: int) -> ResponseReturnValue:
    """Check, then send. Without consent nothing can be sent, and the page says what can still be offered."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    draft, screen = queries.draft_of(episode_id), queries.screen_of(episode_id)
    if draft is None or screen is None:
        return redirect(_instead_of_checking(episode_id))
    form = open_form(SendForm, title="Check, then send", of=view.person.id)
    if form.submitted() and (to := once(form, lambda: _send(form, view))):
        return redirect(to)
    facts = queries.send_facts(viewer(), view, draft)
    audit.look(viewer(), view.person.id, "referral.checked", ("referral", draft.id))
    return show(
        "referrals/refer.html",
        form=form,
        view=view,
        draft=draft,
        screen=screen,
        read_here=queries.is_read_here(viewer(), view),
        facts=facts,
        bars=bars_to_sending(facts),
        consents=queries.answers_of(view.episode),
        told=queries.told_in(viewer(), view.episode),
        is_required=queries.has_required_assessment(viewer(), episode_id),
        has_disposal=queries.has_disposal(viewer(), episode_id),
        service=directory.service(draft.service_id) if draft.service_id else None,
        partners=queries.partners_for(draft) if screen.facts.mental_health is Answer.YES else (),
        to_do=_about_drinking(view, screen),
    )


def _send(form: SendForm, view: EpisodeView) -> str:
    """A second press, even from another window, finds the first result; a change since the check page is told."""
    if queries.draft_of(view.episode.id):
        audit.expect(view.person.id, form.seen_version or 0)
    return url_for("referrals.sent", referral_id=actions.send(by=viewer(), episode_id=view.episode.id).id)


def _instead_of_checking(episode_id: int) -> str:
    """Nothing waits to be checked: it is on its way, or the questions come first."""
    if under_way := queries.sent_of(episode_id):
        return url_for("referrals.sent", referral_id=under_way.id)
    if queries.screen_of(episode_id) is None:
        return url_for("referrals.needs", episode_id=episode_id)
    return url_for("referrals.consents", episode_id=episode_id)


@pages.get("/referrals/<int:referral_id>/sent")
@permit("referral.read")
def sent(referral_id: int) -> ResponseReturnValue:
    """Sent: with which reference, to whom, when, and what remains before the person leaves."""
    held = queries.referral(viewer(), referral_id)
    view = people.view_of(queries.episode_of(held))
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", held.id))
    service = directory.service(held.service_id) if held.service_id else None
    read_here = queries.is_read_here(viewer(), view)
    facts: dict[str, Any] = {"is_told": outbox.is_at_work(outbox.last_beat()), "leaves_soon": _leaves_soon(view)}
    facts["to_do"] = _about_drinking(view, queries.screen_of(view.episode.id)) if read_here else ()
    if held.inbox_turn == FIRST_TURN and held.accepted_at is None and held.closed_at is None:
        # Somebody speaks to them today or tomorrow: whoever sent them knows best where they are until then.
        facts["speak_by"] = clock.london_date(held.sent_at or clock.now()) + timedelta(days=1)
        if service:
            hours, now, holidays = directory.facts_of(service), clock.now(), clock.bank_holidays()
            opens = next_open_after(hours, now, holidays) if hours.hours else now
            facts["open_words"] = open_words(hours, now, holidays)
            facts["opens_too_late"] = opens is None or clock.london_date(opens) > facts["speak_by"]
    return show("referrals/sent.html", held=held, view=view, service=service, read_here=read_here, **facts)


def _about_drinking(view: EpisodeView, screen: Screen | None) -> tuple[Guidance, ...]:
    """Whom to tell now of somebody in a cell who may be dependent on alcohol; the rest stands on “Before release”."""
    is_held = view.detention is not None and view.detention.released_at is None
    answer = screen.facts.drinks_daily if screen and is_held else None
    return what_to_do_about_drinking(answer, in_custody=True)[:1]


def _leaves_soon(view: EpisodeView) -> bool:
    """Whether the person is held and is to leave within the hour, or should have left."""
    leaves_at = view.detention.planned_release_at if view.detention and not view.detention.released_at else None
    return leaves_at is not None and leaves_at <= clock.now() + timedelta(hours=1)


@pages.get("/referrals/<int:referral_id>/why")
@permit("referral.read")
def why(referral_id: int) -> ResponseReturnValue:
    """Why this service: what was shown when it was chosen, word for word, whatever has changed since."""
    held = queries.referral(viewer(), referral_id)
    view = people.view_of(queries.episode_of(held))
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", held.id))
    kept, never = kept_routing(held.routing), said_of_sex(view.details.sex, lists_women=True)
    return show("referrals/why.html", held=held, view=view, kept=kept, never=never)


@pages.get("/referrals/<int:referral_id>/referral.pdf")
@permit("referral.read")
def paper(referral_id: int) -> ResponseReturnValue:
    """The referral as a PDF."""
    held = queries.referral(viewer(), referral_id)
    view = people.view_of(queries.episode_of(held))
    content = actions.print_referral(by=viewer(), view=view, held=held, number=copy_asked_for())
    return hand_over(content, kind="application/pdf", name=f"{held.reference}.pdf", inline=True)


@pages.get("/episodes/<int:episode_id>/not-sent")
@permit("referral.read")
def not_sent(episode_id: int) -> ResponseReturnValue:
    """Consent 1 is refused or not asked: nothing left this desk, and what can still be offered."""
    view = people.episode(viewer(), episode_id)
    answer = queries.answers_of(view.episode)[REFERRAL]
    if answer.live or queries.sent_of(episode_id):
        return redirect(url_for("referrals.refer", episode_id=episode_id))
    audit.look(viewer(), view.person.id, "consent.viewed", ("episode", episode_id))
    open_now = may_be_sent_to(directory.services_open_on(clock.today()), view.person.id)
    services = [each for each in open_now if not each.young_people]
    return show("referrals/not_sent.html", view=view, services=services, answer=answer)
