"""The pathway manager's pages: services that closed, referrals said to be an error, and people without a place."""

import re
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.acceptance import actions
from pathways.acceptance.forms import PlacingForm, SettleForm
from pathways.acceptance.placing import queries
from pathways.acceptance.placing.queries import Placing
from pathways.acceptance.queries import declining as declining_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.queries.inbox import Offered
from pathways.acceptance.views import asked_of, pages
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.directory.entries import queries as directory
from pathways.directory.matching.rules.fit import Fit, ServiceVerdict
from pathways.drafts.desk import once, open_form
from pathways.people.identity import queries as people
from pathways.referrals import queries as referrals_queries
from pathways.referrals.routing.rules import kept_routing
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.rules import steps_asked
from pathways.step_tables.forms import form_of, given_by
from pathways.step_tables.rules import StepAsked
from pathways.ui.choices import Choice
from pathways.ui.fields import in_sentence
from pathways.ui.forms import ButtonForm, Form
from pathways.ui.pages import marks_asked_for, show
from pathways.ui.rendering import short_day, short_moment

# Services that have closed while people were with them: the pathway manager hands everybody on.


@pages.get("/placing/closed")
@permit("placing.place")
def closed() -> ResponseReturnValue:
    """Which services have closed with how many people: counts alone, of nobody in particular."""
    audit.administered(viewer(), "service.closed.listed", None)
    marks = marks_asked_for()
    return show("acceptance/placing/closed.html", page=queries.closed_with_people(marks["after"]), marks=marks)


@pages.route("/placing/closed/<int:service_id>", methods=["GET", "POST"])
@permit("placing.place")
def hand_on(service_id: int) -> ResponseReturnValue:
    """Hand on everybody of one service: told or not, records handed over or not."""
    asked = asked_of("provider_closed", ["provider_closed"])
    service = queries.closed_service(service_id)
    form = open_form(form_of(asked), title=asked.title, filled={"closed_on": service.closed_on})
    if response := once(form, lambda: _hand_on(form, asked, service_id)):
        return response
    audit.administered(viewer(), "service.closed.listed", None)
    return show("acceptance/placing/hand_on.html", form=form, asked=asked, service=service)


def _hand_on(form: Form, asked: StepAsked, service_id: int) -> str:
    actions.hand_on(by=viewer(), service_id=service_id, given=given_by(form, asked))
    return url_for("acceptance.placing")


# Referrals said to be an error: said at any desk, settled by a manager other than the one who said it.


ASKED = steps_asked()["recorded_in_error"]


@pages.route("/referrals/<int:referral_id>/error", methods=["GET", "POST"])
@permit("error.say")
def say_error(referral_id: int) -> ResponseReturnValue:
    """Say that a referral was never made, is of the wrong person, or was sent twice."""
    referral = referrals_queries.referral(viewer(), referral_id)
    form = open_form(form_of(ASKED), title=ASKED.title, of=referral.person_id)
    if response := once(form, lambda: _say(form, referral_id)):
        return response
    audit.look(viewer(), referral.person_id, "referral.viewed", ("referral", referral.id))
    name = people.details_of(referral.person_id).full_name
    facts: dict[str, Any] = {"referral": referral, "name": name, "is_said": "done" in request.args}
    return show("acceptance/placing/say_error.html", form=form, asked=ASKED, **facts)


def _say(form: Form, referral_id: int) -> str:
    actions.say_error(by=viewer(), referral_id=referral_id, given=given_by(form, ASKED))
    return url_for("acceptance.say_error", referral_id=referral_id, done="said")


@pages.get("/errors")
@permit("error.settle")
def errors() -> ResponseReturnValue:
    """What waits to be settled by the viewer: the reference and who said it."""
    marks = marks_asked_for()
    page = steps_queries.errors_waiting(viewer(), marks["after"])
    audit.listed(viewer(), "referral.error.listed", [error.referral.person_id for error in page.rows])
    words, done = dict(ASKED.records[0].choices), request.args.get("done", "")
    return show("acceptance/placing/errors.html", page=page, marks=marks, words=words, done=done)


@pages.route("/errors/<int:error_id>", methods=["GET", "POST"])
@permit("error.settle")
def settle_error(error_id: int) -> ResponseReturnValue:
    """Agree that a referral is an error and close it, or keep it open."""
    error = steps_queries.error_waiting(viewer(), error_id)
    form = open_form(SettleForm, title="Recorded in error", of=error.referral.person_id)
    if response := once(form, lambda: _settle(form, error_id), settles=True):
        return response
    audit.look(viewer(), error.referral.person_id, "referral.viewed", ("referral", error.referral.id))
    words = dict(ASKED.records[0].choices)
    name = people.details_of(error.referral.person_id).full_name
    return show("acceptance/placing/settle_error.html", form=form, error=error, words=words, name=name)


def _settle(form: SettleForm, error_id: int) -> str:
    agrees = form.agrees.data == "yes"
    actions.settle_error(by=viewer(), error_id=error_id, agrees=agrees)
    return url_for("acceptance.errors", done="agreed" if agrees else "kept_open")


# People whom no service has, and finding a place for one of them.


SOONEST = ("open", "places", "wait")
"""The reasons that say how soon a service can see somebody."""


