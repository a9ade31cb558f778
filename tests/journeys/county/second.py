"""The second journey, stage by stage: refused, no disposal, voluntary referral, declined, sent on, did not attend."""

from collections.abc import Callable
from typing import Any

from tests.journeys import custody, treatment
from tests.journeys.county.arranged import NAME, PNC, known_person, november
from tests.journeys.desk import Desk, Site
from tests.journeys.police import Watched


class SecondJourney(Watched):
    """The desks of one officer and of two workers, each of whom answers for a service of their own."""

    def __init__(self, site: Site, open_desk: Callable[..., Desk], *, feedback: str, pictures: str = "", **how: Any):
        known_person(site)
        self.site, self.feedback = site, feedback
        names = ("officer", "worker", "worker2")
        each = {name: open_desk(pictures=f"{pictures}-{name}" if pictures else "", **how) for name in names}
        self.officer, self.first, self.second = each.values()

    def custody(self) -> None:
        """Refused, so nothing is required; no disposal; he agrees to be referred to any listed service."""
        desk = self.officer.sign_in("officer")
        custody.find_by_number(desk, PNC)
        custody.detain(desk, "LI-26-70002")
        custody.theft(desk)
        self.site.later(minutes=12)
        custody.refused(desk)
        custody.needs(desk.follow("Needs"), "Crack", "Mamba, spice")
        custody.consents(desk, referral="Agrees, to any listed service", feedback=self.feedback)
        desk.press("Send referral").follow("What became of this referral")
        self.became = desk.page.url

    def decline(self) -> None:
        """Lincoln Recovery Hub has no place: the consent carries the referral on to the next open service."""
        self.site.clock.set(november(25, 9, 30))
        treatment.decline(self.first.sign_in("worker"), NAME, "No place in time")

    def acceptance(self) -> None:
        self.site.clock.set(november(25, 11))
        treatment.accept(self.second.sign_in("worker2"), NAME)

    def absence(self) -> None:
        """He does not come; the next time is offered with the same press."""
        treatment.record(self.second.sign_in("worker2"), NAME, "Did not attend")
