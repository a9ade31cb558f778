"""The pages of a referral to the own service, of checking and sending one, and of what was sent and why."""

from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.directory.areas import queries as areas_queries
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.rules import next_open_after
from pathways.directory.matching.rules.ranking import open_words
from pathways.drafts.desk import once, open_form
from pathways.outbox import queries as outbox
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, AskedBy, wording
from pathways.referrals.forms.referral import OwnReferralForm, SendForm
from pathways.referrals.joint_plans import queries as joint_plans_queries
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import what_to_do_about_drinking
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import kept_routing, said_of_sex
from pathways.referrals.sending import actions, queries
from pathways.referrals.sending.rules import FIRST_TURN, bars_to_sending
from pathways.referrals.views import adult_form_is_shut, pages
from pathways.safeguarding.queries import may_be_sent_to
from pathways.safeguarding.rules.concerns import Guidance
from pathways.ui.pages import copy_asked_for, hand_over, show
from pathways.vocabulary import Answer

# A self- or GP referral to the worker's own service.


@pages.route("/own-referrals/new", methods=["GET", "POST"])
@permit("own_referral.record")
def own() -> ResponseReturnValue:
    """Who came, what they say, and that they agree: one page, recorded whole. Nothing is chosen beforehand."""
    form = open_form(OwnReferralForm, title="Somebody who came to us")
    services = queries.own_services(viewer())
    known = queries.known_here(viewer(), form.surname.data, form.date_of_birth.data)
    form.offer_areas(areas_queries.map_now().places)
    form.offer([(service.id, f"{service.name}, {service.town}") for service in services], known)
    if known:
        audit.listed(viewer(), "person.searched", [number for number, _ in known])
    if response := once(form, lambda: _record(form, {service.id: service.town for service in services})):
        return response
    return show(
        "referrals/sending/own.html", form=form, words=wording(REFERRAL, clock.today(), asked_by=AskedBy.SERVICE)
    )


def _record(form: OwnReferralForm, towns: dict[int, str]) -> str:
    came = actions.CameToUs(
        who=form.facts(),
        person_id=form.person_id,
        none_of_these=form.none_of_these,
        how_they_came=form.how_they_came.data,
        service_id=form.service.data,
        needs=form.screen_facts(areas_queries.map_now().area_of(towns.get(form.service.data))),
        risks=form.risks(),
        naloxone=form.naloxone_facts(),
        covers=form.covers,
        how=form.how.data,
    )
    referral = actions.record_own_referral(by=viewer(), came=came)
    return (
        url_for("acceptance.accept", referral_id=referral.id)
        if form.pressed != "inbox"
        else url_for("acceptance.inbox")
    )


# Check, then send; and the pages about what was sent, or was not.


