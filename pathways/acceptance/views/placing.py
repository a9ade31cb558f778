"""The pathway manager's pages: whom no service has, and a place for one of them."""

import re
from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.acceptance import actions, queries
from pathways.acceptance.forms import PlaceForm
from pathways.acceptance.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.directory.rules import ServiceVerdict
from pathways.drafts.desk import once, open_form
from pathways.referrals.rules import ConsentVerdict, kept_routing
from pathways.ui.fields import Choice, in_sentence
from pathways.ui.pages import show


@pages.get("/placing")
@permit("placing.read")
def placing() -> ResponseReturnValue:
    """Whom no service has, the longest wait first; above them, on the first page, what services ask of the viewer."""
    after = request.args.get("after")
    page = queries.needing_a_place(viewer(), after)
    asked = () if after else queries.asked_of_who_placed(viewer())
    shown = [row.offer.referral.person_id for row in page.rows] + [offer.referral.person_id for offer in asked]
    audit.listed(viewer(), "placing.viewed", shown)
    placed = request.args.get("placed", type=_service_id)
    name = directory.service_names([placed]).get(placed) if placed else None
    return show("acceptance/placing.html", page=page, asked=asked, after=after, today=clock.today(), placed=name)


def _service_id(text: str) -> int:
    """The number in the address that the last placing led to. Raises ValueError for one that no service has."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("no service has that number")
    return int(text)


@pages.route("/placing/<int:referral_id>", methods=["GET", "POST"])
@permit("placing.place")
def place(referral_id: int) -> ResponseReturnValue:
    """One person, every listed service with its reasons, and whether the consent covers it."""
    waiting, answer, covers = queries.one_needing_a_place(viewer(), referral_id)
    person_id = waiting.offer.referral.person_id
    form = open_form(PlaceForm, title="Find a place", of=person_id)
    said_no = {each.service_id for each in waiting.offer.tried}
    form.service.choices = [_as_choice(each, covers, said_no) for each in answer.choosable]
    if form.submitted() and (to := once(form, lambda: _place(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), person_id, "referral.viewed", ("referral", referral_id))
    kept = kept_routing(waiting.offer.referral.routing)
    closed = [each for each in answer.verdicts if each not in answer.choosable]
    asks = bool(answer.choosable) and not any(covers[each.service.service_id] for each in answer.choosable)
    return show("acceptance/place.html", form=form, waiting=waiting, closed=closed, ask_first=asks, kept=kept)


def _as_choice(found: ServiceVerdict, covers: Mapping[int, ConsentVerdict], said_no: set[int]) -> Choice:
    """A service with every reason, whether it said no already, and whether the consent covers it."""
    service_id = found.service.service_id
    reasons = "; ".join(in_sentence(reason.message) for reason in found.reasons)
    words = [f"{reasons[:1].upper()}{reasons[1:]}", "Said no already"][: 1 + (service_id in said_no)]
    words.append("Consent covers it" if covers[service_id] else "Ask first: consent does not cover it")
    return Choice(str(service_id), f"{found.service.name}, {found.service.town}", ". ".join(words))


def _place(form: PlaceForm, referral_id: int) -> str:
    child = actions.place(by=viewer(), referral_id=referral_id, service_id=int(form.service.data), note=form.note.data)
    return url_for("acceptance.placing", placed=child.service_id)
