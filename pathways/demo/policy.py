"""What waits in the made-up county for policy leads, deciding officers and the panel. All made up."""

from datetime import date, timedelta

from sqlalchemy import exists, select

from pathways import clock
from pathways.admin.actions.accounts import Invitation
from pathways.admin.actions.second_person import propose_invitation
from pathways.auth.models import Organisation
from pathways.auth.roles import Role, Viewer
from pathways.demo.journey import County
from pathways.demo.places import MADE_UP_SOURCE
from pathways.disposals.models import Disposal
from pathways.law.actions import decide_law_change, propose_law_change, seen_of
from pathways.law.rules.proposed_changes import ChangeDraft, Intent
from pathways.law.rules.tables import LawTable
from pathways.people.models.custody import Detention, Episode
from pathways.policy import actions as policy_actions
from pathways.policy.rules.what_if import WhatIfQuestion
from pathways.safeguarding import actions as safeguarding_actions
from pathways.safeguarding.rules.concerns import ConcernFacts, ConcernKind, exploitation_signs
from pathways.scrutiny import actions as scrutiny_actions
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.models import ScrutinyRound
from pathways.scrutiny.queries import rounds as queries
from pathways.scrutiny.rules.rounds import LinkWhy, Score
from pathways.store.base import db
from pathways.vocabulary import Mark, YesNo

# Changes of the law's data: one to decide, and one that was sent back.


AT = "https://www.legislation.gov.uk/ukpga"
"""The sections are really there; only the changes are made up."""


def build_changes(first: Viewer, second: Viewer) -> None:
    """One proposal waits for the second policy lead; they sent another back."""
    begins = clock.today() + timedelta(days=40)
    joins = ChangeDraft(
        table=LawTable.TRIGGER,
        code="TA78-3",
        intent=Intent.CHANGE,
        starts_on=begins,
        values={"act": "Theft Act 1978", "section": "s.3", "offence": "Making off without payment"},
        source=f"{MADE_UP_SOURCE}; the section: Theft Act 1978 s.3",
        source_url=f"{AT}/1978/31/section/3",
        mark=Mark.UNCERTAIN,
        why="Announced as a likely addition; no order was found",
    )
    back = propose_law_change(by=first, draft=joins, is_demonstration=True)
    decide_law_change(
        by=second,
        change_id=back.id,
        approves=False,
        checked="No instrument adds it. An announcement is no law",
        has_read_source=True,
        seen=seen_of(back),
    )
    device = ChangeDraft(
        table=LawTable.PANEL,
        code="second-cocaine",
        intent=Intent.CHANGE,
        starts_on=begins,
        values={"device": "Second saliva device", "analyte": "cocaine", "label": "Cocaine", "shows": "cocaine"},
        source=f"{MADE_UP_SOURCE}; what a sample is for: PACE 1984 s.63B",
        source_url=f"{AT}/1984/60/section/63B",
        mark=Mark.PRACTICE,
        why="A second device is on order",
    )
    propose_law_change(by=first, draft=device, is_demonstration=True)


# What policy leads have under way, and access that waits for a decision.


def build_access(administrator: Viewer, provider: Organisation) -> None:
    """Somebody waits to be let in at a provider, and its manager decides."""
    wanted = Invitation(
        name="Alex Wainfleet",
        sign_in_name="a.wainfleet@cathedral.example",
        organisation=provider,
        suite=None,
        role=Role.TW,
    )
    propose_invitation(by=administrator, wanted=wanted)


def build_policy(first: Viewer, second: Viewer) -> None:
    """One value waits for the second policy lead, another was sent back; a question of the first is answered."""
    begins = clock.today() + timedelta(days=40)
    back = policy_actions.propose_switch(
        by=first,
        name="cfg_cc_max_weeks",
        value=26,
        starts_on=begins,
        until_on=None,
        why="Longer courses would fit into a condition",
        source=MADE_UP_SOURCE,
        is_demonstration=True,
    )
    policy_actions.decide_change(
        by=second,
        change_id=back.id,
        approves=False,
        checked="The Code of Practice names 20 weeks at most",
        has_read_source=True,
        seen=policy_actions.seen_of(back),
    )
    policy_actions.propose_switch(
        by=first,
        name="cfg_cr_repeat_limit",
        value=2,
        starts_on=begins,
        until_on=None,
        why="Earlier resolutions were for the same need, and people came",
        source=MADE_UP_SOURCE,
        is_demonstration=True,
    )
    today = clock.today()
    year = {"from_on": today - timedelta(days=365), "to_on": today}
    asked = policy_actions.ask_what_if(
        by=first, question=WhatIfQuestion(switches=(("cfg_o22_enabled", False),), dates=(), **year)
    )
    while asked.ended_at is None:
        policy_actions.go_on(by=first, run_id=asked.id)