@pages.route("/episodes/<int:episode_id>/refer", methods=["GET", "POST"])
@permit("referral.send")
def refer(episode_id: int) -> ResponseReturnValue:
    """Check, then send. Without consent nothing can be sent, and the page says what can still be offered."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    draft, screen = referrals_queries.draft_of(episode_id), needs_queries.screen_of(episode_id)
    if draft is None or screen is None:
        return redirect(_instead_of_checking(episode_id))
    form = open_form(SendForm, title="Check, then send", of=view.person.id)
    if response := once(form, lambda: _send(form, view)):
        return response
    facts = routing_queries.send_facts(viewer(), view, draft)
    audit.look(viewer(), view.person.id, "referral.checked", ("referral", draft.id))
    return show(
        "referrals/sending/refer.html",
        form=form,
        view=view,
        draft=draft,
        screen=screen,
        read_here=needs_queries.is_read_here(viewer(), view),
        facts=facts,
        bars=bars_to_sending(facts),
        consents=consents_queries.answers_of(view.episode),
        recipient=consents_queries.told_in(viewer(), view.episode),
        is_required=needs_queries.has_required_assessment(viewer(), episode_id),
        has_disposal=needs_queries.has_disposal(viewer(), episode_id),
        service=entries_queries.service(draft.service_id) if draft.service_id else None,
        partners=joint_plans_queries.partners_for(draft) if screen.facts.mental_health is Answer.YES else (),
        to_do=_about_drinking(view, screen),
    )


def _send(form: SendForm, view: EpisodeView) -> str:
    """A second press, even from another window, returns the first result; a change since the check raises Stale."""
    if referrals_queries.draft_of(view.episode.id):
        audit.expect(view.person.id, form.seen_version or 0)
    return url_for("referrals.sent", referral_id=actions.send(by=viewer(), episode_id=view.episode.id).id)


def _instead_of_checking(episode_id: int) -> str:
    """Where to go when nothing waits to be checked: it is on its way, or the questions come first."""
    if under_way := referrals_queries.sent_of(episode_id):
        return url_for("referrals.sent", referral_id=under_way.id)
    if needs_queries.screen_of(episode_id) is None:
        return url_for("referrals.needs", episode_id=episode_id)
    return url_for("referrals.consents", episode_id=episode_id)


@pages.get("/referrals/<int:referral_id>/sent")
@permit("referral.read")
def sent(referral_id: int) -> ResponseReturnValue:
    """The referral was sent: its reference, to whom, when, and what remains before the person leaves."""
    referral = referrals_queries.referral(viewer(), referral_id)
    view = people.view_of(referrals_queries.episode_of(referral))
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", referral.id))
    service = entries_queries.service(referral.service_id) if referral.service_id else None
    read_here = needs_queries.is_read_here(viewer(), view)
    facts: dict[str, Any] = {"is_told": outbox.is_at_work(outbox.last_beat()), "leaves_soon": _leaves_soon(view)}
    facts["to_do"] = _about_drinking(view, needs_queries.screen_of(view.episode.id)) if read_here else ()
    if referral.inbox_turn == FIRST_TURN and referral.accepted_at is None and referral.closed_at is None:
        # Somebody speaks to them today or tomorrow, and the sender knows best where they are until then.
        facts["speak_by"] = dates.london_date(referral.sent_at or clock.now()) + timedelta(days=1)
        if service:
            hours, now, holidays = entries_queries.facts_of(service), clock.now(), dates.bank_holidays()
            opens = next_open_after(hours, now, holidays) if hours.hours else now
            facts["open_words"] = open_words(hours, now, holidays)
            facts["opens_too_late"] = opens is None or dates.london_date(opens) > facts["speak_by"]
    return show(
        "referrals/sending/sent.html", referral=referral, view=view, service=service, read_here=read_here, **facts
    )


def _about_drinking(view: EpisodeView, screen: Screen | None) -> tuple[Guidance, ...]:
    """Whom to tell now about somebody in a cell who may be dependent on alcohol; the rest is on “Before release”."""
    is_held = view.detention is not None and view.detention.released_at is None
    answer = screen.facts.drinks_daily if screen and is_held else None
    return what_to_do_about_drinking(answer, in_custody=True)[:1]


def _leaves_soon(view: EpisodeView) -> bool:
    """Whether the person is detained and is to leave within the hour, or should have left."""
    leaves_at = view.detention.planned_release_at if view.detention and not view.detention.released_at else None
    return leaves_at is not None and leaves_at <= clock.now() + timedelta(hours=1)


@pages.get("/referrals/<int:referral_id>/why")
@permit("referral.read")
def why(referral_id: int) -> ResponseReturnValue:
    """Why this service: what was shown when it was chosen, word for word, whatever has changed since."""
    referral = referrals_queries.referral(viewer(), referral_id)
    view = people.view_of(referrals_queries.episode_of(referral))
    audit.look(viewer(), view.person.id, "referral.viewed", ("referral", referral.id))
    routing, never = kept_routing(referral.routing), said_of_sex(view.details.sex, lists_women=True)
    return show("referrals/sending/why.html", referral=referral, view=view, routing=routing, never=never)


@pages.get("/referrals/<int:referral_id>/referral.pdf")
@permit("referral.read")
def paper(referral_id: int) -> ResponseReturnValue:
    """The referral as a PDF."""
    referral = referrals_queries.referral(viewer(), referral_id)
    view = people.view_of(referrals_queries.episode_of(referral))
    content = actions.print_referral(by=viewer(), view=view, referral=referral, number=copy_asked_for())
    return hand_over(content, kind="application/pdf", name=f"{referral.reference}.pdf", inline=True)


@pages.get("/episodes/<int:episode_id>/not-sent")
@permit("referral.read")
def not_sent(episode_id: int) -> ResponseReturnValue:
    """Consent 1 is refused or not asked: nothing left this desk, and what can still be offered."""
    view = people.episode(viewer(), episode_id)
    answer = consents_queries.answers_of(view.episode)[REFERRAL]
    if answer.live or referrals_queries.sent_of(episode_id):
        return redirect(url_for("referrals.refer", episode_id=episode_id))
    audit.look(viewer(), view.person.id, "consent.viewed", ("episode", episode_id))
    open_now = may_be_sent_to(entries_queries.services_open_on(clock.today()), view.person.id)
    services = [each for each in open_now if not each.young_people]
    return show("referrals/sending/not_sent.html", view=view, services=services, answer=answer)
