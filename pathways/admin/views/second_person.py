"""Proposals that wait for a second person, and messages that were not sent."""

from datetime import date
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import queries as admin_queries
from pathways.admin.actions import second_person as second_person_actions
from pathways.admin.forms import DecideAccessForm
from pathways.admin.models import AccessProposal
from pathways.admin.rules import Proposed, sight_of
from pathways.admin.views.accounts import mail_key, pages, show_link
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of, names_of, organisation, sign_in_name_of, suite
from pathways.auth.roles import Role
from pathways.directory.entries import queries as directory
from pathways.drafts.desk import answered, once, open_form
from pathways.outbox import actions as outbox_actions
from pathways.outbox import queries as outbox_queries
from pathways.outbox.channels import kept_in
from pathways.outbox.rules import DeliveryFailure, Receiver, receiver_of, wordings
from pathways.outbox.settings import settings_of
from pathways.store.paging import page_among
from pathways.ui.forms import ButtonForm, Form
from pathways.ui.pages import marks_asked_for, show
from pathways.ui.rendering import day

# Messages that were not sent: kind, number, reason and tries. No address, person or text is on the page.


MOST_KEPT = 20
"""How many letters from a demonstration's folder are listed."""


@pages.get("/admin/messages")
@permit("message.resend")
def messages() -> ResponseReturnValue:
    """Messages that are no longer tried, and those that wait."""
    return _show_messages()


@pages.post("/admin/messages/<int:message_id>/resend")
@permit("message.resend")
def resend(message_id: int) -> ResponseReturnValue:
    """Send a message once more, under the message id it had."""
    form = ButtonForm()

    def act() -> str:
        outbox_actions.resend(by=viewer(), message_id=message_id)
        return url_for("admin.messages", done="again")

    if response := once(form, act):
        return response
    return _show_messages(refused=form)


def _show_messages(refused: Form | None = None) -> ResponseReturnValue:
    """The page, with the reasons of `refused` on top. Each button has its own form, so that no two share a key."""
    after = request.args.get("after")
    page, settings = outbox_queries.not_sent(after), settings_of(current_app.config)
    lines = [(row, receiver_of(row.kind, row.medium)) for row in page.rows]
    names = {wording.code: wording.called for wording in wordings()}
    return show(
        "admin/messages.html",
        forms=[refused] if refused else [],
        page=page,
        causes=[
            (failure, [(row, to, ButtonForm(None)) for row, to in lines if row.failure is failure])
            for failure in DeliveryFailure
        ],
        receivers=Receiver,
        kind_names=names,
        waiting=outbox_queries.waiting(),
        last_beat=(last_beat := outbox_queries.last_beat()),
        is_at_work=outbox_queries.is_at_work(last_beat),
        media=settings.media,
        folder=settings.folder,
        letters=kept_in(settings.folder, MOST_KEPT) if settings.folder else (),
        after=after,
        is_sent_again="done" in request.args,
    )


# Proposals: the list, and the page of one, where a second person decides.


REFUSE = "refuse"


@pages.app_template_global("access_waiting")
def access_waiting() -> int:
    """How many proposals wait for the viewer's decision, for their first page."""
    return len(admin_queries.waiting_for(viewer())) if viewer().may("access.decide") else 0


@pages.get("/access")
@permit("access.decide")
def proposals() -> ResponseReturnValue:
    """What waits for the viewer's decision, and what they proposed or decided lately."""
    marks = marks_asked_for("after", "mine_after")
    every_waiting = admin_queries.waiting_for(viewer())
    waiting = page_among(every_waiting, lambda row: (row.id,), (int,), after=marks["after"])
    mine = admin_queries.proposals_of(viewer(), marks["mine_after"])
    every = [*waiting.rows, *mine.rows]
    return show(
        "admin/proposals.html",
        waiting=waiting,
        mine=mine,
        names=_names(every),
        places=admin_queries.places_of(every),
        marks=marks,
    )


@pages.route("/access/<int:proposal_id>", methods=["GET", "POST"])
@permit("access.decide")
def proposal(proposal_id: int) -> ResponseReturnValue:
    """One proposal: what is to be done, for whom, and who asked. Another person decides it here."""
    asked = admin_queries.proposal(viewer(), proposal_id)
    form = _form_for(asked)
    if form and (response := _decided_once(asked, form)):
        return response
    if not asked.waits:
        answered()
    role = Role(asked.content["role"]) if "role" in asked.content else None
    return show(
        "admin/proposal.html",
        asked=asked,
        form=form,
        is_mine=asked.proposed_by_id == viewer().user_id,
        rows=_rows(asked),
        sight=sight_of(role, clock.today()) if role else None,
        place=organisation(asked.organisation_id),
        names=_names([asked]),
        own_organisation_id=viewer().organisation_id,
        who_decides=sorted(names_of(admin_queries.deciders(asked)).values()) if asked.waits else [],
        goes_by_mail=bool(mail_key()),
        is_done="done" in request.args,
        makes_link=asked.kind in (Proposed.INVITE, Proposed.LINK, Proposed.ENABLE),
    )


def _form_for(asked: AccessProposal) -> Form | None:
    """The form to take back one's own proposal, or to decide another's; None where the viewer does neither."""
    if request.method == "GET" and not asked.waits:
        return None
    is_mine = asked.proposed_by_id == viewer().user_id
    return open_form(ButtonForm if is_mine else DecideAccessForm, title="Decide on access")


def _decided_once(asked: AccessProposal, form: Form) -> ResponseReturnValue | None:
    here, made = (
        url_for("admin.proposal", proposal_id=asked.id, done="decided"),
        list[second_person_actions.DecidedProposal](),
    )

    def act() -> str:
        if isinstance(form, DecideAccessForm):
            facts: dict[str, Any] = {"approves": form.pressed != REFUSE, "why": form.why.data or ""}
            made.append(second_person_actions.decide_access(by=viewer(), proposal_id=asked.id, key=mail_key(), **facts))
        else:
            second_person_actions.withdraw_access(by=viewer(), proposal_id=asked.id)
        return here

    response = once(form, act, settles=True)
    if response is None or not made or not made[0].token or made[0].user is None:
        return response
    user = made[0].user
    return show_link(user, made[0].token, purpose="reset" if user.password_hash else "invitation", back=here)


def _names(every: list[AccessProposal]) -> dict[int | None, str]:
    return names_of(
        [number for proposal in every for number in (proposal.user_id, proposal.proposed_by_id, proposal.decided_by_id)]
    )


def _rows(asked: AccessProposal) -> list[tuple[str, str]]:
    """What is to be done, line by line, as the page shows it."""
    content = asked.content
    rows = [("What", asked.kind.label)]
    if asked.kind is Proposed.INVITE:
        rows += [("Person", content["name"]), ("Work e-mail", content["sign_in_name"])]
        if place := suite(content["suite_id"]):
            rows.append(("Custody suite", place.name))
    elif asked.user_id is not None:
        rows += [("Person", name_of(asked.user_id)), ("Signs in as", sign_in_name_of(asked.user_id))]
    if "role" in content:
        rows += [("Role", Role(content["role"]).label), ("Until", _until(content["until_on"]))]
    if asked.kind is Proposed.DOMAIN:
        rows += [("Before", ", ".join(content["before"]) or "Any address")]
        rows += [("From then on", ", ".join(content["email_domains"]))]
    elif asked.kind is Proposed.ANSWERING:
        service = directory.service(content["service_id"])
        rows += [("Service", f"{service.name}, {service.town}"), ("Links go to", content["email"])]
        rows.append(("Before", content["before"] or "Its people sign in"))
    return rows


def _until(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else "No end"
