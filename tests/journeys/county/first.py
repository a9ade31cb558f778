"""The first journey, stage by stage: possession of crack, positive, conditional caution, referral, engaged."""

from collections.abc import Callable
from typing import Any

from tests.journeys import custody, treatment
from tests.journeys.county.arranged import NAME, PNC, known_person, november
from tests.journeys.desk import Desk, Met, Site
from tests.journeys.police import Watched

HUB = "Lincoln Recovery Hub"
BOOKED = november(26, 10)
STRUCTURED = november(30, 14)


class FirstJourney(Watched):
    """The desks of one officer, one sergeant and one worker, and the page on which the officer sees what became of it.

    `how` is how everybody works: `keyboard=True`, `scripts=False`, or with a mouse.
    """

    def __init__(self, site: Site, open_desk: Callable[..., Desk], *, feedback: str, pictures: str = "", **how: Any):
        known_person(site)
        self.site, self.feedback = site, feedback
        names = ("officer", "sergeant", "worker")
        each = {name: open_desk(pictures=f"{pictures}-{name}" if pictures else "", **how) for name in names}
        self.officer, self.sergeant, self.worker = each.values()

    def custody(self) -> list[Met]:
        """Everything the officer does before the person leaves; returns the pages met and the inputs of each."""
        desk = self.officer.sign_in("officer")
        first = len(desk.counted) - 1
        custody.find_by_number(desk, PNC)
        custody.detain(desk, "LI-26-70001")
        custody.crack(desk)
        self.site.later(minutes=12)
        custody.positive(desk)
        custody.require_assessment(desk, BOOKED, f"{HUB}, Lincoln")
        custody.propose_caution(desk)
        custody.needs(desk, "Crack")
        custody.consents(desk, referral="Agrees, to the chosen service only", feedback=self.feedback)
        desk.press("Send referral")
        counted = desk.counted[first:]
        desk.follow("What became of this referral")
        self.became = desk.page.url
        return counted

    def authority(self) -> None:
        """A sergeant who did not propose it decides, explains it, and the person signs."""
        desk = self.sergeant.sign_in("sergeant").follow("Waiting for authority")
        desk.follow("Read and decide", within='tr:has-text("Wragg")')
        desk.choose("What do you decide?", "Authorise").fill("Why?", "Proportionate, and the condition helps him.")
        desk.press("Record the decision").press("Explain and sign")
        desk.fill_time("When did you explain", "03:24").choose("Does the person agree", "Yes")
        desk.choose("How did the person sign?", "On the printed document, in front of you").press("Record it")

    def acceptance(self) -> None:
        self.site.clock.set(november(25, 9, 30))
        treatment.accept(self.worker.sign_in("worker"), NAME)

    def attendance(self) -> None:
        """An hour after the appointment the worker records that he came, and stayed to the end."""
        treatment.came_as_required(self.worker.sign_in("worker"), NAME)

    def assessment(self) -> None:
        """What he said at the assessment; and the condition was met."""
        treatment.assess(self.worker, "Crack", "Alcohol")
        treatment.report_met(self.worker)

    def completion(self) -> None:
        """The officer accepts the service's report: the caution is completed."""
        desk = self.police_desk().follow("Task list of this episode").follow("Disposal")
        desk.press("Accept as met").press("Accept as met")
        assert "The outcome stays as it is" in desk.text

    def engagement(self) -> None:
        """A care plan, a structured contact that he kept, and the day he engaged."""
        self.worker.sign_in("worker").go(self.case)
        self.worker.follow("Record care plan").press("Save care plan")
        treatment.offer(self.worker, STRUCTURED, "Structured treatment")
        self.site.clock.set(november(30, 15))
        treatment.record(self.worker.sign_in("worker"), NAME, "Attended")
        treatment.start_and_engage(self.worker.go(self.case))

    @property
    def case(self) -> str:
        return self.became.replace("/referrals/", "/cases/")