# A concern that waits for a deciding officer, for the page of reviews.


SEEN = ConcernFacts(
    kinds=(ConcernKind.CUCKOOING, ConcernKind.DEBT_BONDAGE),
    signs=(exploitation_signs()["unknown_visitors"], exploitation_signs()["lost_keys"], exploitation_signs()["debt"]),
    immediate_danger=YesNo.NO,
    danger_done="",
    note="Two men have the keys of the flat. Does not want to go back there tonight.",
)


def raise_one(officer: Viewer) -> None:
    """Raise it about the person longest in custody at the officer's suite without a proposal: nothing stops."""
    waiting = (
        select(Episode)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(Episode.suite_id == officer.suite_id, ~exists().where(Disposal.episode_id == Episode.id))
        .order_by(Episode.id)
        .limit(1)
    )
    if (episode := db.session.scalar(waiting)) is not None:
        safeguarding_actions.raise_concern(by=officer, episode=episode, facts=SEEN)


# Three rounds of scrutiny: one closed, one with its panel, one to be read before release.


SEEDS = (4711, 1847, 2026)
SIZE = 8
FOUND = {
    Score.CONSISTENT: None,
    Score.OBSERVATIONS: "The answer fits. The reasons could say why charging was not considered.",
    Score.INAPPROPRIATE: "The earlier outcomes in the case are not spoken of in the reasons.",
}
ACTION = "Briefing for sergeants: say in the reasons what was made of earlier outcomes."


def run_rounds(county: County) -> None:
    """Run every round that there are cases for, each opened by the policy lead for the two members of the panel."""
    today = clock.today()
    half = today - timedelta(days=180)
    first = _opened(county, today - timedelta(days=720), half, SEEDS[0])
    if first:
        _scored_and_closed(county, first)
    if second := _opened(county, half + timedelta(days=1), today, SEEDS[1]):
        _released(county, second)
        _begun(county, second)
    _opened(county, half + timedelta(days=1), today, SEEDS[2])


def _opened(county: County, from_on: date, to_on: date, seed: int) -> ScrutinyRound | None:
    organiser = county.staff["policy"]
    if not queries.population(organiser, from_on, to_on):
        return None
    members = [county.staff[name].user_id for name in ("panel", "panel2")]
    return scrutiny_actions.open_round(
        by=organiser, from_on=from_on, to_on=to_on, size=SIZE, members=members, seed=seed
    )


def _released(county: County, scrutiny_round: ScrutinyRound) -> None:
    organiser = county.staff["policy"]
    seen = print_of(packs_of(queries.round_view(organiser, scrutiny_round.id)))
    scrutiny_actions.release(by=organiser, round_id=scrutiny_round.id, seen=seen)


def _scored_and_closed(county: County, scrutiny_round: ScrutinyRound) -> None:
    _released(county, scrutiny_round)
    organiser, member, other = (county.staff[name] for name in ("policy", "panel", "panel2"))
    for line in queries.round_view(organiser, scrutiny_round.id).lines:
        score = (Score.INAPPROPRIATE, Score.OBSERVATIONS, *[Score.CONSISTENT] * 6)[line.case.number % SIZE]
        for who in (member, other):
            scrutiny_actions.score(by=who, case_id=line.case.id, given=score, observations=FOUND[score])
        scrutiny_actions.record_finding(by=organiser, case_id=line.case.id, finding=score, words=FOUND[score])
    due = clock.today() + timedelta(days=60)
    scrutiny_actions.add_learning(
        by=organiser, round_id=scrutiny_round.id, what=ACTION, owner="Head of custody", due_on=due
    )
    scrutiny_actions.close_round(by=organiser, round_id=scrutiny_round.id)


def _begun(county: County, scrutiny_round: ScrutinyRound) -> None:
    """Each member scores the first half of the cases they may read; the second stands aside from one."""
    organiser, member, other = (county.staff[name] for name in ("policy", "panel", "panel2"))
    lines = queries.round_view(organiser, scrutiny_round.id).lines
    score = Score.OBSERVATIONS
    half = max(1, len(lines) // 2)
    for line in lines[:half]:
        for who in (member, other):
            scrutiny_actions.score(by=who, case_id=line.case.id, given=score, observations=FOUND[score])
    if len(lines) > half:
        scrutiny_actions.declare_link(by=other, case_id=lines[half].case.id, why=LinkWhy.KNOWS, note=None)
