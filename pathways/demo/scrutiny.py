"""Three rounds of scrutiny over the county: one closed, one with its panel, one to be read before release."""

from datetime import date, timedelta

from pathways import clock
from pathways.demo.places import County
from pathways.scrutiny import actions
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.models import ScrutinyRound
from pathways.scrutiny.queries import rounds as queries
from pathways.scrutiny.rules.rounds import LinkWhy, Score

SEEDS = (4711, 1847, 2026)
SIZE = 8
FOUND = {
    Score.CONSISTENT: None,
    Score.OBSERVATIONS: "The answer fits. The reasons could say why charging was not considered.",
    Score.INAPPROPRIATE: "The earlier outcomes in the case are not spoken of in the reasons.",
}
ACTION = "Briefing for sergeants: say in the reasons what was made of earlier outcomes."


def hold_rounds(county: County) -> None:
    """Every round there are cases for; each by the policy lead, with the two members of the panel."""
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
    return actions.open_round(by=organiser, from_on=from_on, to_on=to_on, size=SIZE, members=members, seed=seed)


def _released(county: County, one: ScrutinyRound) -> None:
    organiser = county.staff["policy"]
    seen = print_of(packs_of(queries.round_view(organiser, one.id)))
    actions.release(by=organiser, round_id=one.id, seen=seen)


def _scored_and_closed(county: County, one: ScrutinyRound) -> None:
    _released(county, one)
    organiser, member, other = (county.staff[name] for name in ("policy", "panel", "panel2"))
    for line in queries.round_view(organiser, one.id).lines:
        score = (Score.INAPPROPRIATE, Score.OBSERVATIONS, *[Score.CONSISTENT] * 6)[line.case.number % SIZE]
        for who in (member, other):
            actions.score(by=who, case_id=line.case.id, given=score, observations=FOUND[score])
        actions.record_finding(by=organiser, case_id=line.case.id, finding=score, words=FOUND[score])
    due = clock.today() + timedelta(days=60)
    actions.add_learning(by=organiser, round_id=one.id, what=ACTION, owner="Head of custody", due_on=due)
    actions.close_round(by=organiser, round_id=one.id)


def _begun(county: County, one: ScrutinyRound) -> None:
    """Half is read: each member has scored the first half of what they may; the second stands aside from a case."""
    organiser, member, other = (county.staff[name] for name in ("policy", "panel", "panel2"))
    lines = queries.round_view(organiser, one.id).lines
    score = Score.OBSERVATIONS
    half = max(1, len(lines) // 2)
    for line in lines[:half]:
        for who in (member, other):
            actions.score(by=who, case_id=line.case.id, given=score, observations=FOUND[score])
    if len(lines) > half:
        actions.declare_link(by=other, case_id=lines[half].case.id, why=LinkWhy.KNOWS, note=None)
