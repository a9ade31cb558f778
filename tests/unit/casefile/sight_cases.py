"""Plain facts and plain police views, one for each column of the table of what police may see."""

from dataclasses import replace
from datetime import UTC, datetime

from pathways.casefile.rules.who_may_see import Fact, FactKind, PoliceView, RunningCondition
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentFacts, ConsentState

CONSENTED = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
HAPPENED = datetime(2026, 12, 2, 10, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 18, 22, 5, tzinfo=UTC)
LAPSED = datetime(2027, 11, 25, tzinfo=UTC)
"""The first moment of the London day on which what was agreed then no longer lives."""


def answer(at: datetime, state: ConsentState = ConsentState.GIVEN, *, signed: bool = False) -> ConsentFacts:
    """An answer about telling the police. Those of one view are given in the order of their time."""
    return ConsentFacts(id=int(at.timestamp()), number=FEEDBACK, state=state, taken_at=at, episode_id=1, signed=signed)


def ends(at: datetime, state: ConsentState = ConsentState.WITHDRAWN) -> ConsentFacts:
    return answer(at, state)


NOTHING = PoliceView()
SAID_ALOUD = PoliceView(answers=(answer(CONSENTED),))
SIGNED = PoliceView(answers=(answer(CONSENTED, signed=True),))
CONDITION = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED),))
OPEN_STEP = PoliceView(holds_open_step=True)


def a_fact(kind: FactKind, **values: object) -> Fact:
    return replace(Fact(kind=kind, at=HAPPENED), **values)
