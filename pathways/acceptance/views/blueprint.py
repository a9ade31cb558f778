"""The blueprint of this stage, the pages of its steps, and the words of a text."""

from collections.abc import Collection
from functools import cache

from flask import Blueprint, abort

from pathways import clock
from pathways.acceptance import queries
from pathways.disposals.rules.steps import StepAsked
from pathways.outbox.channels import texts_leave
from pathways.outbox.rules import wording
from pathways.referrals.models import Referral
from pathways.referrals.rules.asked import steps_asked
from pathways.ui.forms import Form
from pathways.ui.of_a_table import form_of_questions

pages = Blueprint("acceptance", __name__)


def asked_of(event: str, among: Collection[str]) -> StepAsked:
    """What a step asks; 404 for one that is not taken on this page."""
    if event not in among:
        abort(404)
    return steps_asked()[event]


@cache
def step_form(event: str) -> type[Form]:
    """The form of one step."""
    return form_of_questions(event, steps_asked()[event].records)


def text_in_words(held: Referral) -> dict[str, str]:
    """The text that tells of the first appointment, word for word, or how the person is told where none is sent."""
    text = queries.text_at_first(held, clock.now())
    if text is None or not texts_leave():
        return {"text": "", "no_text": "No text is sent: tell the person in the safe way named in the referral."}
    body = wording(text.kind, clock.today()).body_of(text.quoted, "")
    return {"text": body, "no_text": "The person has not agreed to dates in texts."}
