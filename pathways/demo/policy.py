"""What the policy leads have under way, so that a visitor finds one switch to decide. All made up."""

from datetime import timedelta

from pathways import clock
from pathways.auth import Viewer
from pathways.demo.law import MADE_UP
from pathways.policy import actions


def build_policy(first: Viewer, second: Viewer) -> None:
    """One value waits for the second policy lead, one was sent back by them."""
    begins = clock.today() + timedelta(days=40)
    back = actions.propose_switch(
        by=first,
        name="cfg_cc_max_weeks",
        value=26,
        starts_on=begins,
        until_on=None,
        why="Longer courses would fit into a condition",
        source=MADE_UP,
        is_demonstration=True,
    )
    actions.decide_change(
        by=second,
        change_id=back.id,
        approves=False,
        checked="The Code of Practice names 20 weeks at most",
        has_read_source=True,
        seen=actions.seen_of(back),
    )
    actions.propose_switch(
        by=first,
        name="cfg_cr_repeat_limit",
        value=2,
        starts_on=begins,
        until_on=None,
        why="Earlier resolutions were for the same need, and people came",
        source=MADE_UP,
        is_demonstration=True,
    )