@pages.get("/placing")
@permit("placing.read")
def placing() -> ResponseReturnValue:
    """People whom no service has, longest wait first. The first page begins with what services ask of the viewer."""
    after = request.args.get("after")
    page = queries.needing_a_place(viewer(), after)
    asked = () if after else queries.asked_of_who_placed(viewer())
    shown = [row.offer.referral.person_id for row in page.rows] + [offer.referral.person_id for offer in asked]
    placed = request.args.get("placed", type=_number)
    just_placed = queries.just_placed(viewer(), placed) if placed else None
    shown += [just_placed.person_id] if just_placed else []
    audit.listed(viewer(), "placing.viewed", shown)
    facts: dict[str, Any] = {"placed": just_placed}
    facts["speak_by"] = inbox_queries.speak_by(viewer(), [row.offer for row in page.rows if row.offer.urgent])
    facts["asked_to_ask"] = declining_queries.last_asked([row.offer.referral for row in page.rows])
    return show("acceptance/placing/placing.html", page=page, asked=asked, after=after, today=clock.today(), **facts)


def _number(text: str) -> int:
    """The referral number in the address, after placing somebody. Raises ValueError for one that no referral has."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("no referral has that number")
    return int(text)


@pages.route("/placing/<int:referral_id>", methods=["GET", "POST"])
@permit("placing.place")
def place(referral_id: int) -> ResponseReturnValue:
    """One person, every listed service with its reasons, and whether the consent covers it."""
    unplaced = queries.waits_for_a_place(viewer(), referral_id, with_routing=True)
    form = _place_form(unplaced)
    if response := once(form, lambda: _place(form, referral_id)):
        return response
    return _show_place(unplaced, form)


@pages.post("/placing/<int:referral_id>/ask-for-consent")
@permit("placing.place")
def ask_for_consent(referral_id: int) -> ResponseReturnValue:
    """Ask those who can ask the person whether another service may be told, at the press of one button."""
    unplaced, form = queries.waits_for_a_place(viewer(), referral_id, with_routing=True), ButtonForm()
    here = url_for("acceptance.place", referral_id=referral_id)

    def ask() -> str:
        actions.ask_for_consent(by=viewer(), referral_id=referral_id)
        return here

    if response := once(form, ask):
        return response
    return _show_place(unplaced, _place_form(unplaced, at=here), refused=form)


def _place_form(unplaced: Offered, at: str = "") -> PlacingForm:
    """As it was sent, any service may be meant: which of them can take the person is asked as they are placed."""
    form = open_form(PlacingForm, title="Find a place", of=unplaced.referral.person_id, at=at)
    if request.method == "POST":  # to show it, `_show_place` says more of each
        form.service.choices = [Choice(str(each.id), each.name) for each in directory.services_listed()]
    return form


def _show_place(unplaced: Offered, form: PlacingForm, refused: ButtonForm | None = None) -> ResponseReturnValue:
    referral, placing = unplaced.referral, queries.placing_of(viewer(), unplaced)
    form.service.choices = [_as_choice(each, placing) for each in placing.offered]
    audit.look(viewer(), referral.person_id, "referral.viewed", ("referral", referral.id))
    uncovered = [each for each in placing.offered if not placing.covers[each.service.service_id]]
    facts: dict[str, Any] = {
        "waiting": placing.waiting,
        "placing": placing,
        "note_with": declining_queries.note_with(referral),
        "covers_none": len(uncovered) == len(placing.offered),
        "asker": declining_queries.consent_asker(referral) if uncovered else None,
        "ask_form": ButtonForm(None),
        "forms": [each for each in (form, refused) if each],
    }
    routing = kept_routing(referral.routing)
    return show("acceptance/placing/place.html", form=form, routing=routing, today=clock.today(), **facts)


def _as_choice(verdict: ServiceVerdict, placing: Placing) -> Choice:
    """A service in three lines: whether consent covers it, what speaks against it, and how soon somebody is seen."""
    service_id, said_no = verdict.service.service_id, placing.said_no.get(verdict.service.service_id)
    against = [each.message for each in verdict.reasons if each.fit is not Fit.MET]
    counted_on, before = verdict.service.places_updated_on, ""
    if said_no is not None:
        against.insert(0, f"Said no on {short_day(said_no.at)}: {in_sentence(said_no.reason.label)}")
        is_older = counted_on is not None and counted_on <= dates.london_date(said_no.at)
        if said_no.reason.for_want_of_a_place and verdict.service.places and is_older:
            before = f", but it said no for want of a place on {short_day(said_no.at)}"
    speed = [
        each.message + (before if each.code == "places" else "")
        for each in verdict.reasons
        if each.code in SOONEST and each.fit is Fit.MET
    ]
    free_at, phone = placing.first_free.get(service_id), placing.phones.get(service_id)
    speed.append(f"First free appointment {short_moment(free_at)}" if free_at else "No free appointment in its diary")
    speed.append(f"Telephone {phone}" if phone else "No telephone number is on its page")
    points = [
        "Consent covers it" if placing.covers[service_id] else "Ask first: consent does not cover it",
        _together(against) or "No reason against it",
        _together(speed),
    ]
    return Choice(
        str(service_id),
        f"{verdict.service.name}, {verdict.service.town}",
        points=tuple(each for each in points if each),
    )


def _together(words: list[str]) -> str:
    """Several reasons in one line."""
    return "; ".join([*words[:1], *(in_sentence(each) for each in words[1:])])


def _place(form: PlacingForm, referral_id: int) -> str:
    child = actions.place(by=viewer(), referral_id=referral_id, service_id=int(form.service.data), note=form.note.data)
    return url_for("acceptance.placing", placed=child.id)
