"""The blueprint of this stage, and where its pages lead."""

from flask import Blueprint, url_for

from pathways import clock
from pathways.auth.guard import viewer
from pathways.people.custody.queries import EpisodeView
from pathways.people.deaths.queries import bars_of_death
from pathways.people.identity.rules import adult_form_bars

pages = Blueprint("referrals", __name__)


def adult_form_is_shut(view: EpisodeView) -> bool:
    """Whether the young people's page comes instead: under 18, or age in doubt. A death is said on the page itself."""
    return not bars_of_death(viewer(), view.person) and bool(adult_form_bars(view.details, clock.today()))


def onward(pressed: str, endpoint: str, episode_id: int) -> str:
    return url_for("casefile.task_list" if pressed == "task_list" else endpoint, episode_id=episode_id)
