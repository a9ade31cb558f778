"""The blueprint of the room, and what the pages of a case share: logging the look, and the way back."""

from typing import Any

from flask import Blueprint, Response, url_for

from pathways.audit import record as audit
from pathways.auth.guard import viewer
from pathways.engagement.case.queries.case import Case
from pathways.ui.pages import show

pages = Blueprint("engagement", __name__)


def show_case(template: str, case: Case, **context: Any) -> Response:
    """Show a page of one case. The look is logged here, last: a post that was done before leaves nothing open."""
    audit.look(viewer(), case.person.id, "person.viewed", ("referral", case.referral.id))
    return show(template, case=case, back=case_url(case.referral.id), looking=viewer(), **context)


def case_url(referral_id: int) -> str:
    """The address that every page of a case goes back to."""
    return url_for("engagement.case", referral_id=referral_id)
