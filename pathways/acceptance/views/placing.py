"""The pathway manager's pages: whom no service has, and a place for one of them."""

import re
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.acceptance import actions, queries
from pathways.acceptance.forms import Confirm, PlaceForm
from pathways.acceptance.queries import Placing
from pathways.acceptance.rules import DeclineReason
from pathways.acceptance.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.directory.rules import Fit, ServiceVerdict
from pathways.drafts.desk import once, open_form
from pathways.referrals.rules import kept_routing
from pathways.ui.fields import Choice, in_sentence
from pathways.ui.filters import short_day, short_moment
from pathways.ui.pages import show

SOONEST = ("open", "places", "wait")
"""The reasons that say when somebody is seen at a service."""


@pages.get("/placing")
@permit("placing.read")
def placing() -> ResponseReturnValue:
    """Whom no service has, the longest wait first; above them, on the first page, what services ask of the viewer."""
    after = request.args.get("after")
    page = queries.needing_a_place(viewer(), after)
    asked = () if after else queries.asked_of_who_placed(viewer())
    shown = [row.offer.referral.person_id for row in page.rows] + [offer.referral.person_id for offer in asked]
    just_placed = queries.just_placed(viewer(), request.args.get("placed", 0, type=_number))
    shown += [just_placed.person_id] if just_placed else []
    audit.listed(viewer(), "placing.viewed", shown)
    facts: dict[str, Any] = {"placed": just_placed}
    facts["speak_by"] = queries.speak_by(viewer(), [row.offer.referral for row in page.rows if row.offer.urgent])
    facts["asked_to_ask"] = queries.last_asked([row.offer.referral for row in page.rows])
    return show("acceptance/placing.html", page=page, asked=asked, after=after, today=clock.today(), **facts)


def _number(text: str) -> int:
    """The number in the address that the last placing led to. Raises ValueError for one that no referral has."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("no referral has that number")
    return int(text)


@pages.route("/placing/<int:referral_id>", methods=["GET", "POST"])
@permit("placing.place")
def place(referral_id: int) -> ResponseReturnValue:
    """One person, every listed service with its reasons, and whether the consent covers it."""
    placing = queries.one_needing_a_place(viewer(), referral_id)
    form = _place_form(placing)
    if form.submitted() and (to := once(form, lambda: _place(form, referral_id))):
        return redirect(to)
    return _show_place(placing, form)


@pages.post("/placing/<int:referral_id>/ask-for-consent")
@permit("placing.place")
def ask_for_consent(referral_id: int) -> ResponseReturnValue:
    """Ask, in one press, whoever can ask the person whether another service may be told."""
    placing, form = queries.one_needing_a_place(viewer(), referral_id), Confirm()
    here = url_for("acceptance.place", referral_id=referral_id)

    def ask() -> str:
        actions.ask_for_consent(by=viewer(), referral_id=referral_id)
        return here

    if form.submitted() and (to := once(form, ask)):
        return redirect(to)
    return _show_place(placing, _place_form(placing, at=here), refused=form)


def _place_form(placing: Placing, at: str = "") -> PlaceForm:
    form = open_form(PlaceForm, title="Find a place", of=placing.waiting.offer.referral.person_id, at=at)
    form.service.choices = [_as_choice(each, placing) for each in placing.offered]
    return form


def _show_place(placing: Placing, form: PlaceForm, refused: Confirm | None = None) -> ResponseReturnValue:
    referral = placing.waiting.offer.referral
    audit.look(viewer(), referral.person_id, "referral.viewed", ("referral", referral.id))
    uncovered = [each for each in placing.offered if not placing.covers[each.service.service_id]]
    facts: dict[str, Any] = {
        "waiting": placing.waiting,
        "placing": placing,
        "note_with": queries.note_with(referral),
        "covers_none": len(uncovered) == len(placing.offered),
        "asker": queries.consent_asker(referral) if uncovered else None,
        "ask_form": Confirm(None),
        "forms": [each for each in (form, refused) if each],
    }
    kept = kept_routing(referral.routing)
    return show("acceptance/place.html", form=form, kept=kept, today=clock.today(), **facts)


def _as_choice(verdict: ServiceVerdict, placing: Placing) -> Choice:
    """A service in three lines: may it be told, what speaks against it, and when somebody is seen there."""
    service_id, said_no = verdict.service.service_id, placing.said_no.get(verdict.service.service_id)
    against = [each.message for each in verdict.reasons if each.fit is not Fit.MET]
    counted_on, before = verdict.service.places_updated_on, ""
    if said_no is not None:
        against.insert(0, f"Said no on {short_day(said_no.at)}: {in_sentence(said_no.reason.label)}")
        is_older = counted_on is not None and counted_on <= clock.london_date(said_no.at)
        if said_no.reason is DeclineReason.NO_PLACE and verdict.service.places and is_older:
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


def _place(form: PlaceForm, referral_id: int) -> str:
    child = actions.place(by=viewer(), referral_id=referral_id, service_id=int(form.service.data), note=form.note.data)
    return url_for("acceptance.placing", placed=child.id)
