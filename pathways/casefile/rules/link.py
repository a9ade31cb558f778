"""What is true of the police's link to a person at a moment: consent, conditions that run, steps still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pathways.referrals.rules import FEEDBACK, ConsentFacts, consent_live


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The unbroken stretch, up to a moment, in which the person agreed that police are told.

    `in_writing_from` is the moment of the signature, None while it was only said aloud.
    """

    given_at: datetime
    in_writing_from: datetime | None = None


def agreement(answers: Iterable[ConsentFacts], moment: datetime) -> Agreement | None:
    """The stretch that lives at a moment; None where `consent_live` says that nothing does.

    Whether it lives, then and when each answer before it was given, is asked of that one function. Agreeing again while
    it lives carries it on; after a refusal, a withdrawal or a lapse it begins anew (treatment reference 2.1, CON).
    """
    before = [answer for answer in answers if answer.number == FEEDBACK]
    stretch: Agreement | None = None
    while (verdict := consent_live(before, FEEDBACK, moment)).live and verdict.row:
        row = verdict.row
        signed_at = row.taken_at if row.signed else stretch.in_writing_from if stretch else None
        stretch = Agreement(given_at=row.taken_at, in_writing_from=signed_at)
        before = [answer for answer in before if (answer.taken_at, answer.id) < (row.taken_at, row.id)]
        moment = row.taken_at
    return stretch


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
    """What is true of the viewer's link to the person. `answers` are those about telling them, which count for them."""

    answers: tuple[ConsentFacts, ...] = ()
    conditions: tuple[RunningCondition, ...] = ()
    holds_open_step: bool = False

    def agreement(self, moment: datetime) -> Agreement | None:
        return agreement(self.answers, moment)
