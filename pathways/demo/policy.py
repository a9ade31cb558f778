"""What the policy leads have under way, and access that waits: a visitor finds something to decide. All made up."""

from datetime import timedelta

from pathways import clock
from pathways.admin.actions import Invitation, propose_invitation
from pathways.auth import Role, Viewer
from pathways.auth.models import Organisation
from pathways.demo.law import MADE_UP
from pathways.policy import actions
from pathways.policy.rules.question import Question

TABLE = """row,code,drug_class,score,words
offence,MDA71-5-2,A,3,
offence,MDA71-5-2,B,2,
offence,MDA71-5-2,,2,
offence,MDA71-5-3,,4,
offence,TA68-1,,2,
offence,TA68-13,,2,
factor,near_children,,+1,Children were near
factor,repeated,,+1,The same offence within six months
factor,harm_to_somebody,,+1,Somebody was harmed
factor,sought_help,,-1,Had already asked for help
factor,small_amount,,-1,A very small amount
band,,,1,The mildest answer
band,,,2,"Mild: a resolution, usually"
band,,,3,Middle: with conditions
band,,,4,Grave: a charge decision
"""
"""An example of the form of a gravity table: no force's scores."""


def build_table(first: Viewer, second: Viewer) -> None:
    """The gravity table of the county, proposed and approved: an example, and marked as one."""
    made = actions.propose_gravity(
        by=first,
        version="example-1",
        text=TABLE,
        starts_on=clock.today(),
        source=MADE_UP,
        why="So that a visitor sees a score with what it comes from",
        is_demonstration=True,
    )
    actions.decide_change(
        by=second,
        change_id=made.id,
        approves=True,
        checked="Every line is made up and says so",
        has_read_source=True,
        seen=actions.seen_of(made),
    )


def build_access(administrator: Viewer, provider: Organisation) -> None:
    """Somebody waits to be let in at a provider: its manager decides."""
    wanted = Invitation(
        name="Alex Wainfleet",
        sign_in_name="a.wainfleet@cathedral.example",
        organisation=provider,
        suite=None,
        role=Role.TW,
    )
    propose_invitation(by=administrator, wanted=wanted)


def build_policy(first: Viewer, second: Viewer) -> None:
    """One value waits for the second policy lead, one was sent back by them; a question of the first is answered."""
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
    today = clock.today()
    year = {"from_on": today - timedelta(days=365), "to_on": today}
    asked = actions.ask_what_if(by=first, question=Question(switches=(("cfg_o22_enabled", False),), dates=(), **year))
    while asked.ended_at is None:
        actions.go_on(by=first, run_id=asked.id)
