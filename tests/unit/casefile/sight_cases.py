"""Plain facts and plain police views, one for each column of the table of what police may see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.casefile.rules import (
    Consent,
    Fact,
    Kind,
    PoliceView,
    RunningCondition,
)

CONSENTED = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
HAPPENED = datetime(2026, 12, 2, 10, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 18, 22, 5, tzinfo=UTC)
NOTHING = PoliceView()
SAID_ALOUD = PoliceView(consents=(Consent(given_at=CONSENTED, ended_at=CONSENTED + timedelta(days=365)),))
SIGNED = PoliceView(
    consents=(Consent(given_at=CONSENTED, ended_at=CONSENTED + timedelta(days=365), in_writing_from=CONSENTED),)
)
CONDITION = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED),))
OPEN_STEP = PoliceView(holds_open_step=True)


def a_fact(kind: Kind, **values: object) -> Fact:
    return replace(Fact(kind=kind, at=HAPPENED), **values)  # type: ignore[arg-type]  # one helper for every field
