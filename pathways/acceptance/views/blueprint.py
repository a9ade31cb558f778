"""The blueprint of this stage, and the pages of its steps."""

from collections.abc import Collection
from functools import cache

from flask import Blueprint, abort

from pathways.disposals.rules.steps import StepAsked
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
