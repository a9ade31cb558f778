"""Somebody who refused to be referred and must come to the Lincoln Recovery Hub by a notice that was handed over."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments import actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody import actions as custody_actions
from pathways.people.models.custody import Episode
from pathways.people.rules import ReleaseType
from pathways.referrals.consents.rules.consents import ConsentState
from tests import county
from tests.accepted import require
from tests.leaving import no_time
from tests.referred import asked
from tests.scenes import restorable

LIST = "/inbox/required-assessments"


@dataclass
class ByNotice:
    """The officer, a worker of the service on the notice, and the requirement: due in six hours."""

    officer: Viewer
    officer_user: User
    worker: Viewer
    worker_user: User
    episode: Episode
    required: RequiredAssessment
    clock: clock.SettableClock

    @property
    def page(self) -> str:
        return f"{LIST}/{self.required.id}"

    def passes(self) -> None:
        """The time on the notice passes by an hour."""
        self.clock.set(self.required.initial_at + timedelta(hours=1))

    def leaves(self) -> None:
        """They leave custody without bail, whatever is still open."""
        custody_actions.release(
            by=self.officer,
            episode=self.episode,
            released_at=clock.now(),
            release_type=ReleaseType.WITHOUT_BAIL,
            not_done=no_time(self.officer, self.episode),
        )

    def tell(self, outcome: RequiredOutcome, **more: Any) -> RequiredAssessmentOutcome:
        facts = {"by": self.worker, "required_id": self.required.id, "at": self.required.initial_at}
        return actions.report_required_assessment(outcome=outcome, **(facts | more))


@restorable
def by_notice(the_clock: clock.SettableClock, *, service: Service | None = None) -> ByNotice:
    """Detained at Lincoln, both consents refused, an assessment required and its notice handed over."""
    officer, worker = county.user(Role.CO), county.user(Role.TW, name="Sam Okafor")
    sender = county.viewer_of(officer)
    episode, _ = county.detained(by=sender, custody_record_no="LN-26-04417")
    asked(sender, episode, county.service(), referral=ConsentState.REFUSED, contact_note="ZZ-NOTE-1 ring his sister")
    required = require(episode, the_clock.now() + timedelta(hours=6), service=service)
    return ByNotice(sender, officer, county.viewer_of(worker), worker, episode, required, the_clock)
