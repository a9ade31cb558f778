"""What the tests of policy stand on: two policy leads of one force, and what they propose."""

from datetime import date, timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.policy import actions as policy_actions
from pathways.policy.models import PolicyChange, WhatIfRun
from pathways.policy.rules.what_if import WhatIfQuestion
from tests import county
from tests.scenes import restorable, step

CHECKED = "Read the order and the minute of the meeting"
SAID = {"source": "Force order 2026/04", "why": "Decided by the chief officers in November"}

TABLE = """row,code,drug_class,score,words
offence,MDA71-5-2,A,3,
offence,MDA71-5-2,,2,
factor,near_children,,+1,Where children were near
factor,sought_help,,-1,Had asked for help before
band,,,1,The least
band,,,2,"Community resolution, usually"
band,,,3,Conditional caution
"""
WORDS = "It is recorded by the police.\nIt is not a conviction, and you need not agree to it."


@step
def a_lead(name: str = "Helen Astley") -> Viewer:
    return county.viewer_of(county.user(Role.PL, name=name))


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def on(field: str, day: date) -> dict[str, str]:
    """A day as a browser posts it."""
    return {f"{field}-day": str(day.day), f"{field}-month": str(day.month), f"{field}-year": str(day.year)}


@restorable
def proposed(by: Viewer, name: str = "cfg_o22_enabled", value: Any = True, **changes: Any) -> PolicyChange:
    """Outcome 22 is used from tomorrow, says one lead."""
    facts: dict[str, Any] = {"starts_on": tomorrow(), "until_on": None, **SAID} | changes
    return policy_actions.propose_switch(by=by, name=name, value=value, **facts)


@step
def decided(by: Viewer, made: PolicyChange, **changes: Any) -> PolicyChange:
    facts: dict[str, Any] = {"approves": True, "checked": CHECKED, "has_read_source": True}
    seen = {"seen": policy_actions.seen_of(made)}
    return policy_actions.decide_change(by=by, change_id=made.id, **(facts | seen | changes))


@step
def asked(by: Viewer, **changes: Any) -> WhatIfRun:
    """What if Outcome 22 were off, over the past year."""
    today = clock.today()
    facts: dict[str, Any] = {"switches": (("cfg_o22_enabled", False),), "dates": ()}
    days = {"from_on": today - timedelta(days=365), "to_on": today}
    return policy_actions.ask_what_if(by=by, question=WhatIfQuestion(**(facts | days | changes)))
