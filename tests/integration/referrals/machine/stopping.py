"""What the clocks say along a walk: nothing runs on after an end but what 2.3 lets run, and nothing at all after a death."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from pathways import clock
from pathways.deadlines.queries.facts import courses_of
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.store.base import db
from tests.integration.referrals.machine.desks import Desks
from tests.referred import died

DUTIES = frozenset({"failure_notice", "condition_report"})
WINDOWS = frozenset({"reopen_window", "representation_watch"})
RUN_ON = DUTIES | WINDOWS | {"consent_review"}
"""By hand: what table 2.3 lets run on after a referral has closed. Of these the windows end by themselves."""
WINDOWS_HAVE_ENDED = timedelta(days=190)


@dataclass
class Clocks:
    """The clocks of the referral that is walked, read after every step. `stopped` counts those that an end stopped."""

    at: Desks
    running: frozenset[str] = frozenset()
    stopped: Counter[str] = field(default_factory=Counter)
    ran_on: Counter[str] = field(default_factory=Counter)
    died_in: set[ReferralState] = field(default_factory=set)

    def begin(self) -> None:
        """Somebody new: what ran before was another's."""
        self.running = frozenset()

    def hold(self) -> None:
        """What the clocks must say where the referral stands now."""
        before, self.running = self.running, self._running()
        if is_closed(self.at.referral.state):
            assert self.running <= RUN_ON, (self.at.referral.state, self.running - RUN_ON)
            assert not self._running(in_time=WINDOWS_HAVE_ENDED) & WINDOWS, self.at.referral.state
            self.stopped.update(before - self.running)
            self.ran_on.update(self.running)
        if self.at.referral.state not in self.died_in:
            self.died_in.add(self.at.referral.state)
            self._stop_at_once_on_death()

    def have_been_handed_on(self) -> None:
        """A referral that led to another has none left, not even those that may run on."""
        left = self._running()
        assert not left, left

    def _stop_at_once_on_death(self) -> None:
        """The person dies here and now, for as long as it takes to look."""
        meanwhile = db.session.begin_nested()
        died(self.at.referral.person_id, self.at.officer)
        left = self._running() | self._running(in_time=WINDOWS_HAVE_ENDED)
        assert not left, (self.at.referral.state, left)
        meanwhile.rollback()

    def _running(self, *, in_time: timedelta = timedelta()) -> frozenset[str]:
        course = courses_of([self.at.referral.id])[self.at.referral.id]
        return frozenset(each.timer.code for each in course.clocks(clock.now() + in_time) if each.still_runs)
