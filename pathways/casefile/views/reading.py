"""The timelines, and what became of a referral."""

from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.auth.guard import permit, viewer
from pathways.casefile import queries
from pathways.casefile.queries import Became
from pathways.casefile.views.parts import pages
from pathways.people import queries as people
from pathways.ui.pages import show


@pages.get("/people/<int:person_id>/timeline")
@permit("arrest.read")
def timeline(person_id: int) -> ResponseReturnValue:
    """What police did with a person, and of each referral what they may see."""
    found = queries.for_police(viewer(), person_id)
    audit.look(viewer(), found.person.id, "person.viewed", ("person", found.person.id), page="timeline")
    return show("casefile/timeline.html", found=found)


@pages.get("/cases/<int:referral_id>/timeline")
@permit("case.read")
def case_timeline(referral_id: int) -> ResponseReturnValue:
    """What the service did with its own case, newest first."""
    held, entries = queries.for_service(viewer(), referral_id)
    audit.look(viewer(), held.person.id, "person.viewed", ("referral", referral_id), page="timeline")
    return show("casefile/case_timeline.html", held=held, entries=entries)


@pages.get("/referrals/<int:referral_id>")
@permit("referral.read")
def became(referral_id: int) -> ResponseReturnValue:
    """What became of a referral: as far as the person agreed, and not a word more."""
    found = queries.became(viewer(), referral_id)
    _looked(found, referral_id)
    others = queries.others(viewer(), referral_id)
    audit.listed(viewer(), "referral.listed", [one.view.person.id for _, one in others])
    return show("casefile/became.html", found=found, others=others, now=clock.now())


@pages.get("/cases/<int:referral_id>/as-police")
@permit("case.read")
def as_police(referral_id: int) -> ResponseReturnValue:
    """The same page for the service: what police see of this case now."""
    found = queries.as_police_see(viewer(), referral_id)
    _looked(found, referral_id)
    return show("casefile/as_police.html", found=found, now=clock.now(), referral_id=referral_id)


def _looked(found: Became, referral_id: int) -> None:
    person = people.details_of(found.view.person.id)
    audit.look(viewer(), person.person_id, "referral.viewed", ("referral", referral_id))
