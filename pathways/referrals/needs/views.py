"""The pages of needs and consents, and the page before release with naloxone and the slip."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.directory.areas import queries as directory
from pathways.directory.matching.rules.fit import ServiceStanding, ServiceVerdict
from pathways.drafts.desk import once, open_form
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.referrals.forms.referral import BeforeLeavingForm, ConsentsForm, NeedsForm, as_filled
from pathways.referrals.needs import actions, queries
from pathways.referrals.needs.rules import DRINKING, what_to_do_about_drinking
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.views import adult_form_is_shut, onward, pages
from pathways.safeguarding.queries import risks_told
from pathways.ui.choices import Choice
from pathways.ui.pages import copy_asked_for, hand_over, show
from pathways.vocabulary import Area, Origin

# The pages of needs and of consents.


@pages.route("/episodes/<int:episode_id>/needs", methods=["GET", "POST"])
@permit("referral.send")
def needs(episode_id: int) -> ResponseReturnValue:
    """What the person says they use and need, the risks, and the safe way to reach them."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    asked = queries.asked_of(episode_id)
    if asked.screen and not queries.is_read_here(viewer(), view):
        audit.look(viewer(), view.person.id, "screen.viewed", ("episode", episode_id))
        return show("referrals/needs/needs.html", view=view, elsewhere=True)
    screen, risks, given = asked.screen, asked.risks, asked.naloxone
    form = open_form(
        NeedsForm, title="Needs and risks", of=view.person.id, filled=as_filled(screen.facts) if screen else None
    )
    form.offer_areas(_offered(view, screen))
    form.ask_only_new(risks)
    form.ask_pregnancy(view.details.sex)
    form.overdose_before = risks.overdose_last_7_days
    if given:
        form.leave_out_naloxone()
    if response := once(form, lambda: _record_needs(form, view)):
        return response
    audit.look(viewer(), view.person.id, "screen.viewed", ("episode", episode_id))
    naloxone = given.words if given else ""
    answer = screen.facts.drinks_daily if screen else None
    return show(
        "referrals/needs/needs.html",
        form=form,
        view=view,
        screen=screen,
        risks=risks_told(episode_id),
        naloxone=naloxone,
        recipient=consents_queries.told_in(viewer(), view.episode),
        drinking=DRINKING,
        to_do=what_to_do_about_drinking(answer, in_custody=view.episode.origin is Origin.DETENTION),
    )


def _offered(view: EpisodeView, screen: queries.Screen | None) -> tuple[Area, ...]:
    """The areas in use, and the area said before even if it is no longer offered."""
    places = directory.map_now(view.episode.organisation_id).places
    said_area = screen.facts.area if screen else None
    return places if said_area is None or said_area in places else (*places, said_area)


def _record_needs(form: NeedsForm, view: EpisodeView) -> str:
    audit.expect(view.person.id, form.seen_version or 0)
    episode_id = view.episode.id
    facts = form.screen_facts(routing_queries.suites_area(viewer(), view.episode))
    risks, naloxone = form.risks(), form.naloxone_facts()
    actions.record_needs(by=viewer(), episode_id=episode_id, facts=facts, risks=risks, naloxone=naloxone)
    return onward(form.pressed, "referrals.consents", episode_id)


@pages.route("/episodes/<int:episode_id>/consents", methods=["GET", "POST"])
@permit("consent.record")
def consents(episode_id: int) -> ResponseReturnValue:
    """Every listed service with its reasons, and two consents that are asked separately."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    asking = routing_queries.asking_of(view, consents_queries.told_in(viewer(), view.episode))
    if asking is None:
        return redirect(url_for("referrals.needs", episode_id=episode_id))
    form = open_form(
        ConsentsForm, title="Service and consents", of=view.person.id, filled={"service": asking.chosen_value}
    )
    if asking.has_required_assessment and not viewer().is_liaison:
        form.say_what_stands()
    form.service.choices = [_as_choice(each) for each in asking.choosable]
    if response := once(form, lambda: _record_consents(form, view)):
        return response
    audit.look(viewer(), view.person.id, "consent.viewed", ("episode", episode_id))
    return show("referrals/needs/consents.html", form=form, view=view, asking=asking)


def _as_choice(verdict: ServiceVerdict) -> Choice:
    words = "Full: choose and say why" if verdict.standing is ServiceStanding.FULL else ""
    return Choice(str(verdict.service.service_id), f"{verdict.service.name}, {verdict.service.town}", words)


def _record_consents(form: ConsentsForm, view: EpisodeView) -> str:
    audit.expect(view.person.id, form.seen_version or 0)
    episode_id = view.episode.id
    draft = actions.record_consents(by=viewer(), episode_id=episode_id, **form.answers())
    if draft is None and referrals_queries.sent_of(episode_id):
        return url_for("casefile.task_list", episode_id=episode_id)
    live = draft is not None and consents_queries.answers_of(referrals_queries.episode_of(draft))[REFERRAL].live
    return onward(form.pressed, "referrals.refer" if live else "referrals.not_sent", episode_id)


# Before release, or before somebody who came freely leaves: overdose risk, naloxone, and the slip.


@pages.route("/episodes/<int:episode_id>/before-release", methods=["GET", "POST"])
@permit("leaving.record")
def before_release(episode_id: int) -> ResponseReturnValue:
    """What to ask and hand over before the person leaves. The answers are those of the needs page."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    asked = queries.asked_of(episode_id)
    risks, given = asked.risks, asked.naloxone_row
    filled = {"naloxone": given.answer, "naloxone_why": given.why_not} if given else None
    form = open_form(BeforeLeavingForm, title="Before release", of=view.person.id, filled=filled)
    form.ask_only_new(risks)
    form.ask_naloxone(must_answer=asked.must_answer_naloxone)
    if response := once(form, lambda: _record(form, view)):
        return response
    audit.look(viewer(), view.person.id, "screen.viewed", ("episode", episode_id))
    return show(
        "referrals/needs/before_release.html",
        form=form,
        view=view,
        risks=risks_told(episode_id),
        is_urgent=risks.is_urgent,
        to_do=what_to_do_about_drinking(
            asked.screen.facts.drinks_daily if asked.screen else None,
            in_custody=view.episode.origin is Origin.DETENTION,
        ),
        asked=asked,
        given=given,
        by=name_of(given.recorded_by_id) if given else "",
        slip=queries.slip_of(view, tells_required=not viewer().is_liaison),
    )


def _record(form: BeforeLeavingForm, view: EpisodeView) -> str:
    facts = form.naloxone_facts()
    actions.record_leaving(by=viewer(), view=view, naloxone=facts, risks=form.risks(), seen_version=form.seen_version)
    return url_for("casefile.task_list", episode_id=view.episode.id)


@pages.get("/episodes/<int:episode_id>/slip.pdf")
@permit("leaving.record")
def slip(episode_id: int) -> ResponseReturnValue:
    """The slip as a PDF."""
    view = people.episode(viewer(), episode_id)
    if adult_form_is_shut(view):
        return redirect(url_for("people.under_18", episode_id=episode_id))
    paper = sending_actions.print_slip(by=viewer(), view=view, number=copy_asked_for())
    return hand_over(paper, kind="application/pdf", name="where-to-go-next.pdf", inline=True)
