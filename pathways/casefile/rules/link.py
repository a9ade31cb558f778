"""What is true of the police's link to a person at a moment: consent, conditions that run, steps still open."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The unbroken stretch in which the person agrees that police are told.

    `ended_at` is the withdrawal, a later refusal, or the lapse (12 months), whichever came first.
    `in_writing_from` is the moment of the signature, None while it was only said aloud.
    """

    given_at: datetime
    ended_at: datetime
    in_writing_from: datetime | None = None

    def is_live(self, moment: datetime) -> bool:
        return self.given_at <= moment < self.ended_at


@dataclass(frozen=True, kw_only=True)
class RunningCondition:
    """A condition of a disposal: it runs from the signature until the disposal ends (None: still runs)."""

    condition_id: int
    signed_at: datetime | None
    ended_at: datetime | None = None

    def runs(self, moment: datetime) -> bool:
        if self.signed_at is None or moment < self.signed_at:
            return False
        return self.ended_at is None or moment < self.ended_at


@dataclass(frozen=True, kw_only=True)
class PoliceView:
    """What is true of the police viewer's link to the person, read at the moment of the view."""

    consents: tuple[Consent, ...] = ()
    conditions: tuple[RunningCondition, ...] = ()
    holds_open_step: bool = False

    def live_consent(self, moment: datetime) -> Consent | None:
        return next((one for one in self.consents if one.is_live(moment)), None)
