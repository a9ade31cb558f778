"""The first page of liaison and diversion, and an episode as they see it."""

from flask.typing import ResponseReturnValue

from pathways import audit
from pathways.auth.guard import permit, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Parts
from pathways.casefile.rules import done_count, next_task
from pathways.casefile.views.parts import item, pages
from pathways.ui.pages import show


@pages.get("/liaison")
@permit("liaison.list")
def to_be_seen() -> ResponseReturnValue:
    """Who is at the suite and who is the team's: who is still to be seen first."""
    rows = queries.to_be_seen(viewer())
    audit.listed(viewer(), "liaison.listed", [one.view.person.id for one in rows])
    return show(
        "casefile/to_be_seen.html",
        listed=len(rows),
        waiting=sum(not one.was_seen and not one.referral for one in rows),
        here=[one for one in rows if not one.is_ours],
        ours=[one for one in rows if one.is_ours],
        place=queries.place_of(viewer()),
    )


def episode_for_liaison(found: Parts) -> ResponseReturnValue:
    """The parts that are theirs: needs and consents, the referral, what is done before the person leaves."""
    following = next_task(found.tasks)
    return show(
        "casefile/episode_for_liaison.html",
        view=found.view,
        items=[item(found, one) for one in found.tasks],
        following=item(found, following) if following else None,
        done=done_count(found.tasks),
        is_adult=found.facts.is_adult,
        young=found.facts,
        is_ours=found.view.episode.organisation_id == viewer().organisation_id,
    )
